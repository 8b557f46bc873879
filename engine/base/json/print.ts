/**
 * JSON text as serde_json prints it after decoding, which is how Meilisearch quotes documents in
 * its messages. Never used for what is stored: that stays as it came.
 */
import { openBrace, openBracket, quote } from './characters.ts';
import { decodeString, forEachElement, forEachMember } from './scan.ts';

const smallestInteger = -(2n ** 63n);
const largestInteger = 2n ** 64n - 1n;

/**
 * The value that spans `start` to `end`, which {@link checkDecodable} accepts, as serde_json prints
 * it: without white space, escapes only where needed, the last of duplicate members (in the place
 * of the first), and numbers in their shortest form.
 */
export function printValue(text: string, start: number, end: number): string {
  const first = text.charCodeAt(start);
  if (first === quote) return JSON.stringify(decodeString(text, start, end));
  if (first === openBrace) return printObject(text, start);
  if (first === openBracket) return printList(text, start);
  const word = text.slice(start, end);
  return /^[tfn]/.test(word) ? word : printNumber(word);
}

/** A number as serde_json prints it: integers of 64 bits as they are, all others as doubles. */
export function printNumber(digits: string): string {
  const isInteger = /^-?\d+$/.test(digits) && digits !== '-0';
  if (!isInteger) return printDouble(Number(digits));
  const value = BigInt(digits);
  const fits = value >= smallestInteger && value <= largestInteger;
  return fits ? digits : printDouble(Number(digits));
}

/** A finite double as serde_json prints it: the shortest digits, never without point or exponent. */
export function printDouble(value: number): string {
  const [digits = '', exponentText] = Math.abs(value).toExponential().replace('.', '').split('e');
  const exponent = Number(exponentText);
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  return sign + placePoint(digits, exponent);
}

// `digits` with a point after the first one, times ten to the power of `exponent`.
function placePoint(digits: string, exponent: number): string {
  if (exponent < -5 || exponent > 15) {
    const fraction = digits.length > 1 ? `.${digits.slice(1)}` : '';
    return `${digits.charAt(0)}${fraction}e${exponent}`;
  }
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  const whole = digits.slice(0, exponent + 1).padEnd(exponent + 1, '0');
  return `${whole}.${digits.slice(exponent + 1) || '0'}`;
}

function printObject(text: string, at: number): string {
  const members = new Map<string, string>();
  forEachMember(text, at, (key, _keyStart, start, end) => {
    members.set(key, printValue(text, start, end));
  });
  return `{${[...members].map(([key, value]) => `${JSON.stringify(key)}:${value}`).join(',')}}`;
}

function printList(text: string, at: number): string {
  const elements: string[] = [];
  forEachElement(text, at, (start, end) => elements.push(printValue(text, start, end)));
  return `[${elements.join(',')}]`;
}
