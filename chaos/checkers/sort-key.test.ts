import { expect, test } from 'vitest';
import { compareSortKeys, sortKey } from './sort-key.ts';

function sorted(direction: 'asc' | 'desc', values: readonly unknown[]): unknown[] {
  const rules = [{ attribute: 'rank', direction }] as const;
  return values.toSorted((left, right) =>
    compareSortKeys(sortKey({ rank: left }, rules), sortKey({ rank: right }, rules), rules),
  );
}

test('missing values come last and numbers before strings, in both directions', () => {
  const values = ['b', null, 3, 'a', 1];
  expect(sorted('asc', values)).toEqual([1, 3, 'a', 'b', null]);
  expect(sorted('desc', values)).toEqual([3, 1, 'b', 'a', null]);
});

test('a list counts by its least or its greatest value', () => {
  const values = [[1, 9], [4], [5, 6]];
  expect(sorted('asc', values)).toEqual([[1, 9], [4], [5, 6]]);
  expect(sorted('desc', values)).toEqual([[1, 9], [5, 6], [4]]);
});

test('strings compare by code point and without case', () => {
  expect(sorted('asc', ['\u{1F600}', '\uFFFD', 'B', 'a', 'ab'])).toEqual([
    'a',
    'ab',
    'B',
    '\uFFFD',
    '\u{1F600}',
  ]);
});

test('a later rule decides what the earlier leave equal', () => {
  const rules = [
    { attribute: 'kind', direction: 'asc' },
    { attribute: 'rank', direction: 'desc' },
  ] as const;
  const compare = (left: object, right: object): number =>
    compareSortKeys(sortKey({ ...left }, rules), sortKey({ ...right }, rules), rules);
  expect(compare({ kind: 'a', rank: 2 }, { kind: 'a', rank: 1 })).toBeLessThan(0);
  expect(compare({ kind: 'a', rank: 1 }, { kind: 'b', rank: 2 })).toBeLessThan(0);
  expect(compare({ kind: 'a' }, { kind: 'a' })).toBe(0);
});
