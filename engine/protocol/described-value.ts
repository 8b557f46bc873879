import { printDouble } from '../base/json/print.ts';

/** What kind of JSON value was found where another was expected, as Meilisearch puts it: ``a boolean: `true` ``. */
export function describeValue(value: unknown): string {
  if (value === null) return 'null';
  return `${kindOf(value)}: \`${quotedValue(value)}\``;
}

/** A JSON value as Meilisearch quotes it in a message. */
function quotedValue(value: unknown): string {
  if (typeof value !== 'number') return JSON.stringify(value);
  return isInteger(value) ? String(BigInt(value)) : printDouble(value);
}

/** Whether it is one for Meilisearch, which takes integers of 64 bits. */
function isInteger(value: number): boolean {
  return Number.isInteger(value) && value >= -(2 ** 63) && value < 2 ** 64;
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'number') {
    if (!isInteger(value)) return 'a number';
    return value < 0 ? 'a negative integer' : 'a positive integer';
  }
  if (typeof value === 'boolean') return 'a boolean';
  return typeof value === 'string' ? 'a string' : 'an object';
}
