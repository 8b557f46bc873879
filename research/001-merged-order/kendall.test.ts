import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kendallTau } from './kendall.ts';

test('is 1 for the same order and -1 for the reverse', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { minLength: 2 }), (items) => {
      expect(kendallTau(items, items)).toBe(1);
      expect(kendallTau(items, items.toReversed())).toBe(-1);
    }),
  );
});

test('one exchange of neighbours among four costs a third', () => {
  expect(kendallTau(['a', 'b', 'c', 'd'], ['a', 'c', 'b', 'd'])).toBeCloseTo(1 - 2 / 6);
});

test('items of one order only do not count', () => {
  expect(kendallTau(['a', 'x', 'b'], ['y', 'a', 'b'])).toBe(1);
  expect(kendallTau(['a'], ['b'])).toBe(1);
});
