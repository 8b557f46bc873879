import { checkDecodable } from '../base/json/decode.ts';
import { printNumber } from '../base/json/print.ts';
import { decodeString, forEachMember, skipSpace, type Span } from '../base/json/scan.ts';
import {
  describeSyntaxError,
  JsonSyntaxError,
  unexpectedCharacter,
} from '../base/json/syntax-error.ts';

/** JSON that is not of the type that it should be: `missing field …`, in serde_json's words. */
export class TypeFault extends Error {
  override name = 'TypeFault';
}

/** JSON text that is one object, by the names of its members. */
export interface ObjectReading {
  readonly text: string;
  readonly members: ReadonlyMap<string, Span>;
  readonly end: number;
}

/**
 * Reads `text` as one object of the Rust type `type`, whose members are `names`; others are passed
 * over. Throws {@link TypeFault} if it is no JSON, no object, or has one of them twice.
 */
export function readObject(text: string, type: string, names: readonly string[]): ObjectReading {
  const { start, end } = checkSyntax(text);
  if (text[start] !== '{') {
    if (/^\[\s*\]$/.test(text.slice(start, end))) {
      const reason = `invalid length 0, expected struct ${type} with ${names.length} elements`;
      throw faultAt(text, end, reason);
    }
    throw wrongType(text, { start, end }, `struct ${type}`);
  }
  const members = new Map<string, Span>();
  forEachMember(text, start, (name, nameStart, valueStart, valueEnd) => {
    if (!names.includes(name)) return;
    if (members.has(name)) {
      const nameEnd = nameStart + JSON.stringify(name).length;
      throw faultAt(text, nameEnd, `duplicate field \`${name}\``);
    }
    members.set(name, { start: valueStart, end: valueEnd });
  });
  return { text, members, end };
}

/** The place of a member that must be there. Throws {@link TypeFault} if it is not. */
export function memberOf({ text, members, end }: ObjectReading, name: string): Span {
  const span = members.get(name);
  if (span === undefined) throw faultAt(text, end, `missing field \`${name}\``);
  return span;
}

/** The text of a value that must be a string; throws {@link TypeFault} if it is none. */
export function stringAt(text: string, span: Span, expected: string): string {
  if (text[span.start] !== '"') throw wrongType(text, span, expected);
  return decodeString(text, span.start, span.end);
}

/** A fault that serde_json has found once it has read up to `end`. */
export function faultAt(text: string, end: number, reason: string): TypeFault {
  return new TypeFault(describeSyntaxError(text, new JsonSyntaxError(reason, end)));
}

/** A fault about a value of another type than `expected`. */
export function wrongType(text: string, { start, end }: Span, expected: string): TypeFault {
  const first = text[start] ?? '';
  // Lists and objects are refused before they are read.
  if (first === '[') return faultAt(text, start, `invalid type: sequence, expected ${expected}`);
  if (first === '{') return faultAt(text, start, `invalid type: map, expected ${expected}`);
  return faultAt(
    text,
    end,
    `invalid type: ${kindOf(text.slice(start, end))}, expected ${expected}`,
  );
}

function kindOf(value: string): string {
  if (value === 'null') return 'null';
  if (value === 'true' || value === 'false') return `boolean \`${value}\``;
  if (value.startsWith('"')) return `string ${value}`;
  if (isInteger(value)) return `integer \`${value}\``;
  return `floating point \`${printNumber(value)}\``;
}

/** Whether a number is written as a whole one that fits 64 bits, with or without a sign. */
export function isInteger(text: string): boolean {
  if (!/^-?\d+$/.test(text) || text === '-0') return false;
  const value = BigInt(text);
  return value >= -(2n ** 63n) && value < 2n ** 64n;
}

/** Where the one value of `text` is, as serde_json finds it; throws {@link TypeFault} if it is no JSON. */
export function checkSyntax(text: string): Span {
  const start = skipSpace(text, 0);
  try {
    if (start === text.length) throw new JsonSyntaxError('EOF while parsing a value', start);
    const end = checkDecodable(text, start);
    const rest = skipSpace(text, end);
    if (rest < text.length) throw unexpectedCharacter('trailing characters', rest);
    return { start, end };
  } catch (error) {
    if (!(error instanceof JsonSyntaxError)) throw error;
    throw new TypeFault(describeSyntaxError(text, error));
  }
}
