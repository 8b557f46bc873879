import { expect, test } from 'vitest';
import {
  canonicalText,
  deletes,
  deletesWhere,
  possibleStates,
  replaces,
  together,
  updates,
} from './promises.ts';

const first = { id: 1, v: 1, part: 'a' };
const change = { id: 1, v: 2 };

test('nothing was written, nothing is there', () => {
  expect(possibleStates(1, [])).toEqual([null]);
});

test('writes that were kept leave one state, in their order', () => {
  const writes = [replaces(first), updates(change)];
  const sent = writes.map((effect) => ({ effect, outcome: 'kept' as const }));
  expect(possibleStates(1, sent)).toEqual([{ id: 1, v: 2, part: 'a' }]);
  expect(possibleStates(2, sent)).toEqual([null]);
});

test('an open write leaves both states, and a kept replacement ends the doubt', () => {
  const open = [
    { effect: replaces(first), outcome: 'kept' as const },
    { effect: deletes([1]), outcome: 'open' as const },
  ];
  expect(possibleStates(1, open)).toEqual([first, null]);
  const last = { effect: replaces({ id: 1 }), outcome: 'kept' as const };
  expect(possibleStates(1, [...open, last])).toEqual([{ id: 1 }]);
});

test('a deletion by filter takes only what matches in that state', () => {
  const sent = [
    { effect: replaces(first), outcome: 'kept' as const },
    { effect: replaces({ ...first, part: 'b' }), outcome: 'open' as const },
    { effect: deletesWhere({ part: 'a' }), outcome: 'kept' as const },
  ];
  expect(possibleStates(1, sent)).toEqual([null, { ...first, part: 'b' }]);
});

test('the parts of one request follow each other', () => {
  const effect = together([replaces(first), deletes([1]), replaces({ id: 2 })]);
  expect(possibleStates(1, [{ effect, outcome: 'kept' }])).toEqual([null]);
  expect(possibleStates(2, [{ effect, outcome: 'kept' }])).toEqual([{ id: 2 }]);
});

test('the order of members makes no difference', () => {
  expect(canonicalText({ a: 1, b: 2 })).toBe(canonicalText({ b: 2, a: 1 }));
  expect(canonicalText({ a: 1 })).not.toBe(canonicalText({ a: '1' }));
});
