/**
 * Checks JSON text as serde_json does where it only finds out where a value ends (`RawValue`,
 * which is how Meilisearch reads the documents of a list): every rule of RFC 8259, and no limit on
 * depth, on the size of numbers or on surrogates. The text that passes is safe for `scan.ts`.
 */
import {
  closeBrace,
  colon,
  comma,
  isDigit,
  minus,
  openBrace,
  openBracket,
  quote,
} from './characters.ts';
import { skipSpace } from './scan.ts';
import { type JsonSyntaxError, unexpectedCharacter } from './syntax-error.ts';
import { checkLiteral, checkNumber, checkString, missing } from './tokens.ts';

const endOfList = 'EOF while parsing a list';
const endOfObject = 'EOF while parsing an object';

/**
 * Checks that `text` is one value with nothing but white space around it.
 * Throws {@link JsonSyntaxError} with serde_json's reason and place.
 */
export function validateJson(text: string): void {
  const end = skipSpace(text, validateValue(text, skipSpace(text, 0)));
  if (end < text.length) throw unexpectedCharacter('trailing characters', end);
}

/**
 * Checks the value that starts at `start` (not at white space); answers the offset just after it.
 * Throws {@link JsonSyntaxError} with serde_json's reason and place.
 */
export function validateValue(text: string, start: number): number {
  // The closing brackets that are still to come, innermost last: depth must not cost stack.
  const closers: number[] = [];
  let at = start;
  for (;;) {
    const unit = text.charCodeAt(at);
    if (unit !== openBrace && unit !== openBracket) {
      at = checkScalar(text, at);
    } else {
      const closer = unit + 2;
      closers.push(closer);
      at = skipSpace(text, at + 1);
      if (at >= text.length) throw unclosed(text, at, closers);
      if (text.charCodeAt(at) !== closer) {
        at = toValue(text, at, closer);
        continue;
      }
    }
    at = leaveContainers(text, at, closers);
    const closer = closers.at(-1);
    if (closer === undefined) return at;
    at = toValue(text, skipSpace(text, at + 1), closer);
  }
}

// From where an element or member should start to its value.
function toValue(text: string, at: number, closer: number): number {
  return closer === closeBrace ? checkKey(text, at) : at;
}

function checkKey(text: string, at: number): number {
  if (text.charCodeAt(at) !== quote) throw missing(text, at, 'key must be a string', endOfObject);
  const separator = skipSpace(text, checkString(text, at, 'raw'));
  if (text.charCodeAt(separator) === colon) return skipSpace(text, separator + 1);
  throw missing(text, separator, 'expected `:`', endOfObject);
}

// From the end of a value past the containers that end with it, to the next comma or to the end.
function leaveContainers(text: string, at: number, closers: number[]): number {
  let next = at;
  while (closers.length > 0) {
    next = skipSpace(text, next);
    const unit = text.charCodeAt(next);
    if (unit === comma) return next;
    if (unit !== closers.at(-1)) throw unclosed(text, next, closers);
    closers.pop();
    next += 1;
  }
  return next;
}

function unclosed(text: string, at: number, closers: readonly number[]): JsonSyntaxError {
  return closers.at(-1) === closeBrace
    ? missing(text, at, 'expected `,` or `}`', endOfObject)
    : missing(text, at, 'expected `,` or `]`', endOfList);
}

function checkScalar(text: string, at: number): number {
  const unit = text.charCodeAt(at);
  if (unit === quote) return checkString(text, at, 'raw');
  if (isDigit(unit) || unit === minus) return checkNumber(text, at, 'raw');
  return checkLiteral(text, at);
}
