import { digest, xxh64 } from '../../placement/xxh64.ts';

/** Buckets that the documents of a shard are spread over, to find what differs among them. */
export const bucketCount = 256;

/** The low half of XXH64 of the UTF-8 bytes of an id, without a terminator, modulo {@link bucketCount}. */
export function bucketOf(id: string): number {
  digestText(id);
  return (digest[0] ?? 0) & (bucketCount - 1);
}

/**
 * Hashes the UTF-8 bytes of `text` with XXH64 into `digest`, low half first. Lone surrogates count as
 * U+FFFD.
 */
export function digestText(text: string): void {
  // A unit of UTF-16 never takes more than three bytes.
  const words = new Int32Array(((3 * text.length) >>> 2) + 1);
  xxh64(words, packText(text, words));
}

/** Packs the UTF-8 bytes of `text` into zeroed `words`, the first byte lowest; returns how many. */
function packText(text: string, words: Int32Array): number {
  let word = 0;
  let bytes = 0;
  const put = (byte: number): void => {
    word |= byte << (8 * (bytes & 3));
    bytes += 1;
    if ((bytes & 3) !== 0) return;
    words[(bytes >>> 2) - 1] = word;
    word = 0;
  };
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) {
      put(unit);
      continue;
    }
    const point = scalarAt(text, at);
    if (point > 0xffff) at += 1;
    putPoint(point, put);
  }
  words[bytes >>> 2] = word;
  return bytes;
}

/** Puts the UTF-8 bytes of a code point that takes more than one. */
function putPoint(point: number, put: (byte: number) => void): void {
  if (point < 0x800) {
    put(0xc0 | (point >>> 6));
  } else {
    if (point < 0x1_0000) put(0xe0 | (point >>> 12));
    else {
      put(0xf0 | (point >>> 18));
      put(0x80 | ((point >>> 12) & 0x3f));
    }
    put(0x80 | ((point >>> 6) & 0x3f));
  }
  put(0x80 | (point & 0x3f));
}

function scalarAt(text: string, at: number): number {
  const point = text.codePointAt(at) ?? replacementCharacter;
  return point >= 0xd800 && point <= 0xdfff ? replacementCharacter : point;
}

const replacementCharacter = 0xfffd;
