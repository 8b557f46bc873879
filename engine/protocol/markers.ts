import { assert } from '../base/assert.ts';
import type { ShardId } from '../cluster/topology.ts';
import { limits } from '../limits.ts';
import type { TaskUid } from '../ports/task-store.ts';

/**
 * The hidden fields of every stored document (design decision 1). Meilisearch would index plain
 * numbers as words, so their values are written in base 8 with digits that it always treats as
 * separators; the digits are in ASCII order, so text order is number order.
 */
export const markers = {
  shard: '_miroir_shard',
  version: '_miroir_version',
  sequence: '_miroir_seq',
  updatedAt: '_miroir_updated_at',
} as const;

export const markerNames: readonly string[] = Object.values(markers);

/** The digits 0 to 7. A user who makes one of them a non-separator would make markers searchable. */
export const markerDigits = '(),:;[]{';

/** The ranking rule that breaks ties in the order of first insertion, last on every node. */
export const sequenceRule = `${markers.sequence}:asc`;

const shardDigits = 4;
const taskDigits = 11;
const placeDigits = 9;
const timeDigits = 14;

/** Writes a whole number with exactly `width` digits; throws if it does not fit. */
function encode(value: number, width: number): string {
  assert(Number.isSafeInteger(value) && value >= 0, `not a marker value: ${value}`);
  let rest = value;
  let text = '';
  for (let digit = 0; digit < width; digit += 1) {
    text = markerDigits.charAt(rest % 8) + text;
    rest = Math.floor(rest / 8);
  }
  assert(rest === 0, `marker value ${value} needs more than ${width} digits`);
  return text;
}

/** Reads what {@link encode} wrote; throws on anything else. */
function decode(text: string): number {
  let value = 0;
  for (const digit of text) {
    const digitValue = markerDigits.indexOf(digit);
    assert(digitValue >= 0, `not a marker: ${text}`);
    value = value * 8 + digitValue;
  }
  return value;
}

export function encodeShard(shard: ShardId): string {
  assert(shard < limits.shardsMax, `shard ${shard} is out of range`);
  return encode(shard, shardDigits);
}

export function decodeShard(text: string): ShardId {
  return decode(text);
}

/** A version: the task, then the place in its payload. Versions compare as text. */
export function encodeVersion(task: TaskUid, place: number): string {
  return encode(task, taskDigits) + encode(place, placeDigits);
}

export function decodeVersion(text: string): { task: TaskUid; place: number } {
  return { task: decode(text.slice(0, taskDigits)), place: decode(text.slice(taskDigits)) };
}

/** A time in milliseconds since 1970. */
export function encodeTime(wallMs: number): string {
  return encode(wallMs, timeDigits);
}

export function decodeTime(text: string): number {
  return decode(text);
}

/** The filter that keeps only documents of these shards. */
export function shardFilter(shards: readonly ShardId[]): string {
  return `${markers.shard} IN [${shards.map((shard) => `"${encodeShard(shard)}"`).join(', ')}]`;
}
