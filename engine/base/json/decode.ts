/**
 * Checks JSON text as serde_json does where it also decodes it (`Value`, which is how Meilisearch
 * reads a payload that is one object, and every document while it indexes). Beyond the rules of
 * `validate.ts`: at most 127 containers inside each other, numbers that fit a double, surrogates
 * in pairs.
 */
import { limits } from '../../limits.ts';
import {
  closeBrace,
  closeBracket,
  colon,
  comma,
  isDigit,
  minus,
  openBrace,
  openBracket,
  quote,
} from './characters.ts';
import { skipSpace } from './scan.ts';
import { JsonSyntaxError, unexpectedCharacter } from './syntax-error.ts';
import { checkLiteral, checkNumber, checkString, endOfValue, missing } from './tokens.ts';

const endOfList = 'EOF while parsing a list';
const endOfObject = 'EOF while parsing an object';
const exponentMax = 2 ** 31 - 1;

/**
 * Checks the value that starts at `at` (not at white space); answers the offset just after it.
 * Throws {@link JsonSyntaxError} with serde_json's reason and place.
 */
export function checkDecodable(text: string, at: number): number {
  return checkValue(text, at, limits.jsonDepthMax);
}

function checkValue(text: string, at: number, depthLeft: number): number {
  const unit = text.charCodeAt(at);
  if (unit === quote) return checkString(text, at, 'value');
  if (isDigit(unit) || unit === minus) return checkFiniteNumber(text, at);
  if (unit !== openBrace && unit !== openBracket) return checkLiteral(text, at);
  if (depthLeft === 1) throw unexpectedCharacter('recursion limit exceeded', at);
  return unit === openBrace
    ? checkObject(text, at, depthLeft - 1)
    : checkList(text, at, depthLeft - 1);
}

function checkList(text: string, start: number, depthLeft: number): number {
  let at = skipSpace(text, start + 1);
  if (text.charCodeAt(at) === closeBracket) return at + 1;
  if (at >= text.length) throw new JsonSyntaxError(endOfList, at);
  for (;;) {
    at = skipSpace(text, checkValue(text, at, depthLeft));
    const unit = text.charCodeAt(at);
    if (unit === closeBracket) return at + 1;
    if (unit !== comma) throw missing(text, at, 'expected `,` or `]`', endOfList);
    at = skipSpace(text, at + 1);
    if (text.charCodeAt(at) === closeBracket) throw unexpectedCharacter('trailing comma', at);
  }
}

function checkObject(text: string, start: number, depthLeft: number): number {
  let at = skipSpace(text, start + 1);
  if (text.charCodeAt(at) === closeBrace) return at + 1;
  if (at >= text.length) throw new JsonSyntaxError(endOfObject, at);
  for (;;) {
    if (text.charCodeAt(at) !== quote) throw missing(text, at, 'key must be a string', endOfValue);
    at = skipSpace(text, checkString(text, at, 'value'));
    if (text.charCodeAt(at) !== colon) throw missing(text, at, 'expected `:`', endOfObject);
    at = skipSpace(text, checkValue(text, skipSpace(text, at + 1), depthLeft));
    const unit = text.charCodeAt(at);
    if (unit === closeBrace) return at + 1;
    if (unit !== comma) throw missing(text, at, 'expected `,` or `}`', endOfObject);
    at = skipSpace(text, at + 1);
    if (text.charCodeAt(at) === closeBrace) throw unexpectedCharacter('trailing comma', at);
  }
}

function checkFiniteNumber(text: string, at: number): number {
  const end = checkNumber(text, at, 'value');
  const digits = text.slice(at, end);
  if (Number.isFinite(Number(digits))) return end;
  throw new JsonSyntaxError('number out of range', at + decidingDigits(digits));
}

// serde_json reads a number to its end, unless its exponent alone is beyond all bounds.
function decidingDigits(digits: string): number {
  const mark = digits.search(/[eE]/);
  if (mark === -1) return digits.length;
  let exponent = 0;
  let at = digits.charAt(mark + 1) === '+' ? mark + 2 : mark + 1;
  while (at < digits.length && exponent <= exponentMax) {
    exponent = exponent * 10 + Number(digits.charAt(at));
    at += 1;
  }
  return at;
}
