import { assert } from '../base/assert.ts';
import type { NodeId, ShardId } from '../cluster/topology.ts';
import { limits } from '../limits.ts';
import { digest, terminator, xxh64, xxh64OfShortText } from './xxh64.ts';

const two32 = 0x1_0000_0000;
/** Texts up to this length are packed into {@link scratch}; it covers every legal document id. */
const scratchCharsMax = limits.documentIdBytesMax;
/** Refilled by every hash of a short text; a word more than such a text, its prefix and end need. */
const scratch = new Int32Array((scratchCharsMax >>> 2) + 3);
/** The marker bits of the first byte of a UTF-8 sequence, by the number of bytes that follow it. */
const leadBits: readonly number[] = [0, 0xc0, 0xe0, 0xf0];
const replacementCharacter = 0xfffd;

/**
 * The shard of a document: XXH64 of the UTF-8 bytes of its primary key and 0xFF, modulo `shards`
 * (1 to `limits.shardsMax`). Lone surrogates count as U+FFFD. A number is hashed as decimal text.
 */
export function shardForKey(key: string, shards: number): ShardId {
  assert(shards >= 1 && shards <= limits.shardsMax, 'the number of shards is out of range');
  digestKey(key);
  const low = digest[0] ?? 0;
  if ((shards & (shards - 1)) === 0) return low & (shards - 1);
  const high = digest[1] ?? 0;
  return (((high >>> 0) % shards) * (two32 % shards) + ((low >>> 0) % shards)) % shards;
}

/** The whole 64-bit hash that {@link shardForKey} reduces to a shard. */
export function hashOfKey(key: string): bigint {
  digestKey(key);
  return digestValue();
}

/**
 * How strongly `shard` is drawn to `node`: XXH64 of the shard as four bytes, lowest first, the
 * UTF-8 bytes of the node's id and 0xFF.
 */
export function score(shard: ShardId, node: NodeId): bigint {
  digestText(node, 1, shard);
  return digestValue();
}

/** XXH64 of `bytes` as they are, without a terminator. */
export function hashBytes(bytes: Uint8Array): bigint {
  const words = new Int32Array((bytes.length >>> 2) + 1);
  bytes.forEach((byte, at) => putByte(words, at, byte));
  xxh64(words, bytes.length);
  return digestValue();
}

/** Hashes `key` and its end into `digest`. */
function digestKey(key: string): void {
  if (!xxh64OfShortText(key)) digestText(key, 0, 0);
}

/** Hashes `text` and its end into `digest`, after the word `prefix` if `prefixWords` is 1. */
function digestText(text: string, prefixWords: 0 | 1, prefix: number): void {
  const prefixBytes = prefixWords * 4;
  const asciiBytes = packAscii(text, prefixWords);
  if (asciiBytes >= 0) {
    if (prefixWords === 1) scratch[0] = prefix;
    xxh64(scratch, prefixBytes + asciiBytes);
    return;
  }
  const words = new Int32Array(prefixWords + ((3 * text.length + 1) >>> 2) + 1);
  if (prefixWords === 1) words[0] = prefix;
  const end = packUtf8(text, words, prefixBytes);
  putByte(words, end, terminator);
  xxh64(words, end + 1);
}

/**
 * Packs a short ASCII text and its end into `scratch` from the word `from` on. Returns the bytes
 * packed, or −1 if the text is longer or not ASCII.
 */
function packAscii(text: string, from: number): number {
  const length = text.length;
  if (length > scratchCharsMax) return -1;
  let seen = 0;
  let at = 0;
  let word = from;
  for (; at + 3 < length; at += 4) {
    const first = text.charCodeAt(at);
    const second = text.charCodeAt(at + 1);
    const third = text.charCodeAt(at + 2);
    const fourth = text.charCodeAt(at + 3);
    seen |= first | second | third | fourth;
    scratch[word] = first | (second << 8) | (third << 16) | (fourth << 24);
    word += 1;
  }
  let last = 0;
  let shift = 0;
  for (; at < length; at += 1) {
    const code = text.charCodeAt(at);
    seen |= code;
    last |= code << shift;
    shift += 8;
  }
  scratch[word] = last | (terminator << shift);
  return seen < 0x80 ? length + 1 : -1;
}

/** Packs the UTF-8 bytes of `text` into `words` from the byte `from` on; returns where they end. */
function packUtf8(text: string, words: Int32Array, from: number): number {
  let at = from;
  for (const character of text) {
    const point = scalarValue(character);
    const following = point < 0x80 ? 0 : point < 0x800 ? 1 : point < 0x1_0000 ? 2 : 3;
    putByte(words, at, (leadBits[following] ?? 0) | (point >>> (6 * following)));
    at += 1;
    for (let left = following - 1; left >= 0; left -= 1) {
      putByte(words, at, 0x80 | ((point >>> (6 * left)) & 0x3f));
      at += 1;
    }
  }
  return at;
}

function scalarValue(character: string): number {
  const point = character.codePointAt(0) ?? replacementCharacter;
  return point >= 0xd800 && point <= 0xdfff ? replacementCharacter : point;
}

/** Sets a byte that is still zero. */
function putByte(words: Int32Array, at: number, byte: number): void {
  words[at >>> 2] = (words[at >>> 2] ?? 0) | (byte << (8 * (at & 3)));
}

function digestValue(): bigint {
  const [low = 0, high = 0] = digest;
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
}
