import { hash } from 'node:crypto';
import { assert } from '../engine/base/assert.ts';
import type { Random } from '../engine/ports/random.ts';

/**
 * Randomness that is a function of `key` and of the labels of its forks. Not for secrets: the
 * generator is sfc32 (public domain, Chris Doty-Humphrey), keyed with SHA-256.
 */
export function keyedRandom(key: string): Random {
  const next = sfc32(hash('sha256', key, 'buffer'));
  return {
    integer(bound) {
      assert(Number.isSafeInteger(bound) && bound > 0, `not a bound: ${bound}`);
      const acceptedMax = fractions - (fractions % bound);
      let draw = next() * 2 ** 21 + (next() >>> 11);
      while (draw >= acceptedMax) draw = next() * 2 ** 21 + (next() >>> 11);
      return draw % bound;
    },
    // Lengths make labels that contain the separator unambiguous.
    fork: (label) => keyedRandom(`${key.length}:${key}/${label}`),
  };
}

/** Draws are whole numbers below this; those that would favour small results are drawn again. */
const fractions = 2 ** 53;

/** A stream of whole numbers below 2^32 from the first 16 bytes of `seed`. */
function sfc32(seed: Buffer): () => number {
  let a = seed.readUInt32LE(0);
  let b = seed.readUInt32LE(4);
  let c = seed.readUInt32LE(8);
  let counter = seed.readUInt32LE(12);
  return () => {
    const result = (a + b + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) >>> 0;
    c = (((c << 21) | (c >>> 11)) + result) >>> 0;
    return result;
  };
}
