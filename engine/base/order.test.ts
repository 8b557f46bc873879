import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compareCodePoints, compareNumbers } from './order.ts';

const encoder = new TextEncoder();

test('strings compare like their UTF-8 bytes', () => {
  const wellFormed = fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed());
  fc.assert(
    fc.property(wellFormed, wellFormed, (left, right) => {
      const expected = Buffer.compare(encoder.encode(left), encoder.encode(right));
      expect(Math.sign(compareCodePoints(left, right))).toBe(expected);
    }),
  );
});

test('code points above U+FFFF come last, where UTF-16 order has them before U+E000', () => {
  expect(compareCodePoints('\u{1F600}', '\uFFFD')).toBeGreaterThan(0);
  expect(['\uFFFD', '\u{1F600}'].toSorted()).toEqual(['\u{1F600}', '\uFFFD']);
});

test('numbers compare by size', () => {
  expect([3, 1, 2].toSorted(compareNumbers)).toEqual([1, 2, 3]);
});
