import { constantFrom, array, assert, integer, property } from 'fast-check';
import { expect, test } from 'vitest';
import { createTypoDistance } from './typo-distance.ts';

function distance(query: string, word: string, typosMax = 2): number {
  return createTypoDistance(query, typosMax, false).to(word);
}

test('every kind of typo counts once', () => {
  expect(distance('house', 'house')).toBe(0);
  expect(distance('house', 'huse')).toBe(1);
  expect(distance('house', 'houuse')).toBe(1);
  expect(distance('house', 'hoose')).toBe(1);
  expect(distance('house', 'huose')).toBe(1);
  expect(distance('house', 'ohues')).toBe(2);
});

test('more typos than allowed are one more than allowed', () => {
  expect(distance('house', 'mouths', 1)).toBe(2);
  expect(distance('house', 'elephant', 2)).toBe(3);
});

test('words may go on after a beginning', () => {
  const typos = createTypoDistance('sunflow', 2, true);
  expect(typos.to('sunflower')).toBe(0);
  expect(typos.to('sumflowers')).toBe(1);
  expect(typos.to('sunlfoers')).toBe(2);
  expect(typos.to('sun')).toBe(3);
});

test('whole words are as far apart as a plain table says', () => {
  const word = array(constantFrom('a', 'b', 'c'), { maxLength: 7 }).map((all) => all.join(''));
  assert(
    property(word, word, integer({ min: 1, max: 2 }), (query, other, typosMax) => {
      const expected = Math.min(plainDistance(query, other), typosMax + 1);
      expect(distance(query, other, typosMax)).toBe(expected);
    }),
  );
});

/** Optimal string alignment without any limit. */
function plainDistance(left: string, right: string): number {
  const table: number[][] = [];
  for (let row = 0; row <= left.length; row += 1) {
    table.push([row]);
    for (let column = 1; column <= right.length; column += 1) {
      const at = (up: number, back: number) => table[row - up]?.[column - back] ?? Infinity;
      const isSame = left[row - 1] === right[column - 1];
      const isSwap = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      const changed = at(1, 1) + (isSame ? 0 : 1);
      const swapped = row > 1 && column > 1 && isSwap ? at(2, 2) + 1 : Infinity;
      const best = row === 0 ? column : Math.min(at(1, 0) + 1, at(0, 1) + 1, changed, swapped);
      table[row]?.push(best);
    }
  }
  return table[left.length]?.[right.length] ?? Infinity;
}
