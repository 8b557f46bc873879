import { invalidIndexUid, invalidRequest, MalformedRequest } from '../protocol/api-error.ts';
import { jsonBody } from '../protocol/json-content-type.ts';
import { parseJson } from '../protocol/json-object.ts';
import type { RoutedRequest } from '../protocol/routed-request.ts';
import { compareCodePoints } from '../base/order.ts';
import { indexUidPattern } from './index-uid.ts';

/** Two indexes that are to change names. With `rename` the second must not exist. */
export interface Swap {
  readonly indexes: readonly [string, string];
  readonly rename: boolean;
}

/**
 * Reads the body of `POST /swap-indexes`. Throws {@link MalformedRequest} where a node can say what is
 * wrong, and Meilisearch's own error for what a node says only before it does a swap.
 */
export function parseSwaps(request: RoutedRequest): readonly Swap[] {
  const swaps = parseJson(jsonBody(request));
  if (!Array.isArray(swaps)) throw new MalformedRequest('Invalid value type: expected an array');
  const named = swaps.map((swap: unknown, place) => parseSwap(swap, place));
  const parsed = named.map(({ indexes, rename }) => ({ indexes: pairOf(indexes), rename }));
  refuseDuplicates(parsed.flatMap(({ indexes }) => indexes));
  return parsed;
}

function parseSwap(swap: unknown, place: number): { indexes: readonly string[]; rename: boolean } {
  if (typeof swap !== 'object' || swap === null || Array.isArray(swap)) {
    throw new MalformedRequest(`Invalid value type at \`[${place}]\`: expected an object`);
  }
  let indexes: readonly string[] | undefined;
  let rename = false;
  for (const [name, value] of Object.entries(swap)) {
    if (name === 'indexes') indexes = namesIn(value, place);
    else if (name === 'rename') rename = flagIn(value, place);
    else throw new MalformedRequest(`Unknown field \`${name}\` inside \`[${place}]\``);
  }
  if (indexes !== undefined) return { indexes, rename };
  const missing = `Missing field \`indexes\` inside \`[${place}]\``;
  throw new MalformedRequest(missing, 'missing_swap_indexes');
}

function namesIn(value: unknown, place: number): readonly string[] {
  const at = `[${place}].indexes`;
  if (!Array.isArray(value)) throw wrongType(at, 'an array');
  return value.map((name: unknown, nth) => {
    if (typeof name !== 'string') throw wrongType(`${at}[${nth}]`, 'a string');
    if (indexUidPattern.test(name)) return name;
    // A node cannot be asked: it may take the client's uid for the impossible one that it is sent.
    const { message } = invalidIndexUid(name);
    throw invalidRequest(invalidIndexes, `Invalid value at \`${at}[${nth}]\`: ${message}`);
  });
}

function flagIn(value: unknown, place: number): boolean {
  if (typeof value === 'boolean') return value;
  const message = `Invalid value type at \`[${place}].rename\`: expected a boolean`;
  throw new MalformedRequest(message, 'invalid_swap_rename');
}

const invalidIndexes = 'invalid_swap_indexes';

function wrongType(at: string, expected: string): MalformedRequest {
  return new MalformedRequest(
    `Invalid value type at \`${at}\`: expected ${expected}`,
    invalidIndexes,
  );
}

function pairOf(names: readonly string[]): readonly [string, string] {
  const [left, right] = names;
  if (left !== undefined && right !== undefined && names.length === 2) return [left, right];
  const list = names.map((name) => JSON.stringify(name)).join(', ');
  throw invalidRequest(
    invalidIndexes,
    `Two indexes must be given for each swap. The list \`[${list}]\` contains ${names.length} indexes.`,
  );
}

function refuseDuplicates(names: readonly string[]): void {
  const repeated = names.filter((name, place) => names.indexOf(name) !== place);
  if (repeated.length === 0) return;
  const sorted = [...new Set(repeated)].toSorted(compareCodePoints);
  const verb = sorted.length === 1 ? 'was' : 'were';
  throw invalidRequest(
    'invalid_swap_duplicate_index_found',
    `Indexes must be declared only once during a swap. ${quoted(sorted)} ${verb} specified several times.`,
  );
}

/** Names as Meilisearch lists them in its errors. */
export function quoted(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
