import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Random } from '../ports/random.ts';

function draws(random: Random, count: number): number[] {
  return Array.from({ length: count }, () => random.integer(1_000_000));
}

/** What every {@link Random} must do; `create` makes one that depends on `key` alone. */
export function describeRandom(name: string, create: (key: string) => Random): void {
  describe(name, () => {
    test('stays below its bound', () => {
      fc.assert(
        fc.property(fc.string(), fc.integer({ min: 1, max: 2 ** 53 - 1 }), (key, bound) => {
          const drawn = create(key).integer(bound);
          expect(Number.isSafeInteger(drawn)).toBe(true);
          expect(drawn).toBeGreaterThanOrEqual(0);
          expect(drawn).toBeLessThan(bound);
        }),
      );
    });

    test('reaches every number about equally often', () => {
      const random = create('dice');
      const counts = Array.from({ length: 6 }, () => 0);
      for (let roll = 0; roll < 60_000; roll += 1) {
        const face = random.integer(6);
        counts[face] = (counts[face] ?? 0) + 1;
      }
      for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500);
    });

    test('reaches the far end of a wide range', () => {
      const random = create('far');
      const drawn = Array.from({ length: 200 }, () => random.integer(2 ** 53 - 1));
      expect(Math.max(...drawn)).toBeGreaterThan(0.9 * 2 ** 53);
      expect(new Set(drawn.map((value) => value % 1024)).size).toBeGreaterThan(150);
    });

    test('is the same for the same key and labels', () => {
      expect(draws(create('k').fork('a'), 8)).toEqual(draws(create('k').fork('a'), 8));
    });

    test('differs between keys, and between labels', () => {
      const random = create('k');
      expect(draws(random, 8)).not.toEqual(draws(create('l'), 8));
      expect(draws(random.fork('a'), 8)).not.toEqual(draws(random.fork('b'), 8));
      expect(draws(random.fork('a/b'), 8)).not.toEqual(draws(random.fork('a').fork('b'), 8));
    });

    test('gives a fork the same numbers however much its parent has drawn', () => {
      const parent = create('k');
      const early = draws(parent.fork('a'), 8);
      draws(parent, 100);
      expect(draws(parent.fork('a'), 8)).toEqual(early);
    });

    test('refuses a bound that leaves nothing to draw', () => {
      expect(() => create('k').integer(0)).toThrow('not a bound');
      expect(() => create('k').integer(1.5)).toThrow('not a bound');
    });
  });
}
