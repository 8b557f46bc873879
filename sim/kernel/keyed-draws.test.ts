import { describe, expect, test } from 'vitest';
import { KeyedDraws } from './keyed-draws.ts';
import { avalanche, fold } from './mix.ts';

const seed = { high: 1, low: 2 };

describe('keyed draws', () => {
  test('are the same for the same seed and label, whatever else is drawn in between', () => {
    const alone = new KeyedDraws(seed);
    const amid = new KeyedDraws(seed);
    const expected = Array.from({ length: 5 }, () => alone.word('a'));
    const drawn = Array.from({ length: 5 }, (_, place) => {
      amid.word(`other ${place}`);
      return amid.word('a');
    });
    expect(drawn).toEqual(expected);
    expect(new Set(expected).size).toBe(5);
  });

  test('differ by seed, by branch and by label', () => {
    const words = [
      new KeyedDraws(seed).word('a'),
      new KeyedDraws(seed).word('b'),
      new KeyedDraws({ high: 1, low: 3 }).word('a'),
      new KeyedDraws({ high: 2, low: 2 }).word('a'),
      new KeyedDraws(seed).branch('x').word('a'),
      new KeyedDraws(seed).branch('y').word('a'),
    ];
    expect(new Set(words).size).toBe(words.length);
  });

  test('fall evenly: a chi-square test over labels, and one over counts', () => {
    const draws = new KeyedDraws(seed);
    const byLabel = Array.from({ length: 16_000 }, (_, place) => draws.below(`label ${place}`, 16));
    const byCount = Array.from({ length: 16_000 }, () => draws.below('one', 16));
    // 15 degrees of freedom: more than 37.7 happens once in a thousand times.
    expect(chiSquare(byLabel, 16)).toBeLessThan(37.7);
    expect(chiSquare(byCount, 16)).toBeLessThan(37.7);
  });

  test('a chance comes about as often as its ratio says, and never if that is nothing', () => {
    const draws = new KeyedDraws(seed);
    const hits = Array.from({ length: 10_000 }, () => {
      return draws.chance('coin', { numerator: 1, denominator: 4 });
    }).filter(Boolean).length;
    expect(Math.abs(hits - 2500)).toBeLessThan(150);
    const none = Array.from({ length: 1000 }, () => {
      return draws.chance('none', { numerator: 0, denominator: 1 });
    });
    expect(none.includes(true)).toBe(false);
  });

  test('bounds are kept at both ends', () => {
    const draws = new KeyedDraws(seed);
    const values = Array.from({ length: 1000 }, () => draws.between('die', 1, 6));
    expect(new Set(values)).toEqual(new Set([1, 2, 3, 4, 5, 6]));
  });
});

test('one bit of a word changes half the bits of its hash', () => {
  for (const mix of [avalanche, (word: number) => fold(12_345, word)]) {
    let changed = 0;
    for (let word = 0; word < 200; word += 1) {
      for (let bit = 0; bit < 32; bit += 1) changed += bitCount(mix(word) ^ mix(word ^ (1 << bit)));
    }
    expect(changed / (200 * 32)).toBeGreaterThan(15.5);
    expect(changed / (200 * 32)).toBeLessThan(16.5);
  }
});

function chiSquare(values: readonly number[], cells: number): number {
  const counts = Array.from({ length: cells }, (_, cell) => {
    return values.filter((value) => value === cell).length;
  });
  const expected = values.length / cells;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

function bitCount(word: number): number {
  return (word >>> 0).toString(2).replaceAll('0', '').length;
}
