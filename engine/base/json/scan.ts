/**
 * Finds its way in JSON text without parsing it, so that documents and hits can be cut out exactly
 * as they came (design decision 7). For text that is known to be JSON: the answers of nodes and
 * payloads that `validate.ts` has checked. Truncated or unbalanced text throws; a number or an
 * escape that is not JSON may pass unnoticed.
 *
 * Offsets count UTF-16 units, as everywhere in JavaScript.
 */

import {
  backslash,
  closeBrace,
  closeBracket,
  colon,
  comma,
  isSpace,
  openBrace,
  openBracket,
  quote,
} from './characters.ts';
import { JsonSyntaxError, unexpectedCharacter } from './syntax-error.ts';

/** The bounds of a value: `text.slice(start, end)`. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Sees one element of an array: its bounds. */
export type ElementVisitor = (start: number, end: number) => void;

/** Sees one member of an object: its decoded key, where the key starts, the bounds of its value. */
export type MemberVisitor = (
  key: string,
  keyStart: number,
  valueStart: number,
  valueEnd: number,
) => void;

/** The offset of the first character at or after `at` that is not JSON's white space. */
export function skipSpace(text: string, at: number): number {
  let next = at;
  while (isSpace(text.charCodeAt(next))) next += 1;
  return next;
}

/**
 * The offset just after the value that starts at `at`.
 * Throws {@link JsonSyntaxError} when no value starts there or when it does not end.
 */
export function skipValue(text: string, at: number): number {
  const first = text.charCodeAt(at);
  if (first === quote) return skipString(text, at);
  if (first === openBrace || first === openBracket) return skipContainer(text, at);
  return skipScalar(text, at);
}

/** The offset just after the string whose opening quote is at `at`; throws if it does not end. */
function skipString(text: string, at: number): number {
  let close = text.indexOf('"', at + 1);
  while (close !== -1 && isEscaped(text, close)) close = text.indexOf('"', close + 1);
  if (close === -1) throw new JsonSyntaxError('EOF while parsing a string', text.length);
  return close + 1;
}

/**
 * Calls `visit` for each element of the array that starts at `at`, in order. Answers the offset
 * just after the array; throws {@link JsonSyntaxError} if there is none.
 */
export function forEachElement(text: string, at: number, visit: ElementVisitor): number {
  if (text.charCodeAt(at) !== openBracket) throw unexpected(text, at, 'expected value');
  let next = skipSpace(text, at + 1);
  if (text.charCodeAt(next) === closeBracket) return next + 1;
  for (;;) {
    const end = skipValue(text, next);
    visit(next, end);
    const separator = skipSpace(text, end);
    const code = text.charCodeAt(separator);
    if (code === closeBracket) return separator + 1;
    if (code !== comma) throw unexpected(text, separator, 'expected `,` or `]`');
    next = skipSpace(text, separator + 1);
  }
}

/**
 * Calls `visit` for each member of the object that starts at `at`, in order and duplicates
 * included. Answers the offset just after the object; throws {@link JsonSyntaxError} if there is
 * none.
 */
export function forEachMember(text: string, at: number, visit: MemberVisitor): number {
  return walkMembers(text, at, (keyStart, keyEnd, valueStart, valueEnd) => {
    visit(decodeString(text, keyStart, keyEnd), keyStart, valueStart, valueEnd);
  });
}

/**
 * The value of member `name` of the object that starts at `at`: of the last one, when there are
 * several, as every JSON parser has it. Throws {@link JsonSyntaxError} if there is no object.
 */
export function findMember(text: string, at: number, name: string): Span | undefined {
  let start = -1;
  let end = -1;
  walkMembers(text, at, (keyStart, keyEnd, valueStart, valueEnd) => {
    // Encoded, a name is never shorter.
    if (keyEnd - keyStart - 2 < name.length) return;
    if (!isKey(text, keyStart, keyEnd, name)) return;
    start = valueStart;
    end = valueEnd;
  });
  return start === -1 ? undefined : { start, end };
}

/**
 * The object that spans `start` to `end`, without its top-level members called one of `names`.
 * The rest stays as it is written, including the white space between members.
 */
export function removeMembers(
  text: string,
  start: number,
  end: number,
  names: ReadonlySet<string>,
): string {
  let kept = '';
  let keptFrom = start;
  let anyKept = false;
  let removing = false;
  let previousEnd = start;
  forEachMember(text, start, (key, keyStart, _valueStart, valueEnd) => {
    // What separates two members goes with the later one, unless nothing is kept before it.
    const boundary = anyKept ? previousEnd : keyStart;
    const remove = names.has(key);
    if (remove && !removing) kept += text.slice(keptFrom, boundary);
    if (!remove && removing) keptFrom = boundary;
    anyKept ||= !remove;
    removing = remove;
    previousEnd = valueEnd;
  });
  return kept + text.slice(removing ? previousEnd : keptFrom, end);
}

/** The string whose text, quotes included, spans `start` to `end`. */
export function decodeString(text: string, start: number, end: number): string {
  const raw = text.slice(start + 1, end - 1);
  if (!raw.includes('\\')) return raw;
  try {
    return String(JSON.parse(`"${raw}"`));
  } catch {
    throw new JsonSyntaxError('invalid escape', start);
  }
}

function walkMembers(
  text: string,
  at: number,
  visit: (keyStart: number, keyEnd: number, valueStart: number, valueEnd: number) => void,
): number {
  if (text.charCodeAt(at) !== openBrace) throw unexpected(text, at, 'expected value');
  let next = skipSpace(text, at + 1);
  if (text.charCodeAt(next) === closeBrace) return next + 1;
  for (;;) {
    if (text.charCodeAt(next) !== quote) throw unexpected(text, next, 'key must be a string');
    const keyEnd = skipString(text, next);
    const separator = skipSpace(text, keyEnd);
    if (text.charCodeAt(separator) !== colon) throw unexpected(text, separator, 'expected `:`');
    const valueStart = skipSpace(text, separator + 1);
    const valueEnd = skipValue(text, valueStart);
    visit(next, keyEnd, valueStart, valueEnd);
    const follower = skipSpace(text, valueEnd);
    const code = text.charCodeAt(follower);
    if (code === closeBrace) return follower + 1;
    if (code !== comma) throw unexpected(text, follower, 'expected `,` or `}`');
    next = skipSpace(text, follower + 1);
  }
}

// Whether the string between these offsets means `name`. Without escapes the texts are the same.
function isKey(text: string, start: number, end: number, name: string): boolean {
  const isSame = text.startsWith(name, start + 1) && end - start - 2 === name.length;
  if (isSame) return !name.includes('\\');
  return text.slice(start, end).includes('\\') && decodeString(text, start, end) === name;
}

// Only brackets and quotes matter for where a container ends. No recursion, for Meilisearch
// accepts payloads of any depth.
function skipContainer(text: string, start: number): number {
  let depth = 0;
  let at = start;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = skipString(text, at);
      continue;
    }
    if (code === openBrace || code === openBracket) depth += 1;
    else if (code === closeBrace || code === closeBracket) depth -= 1;
    at += 1;
    if (depth === 0) return closed(text, start, at);
  }
  throw unexpected(text, at, '');
}

function closed(text: string, start: number, end: number): number {
  // In ASCII each closing bracket is two places after its opening one.
  if (text.charCodeAt(end - 1) === text.charCodeAt(start) + 2) return end;
  throw unexpectedCharacter('expected value', end - 1);
}

function skipScalar(text: string, start: number): number {
  let at = start;
  while (isScalar(text.charCodeAt(at))) at += 1;
  if (at === start) throw unexpected(text, at, 'expected value');
  return at;
}

// Whether the quote at `at` belongs to its string: an odd number of backslashes before it.
function isEscaped(text: string, at: number): boolean {
  let before = at - 1;
  while (text.charCodeAt(before) === backslash) before -= 1;
  return (at - before) % 2 === 0;
}

// The characters of numbers, true, false and null.
function isScalar(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    (code >= 0x61 && code <= 0x7a) ||
    code === 0x2d ||
    code === 0x2b ||
    code === 0x2e ||
    code === 0x45
  );
}

function unexpected(text: string, at: number, reason: string): JsonSyntaxError {
  if (at < text.length) return unexpectedCharacter(reason, at);
  return new JsonSyntaxError('EOF while parsing a value', text.length);
}
