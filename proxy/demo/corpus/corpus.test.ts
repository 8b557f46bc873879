import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evenSample } from './corpus.ts';

const tenths = Array.from({ length: 10 }, (_, index) => index);

test('a sample is spread over the whole', () => {
  expect(evenSample(tenths, 5)).toEqual([1, 3, 5, 7, 9]);
  expect(evenSample(tenths, 3)).toEqual([3, 6, 9]);
});

test('a sample that is no smaller is the whole', () => {
  expect(evenSample(tenths, 10)).toEqual(tenths);
  expect(evenSample(tenths, 11)).toEqual(tenths);
});

test('a sample has the size asked for, keeps the order and leaves gaps of almost equal size', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 }),
      fc.integer({ min: 0, max: 300 }),
      (size, wanted) => {
        const count = Math.min(size, wanted);
        const items = Array.from({ length: size }, (_, index) => index);
        const sample = evenSample(items, count);
        expect(sample.length).toBe(count);
        const gaps = sample.slice(1).map((item, index) => item - (sample[index] ?? 0));
        expect(gaps.filter((gap) => Math.abs(gap - size / count) >= 1)).toEqual([]);
      },
    ),
  );
});
