import { expect, test } from 'vitest';
import { queryGroup } from './query-group.ts';

const all = () => true;

test('queries take the groups in turn', () => {
  expect([0, 1, 2, 3, 4].map((sequence) => queryGroup(sequence, 3, all))).toEqual([0, 1, 2, 0, 1]);
});

test('the share of an unusable group is spread over all others', () => {
  const groups = Array.from({ length: 6 }, (_, sequence) =>
    queryGroup(sequence, 3, (group) => group !== 1),
  );
  expect(groups).toEqual([0, 2, 0, 2, 0, 2]);
});

test('there is no group to ask when none is usable or none exists', () => {
  expect(queryGroup(5, 3, () => false)).toBeUndefined();
  expect(queryGroup(5, 0, all)).toBeUndefined();
});

test('a sequence that is not a natural number is a bug', () => {
  expect(() => queryGroup(-1, 3, all)).toThrow('natural number');
});
