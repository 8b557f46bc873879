/**
 * The words of JSON - strings, numbers, literals - checked as serde_json checks them. Each function
 * takes the offset where the word starts and answers the offset just after it, or throws
 * {@link JsonSyntaxError} with serde_json's reason and place.
 */
import {
  backslash,
  isDigit,
  isExponentMark,
  minus,
  plus,
  point,
  quote,
  zero,
} from './characters.ts';
import { JsonSyntaxError, unexpectedCharacter, utf8Length } from './syntax-error.ts';

/**
 * serde_json has two readers, which differ in words and places. `raw` only finds where a value
 * ends (`RawValue`); `value` also decodes it, so it refuses what cannot be represented.
 */
export type Reader = 'raw' | 'value';

export const endOfValue = 'EOF while parsing a value';

const literals: Readonly<Record<string, string>> = { t: 'true', f: 'false', n: 'null' };
const endOfString = 'EOF while parsing a string';

// Regular expressions run as native code, several times faster than a loop over units. How many
// escapes one match takes is limited, because what it must undo is kept on a stack of fixed size.
const unescaped = /[ !#-[\]-\uffff]*/y;
const manyEscapes =
  /[ !#-[\]-\uffff]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[ !#-[\]-\uffff]*){0,999}/y;
const fourHexDigits = /[0-9a-fA-F]{4}/y;
const wholeNumber = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;

/** Checks the string whose opening quote is at `at`. */
export function checkString(text: string, at: number, reader: Reader): number {
  const run = reader === 'raw' ? manyEscapes : unescaped;
  let next = at + 1;
  for (;;) {
    run.lastIndex = next;
    run.test(text);
    next = run.lastIndex;
    const unit = text.charCodeAt(next);
    if (unit === quote) return next + 1;
    if (unit !== backslash) throw unfinishedString(text, next, reader);
    next = checkEscape(text, next, reader);
  }
}

/** Checks the number whose first character, `-` or a digit, is at `at`. */
export function checkNumber(text: string, at: number, reader: Reader): number {
  wholeNumber.lastIndex = at;
  if (!wholeNumber.test(text)) return checkNumberSlowly(text, at, reader);
  const end = wholeNumber.lastIndex;
  const follower = text.charCodeAt(end);
  const mayBeCutShort = isDigit(follower) || follower === point || isExponentMark(follower);
  return mayBeCutShort ? checkNumberSlowly(text, at, reader) : end;
}

/** Checks the `true`, `false` or `null` at `at`; any other character is no value at all. */
export function checkLiteral(text: string, at: number): number {
  const word = literals[text.charAt(at)];
  if (word === undefined) throw missing(text, at, 'expected value', endOfValue);
  if (text.startsWith(word, at)) return at + word.length;
  let next = at;
  while (text.charAt(next) === word.charAt(next - at)) next += 1;
  throw missing(text, next, 'expected ident', endOfValue);
}

/** The error for a missing character: `reason` if there is another one, `end` if the text ends. */
export function missing(text: string, at: number, reason: string, end: string): JsonSyntaxError {
  return at < text.length ? unexpectedCharacter(reason, at) : new JsonSyntaxError(end, text.length);
}

function unfinishedString(text: string, at: number, reader: Reader): JsonSyntaxError {
  if (at >= text.length) return new JsonSyntaxError(endOfString, text.length);
  const reason = 'control character (\\u0000-\\u001F) found while parsing a string';
  return new JsonSyntaxError(reason, at, reader === 'raw' ? 0 : 1);
}

function checkEscape(text: string, at: number, reader: Reader): number {
  const letter = text.charAt(at + 1);
  if (letter !== 'u') {
    if (letter !== '' && '"\\/bfnrt'.includes(letter)) return at + 2;
    throw missing(text, at + 1, 'invalid escape', endOfString);
  }
  const end = checkHexDigits(text, at + 2);
  return reader === 'raw' ? end : checkSurrogates(text, end);
}

function checkHexDigits(text: string, at: number): number {
  fourHexDigits.lastIndex = at;
  if (fourHexDigits.test(text)) return at + 4;
  // serde_json takes four bytes, whatever they are, before it looks at them.
  if (utf8Length(text.slice(at, at + 4)) < 4) throw new JsonSyntaxError(endOfString, text.length);
  throw new JsonSyntaxError('invalid escape', at, 4);
}

// Surrogates must come in pairs; `end` is just after the four digits of an escape.
function checkSurrogates(text: string, end: number): number {
  const unit = Number.parseInt(text.slice(end - 4, end), 16);
  if (unit < 0xd800 || unit > 0xdfff) return end;
  const lone = 'lone leading surrogate in hex escape';
  if (unit >= 0xdc00) throw new JsonSyntaxError(lone, end);
  for (const [place, expected] of ['\\', 'u'].entries()) {
    if (text.charAt(end + place) === expected) continue;
    throw missing(text, end + place, 'unexpected end of hex escape', endOfString);
  }
  const pairEnd = checkHexDigits(text, end + 2);
  const second = Number.parseInt(text.slice(pairEnd - 4, pairEnd), 16);
  if (second < 0xdc00 || second > 0xdfff) throw new JsonSyntaxError(lone, pairEnd);
  return pairEnd;
}

function checkNumberSlowly(text: string, at: number, reader: Reader): number {
  const end = reader === 'raw' ? 'invalid number' : endOfValue;
  let next = text.charCodeAt(at) === minus ? at + 1 : at;
  if (text.charCodeAt(next) === zero) {
    next += 1;
    if (isDigit(text.charCodeAt(next))) throw unexpectedCharacter('invalid number', next);
  } else {
    next = checkDigits(text, next, end);
  }
  if (text.charCodeAt(next) === point) next = checkDigits(text, next + 1, end);
  if (!isExponentMark(text.charCodeAt(next))) return next;
  const sign = text.charCodeAt(next + 1);
  return checkDigits(text, sign === plus || sign === minus ? next + 2 : next + 1, end);
}

function checkDigits(text: string, at: number, end: string): number {
  let next = at;
  while (isDigit(text.charCodeAt(next))) next += 1;
  if (next === at) throw missing(text, at, 'invalid number', end);
  return next;
}
