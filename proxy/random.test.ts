import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Random } from '../engine/ports/random.ts';
import { keyedRandom } from './random.ts';

function draws(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => random.integer(1_000_000));
}

describe('keyed randomness', () => {
  test('stays below its bound', () => {
    fc.assert(
      fc.property(fc.string(), fc.integer({ min: 1, max: 2 ** 53 - 1 }), (key, bound) => {
        const drawn = keyedRandom(key).integer(bound);
        expect(Number.isSafeInteger(drawn)).toBe(true);
        expect(drawn).toBeGreaterThanOrEqual(0);
        expect(drawn).toBeLessThan(bound);
      }),
    );
  });

  test('reaches every number about equally often', () => {
    const random = keyedRandom('dice');
    const counts = Array.from({ length: 6 }, () => 0);
    for (let roll = 0; roll < 60_000; roll += 1) {
      const face = random.integer(6);
      counts[face] = (counts[face] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  });

  test('is the same for the same key and labels', () => {
    expect(draws(keyedRandom('k').fork('a'), 8)).toEqual(draws(keyedRandom('k').fork('a'), 8));
  });

  test('differs between keys, and between labels', () => {
    const random = keyedRandom('k');
    expect(draws(random, 8)).not.toEqual(draws(keyedRandom('l'), 8));
    expect(draws(random.fork('a'), 8)).not.toEqual(draws(random.fork('b'), 8));
  });

  test('gives a fork the same numbers however much its parent has drawn', () => {
    const parent = keyedRandom('k');
    const early = draws(parent.fork('a'), 8);
    draws(parent, 100);
    expect(draws(parent.fork('a'), 8)).toEqual(early);
  });

  test('refuses a bound that leaves nothing to draw', () => {
    expect(() => keyedRandom('k').integer(0)).toThrow('not a bound');
  });
});
