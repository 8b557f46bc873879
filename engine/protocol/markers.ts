import { assert, AssertionFailure, must } from '../base/assert.ts';
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

/** Every number of three digits: writing three at a time is what makes markers cheap. */
const tripletDigits = 3;
const triplets: readonly string[] = Array.from({ length: 8 ** tripletDigits }, (_, value) =>
  [value >>> 6, value >>> 3, value].map((digit) => markerDigits.charAt(digit & 7)).join(''),
);

/** Writes a whole number with exactly `width` digits; throws if it does not fit. */
function encode(value: number, width: number): string {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new AssertionFailure(`not a marker value: ${value}`);
  }
  if (value >= 8 ** width) {
    throw new AssertionFailure(`marker value ${value} needs more than ${width} digits`);
  }
  let rest = value;
  let text = '';
  while (text.length < width) {
    text = must(triplets[rest % triplets.length], 'three digits') + text;
    rest = Math.floor(rest / triplets.length);
  }
  return text.length === width ? text : text.slice(-width);
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
  return versionWriter(task)(place);
}

/** {@link encodeVersion} for the many places of one task: neighbours share all but three digits. */
export function versionWriter(task: TaskUid): (place: number) => string {
  const taskText = encode(task, taskDigits);
  let block = -1;
  let start = '';
  return (place) => {
    const ownBlock = Math.floor(place / triplets.length);
    if (ownBlock !== block) {
      start = taskText + encode(ownBlock, placeDigits - tripletDigits);
      block = ownBlock;
    }
    return start + must(triplets[place % triplets.length], 'a whole number');
  };
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

/** Writes the markers of one document as the last members of an object: `,"_miroir_shard":"(())",…}`. */
export type MarkerWriter = (shard: ShardId, version: string, sequence: string) => string;

/** The {@link MarkerWriter} for what is written at `wallMs`. */
export function markerWriter(wallMs: number): MarkerWriter {
  const starts = new Map<ShardId, string>();
  const end = `","${markers.updatedAt}":"${encodeTime(wallMs)}"}`;
  return (shard, version, sequence) => {
    let start = starts.get(shard);
    if (start === undefined) {
      start = `,"${markers.shard}":"${encodeShard(shard)}","${markers.version}":"`;
      starts.set(shard, start);
    }
    return `${start}${version}","${markers.sequence}":"${sequence}${end}`;
  };
}

/** The filter that keeps only documents of these shards. */
export function shardFilter(shards: readonly ShardId[]): string {
  return `${markers.shard} IN [${shards.map((shard) => `"${encodeShard(shard)}"`).join(', ')}]`;
}
