import { printValue } from '../base/json/print.ts';
import type { Span } from '../base/json/scan.ts';
import { nameMeant } from '../indexes/did-you-mean.ts';
import { type ApiError, invalidRequest } from '../protocol/api-error.ts';

/** A value in a body: where it stands, and what its place is called. */
export interface PlacedValue {
  readonly text: string;
  readonly span: Span;
  /** `.indexes[0]`; empty for the whole body. */
  readonly place: string;
  /** The code of an error about it. */
  readonly code: string;
}

/** A value is of another type than `expected` (`a string`). */
export function wrongType({ text, span, place, code }: PlacedValue, expected: string): ApiError {
  const where = place === '' ? '' : ` at \`${place}\``;
  const found = foundValue(text, span);
  return invalidRequest(
    code,
    `Invalid value type${where}: expected ${expected}, but found ${found}`,
  );
}

/** A value is of the right type, and yet not one that is accepted, for `reason`. */
export function wrongValue({ place, code }: PlacedValue, reason: string): ApiError {
  return invalidRequest(code, `Invalid value at \`${place}\`: ${reason}`);
}

/** A value is none of those that there are. */
export function unknownValue(
  { place, code }: PlacedValue,
  value: string,
  known: readonly string[],
): ApiError {
  const choice = choiceOf(value, known);
  return invalidRequest(code, `Unknown value \`${value}\` at \`${place}\`: ${choice}`);
}

/** A body or a query, or an object `inside` it, names something that there is not. */
export function unknownName(
  kind: 'field' | 'parameter',
  name: string,
  known: readonly string[],
  inside?: PlacedValue,
): ApiError {
  const where = inside === undefined ? '' : ` inside \`${inside.place}\``;
  return invalidRequest(
    inside?.code ?? 'bad_request',
    `Unknown ${kind} \`${name}\`${where}: ${choiceOf(name, known)}`,
  );
}

export function immutableField(name: string, code: string, mutable: readonly string[]): ApiError {
  return invalidRequest(code, `Immutable field \`${name}\`: ${expectedOneOf(mutable)}`);
}

function choiceOf(received: string, known: readonly string[]): string {
  const meant = nameMeant(received, known);
  return `${meant === undefined ? '' : `did you mean \`${meant}\`? `}${expectedOneOf(known)}`;
}

function expectedOneOf(known: readonly string[]): string {
  return `expected one of ${known.map((name) => `\`${name}\``).join(', ')}`;
}

function foundValue(text: string, { start, end }: Span): string {
  const value = printValue(text, start, end);
  if (value === 'null') return 'null';
  return `${kindOf(value)}: \`${value}\``;
}

function kindOf(value: string): string {
  if (value === 'true' || value === 'false') return 'a boolean';
  if (value.startsWith('"')) return 'a string';
  if (value.startsWith('[')) return 'an array';
  if (value.startsWith('{')) return 'an object';
  if (!/^-?\d+$/.test(value)) return 'a number';
  return value.startsWith('-') ? 'a negative integer' : 'a positive integer';
}
