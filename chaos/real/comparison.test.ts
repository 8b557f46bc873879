import { expect, test } from 'vitest';
import { compareCopies } from './comparison.ts';

const markers = {
  _miroir_shard: '(',
  _miroir_version: '(',
  _miroir_seq: '(',
  _miroir_updated_at: '(',
};
const kept = { id: 7, v: 1 };
const whole = { ...kept, ...markers };
const what = { id: 7, shard: 2, holders: ['a', 'b'], states: [kept] };

type Copy = Readonly<Record<string, unknown>>;

function compared(
  copies: Readonly<Record<string, Copy | undefined>>,
  states: readonly (Copy | null)[] = [kept],
) {
  return compareCopies({ ...what, states }, new Map(Object.entries(copies)));
}

test('equal copies on the holders, as promised, are right', () => {
  expect(compared({ a: whole, b: whole, c: undefined })).toEqual([]);
  expect(compared({ a: undefined, b: undefined }, [kept, null])).toEqual([]);
  expect(compared({ a: whole, b: { ...markers, ...kept } })).toEqual([]);
});

test.each([
  ['is lost', { a: whole, b: undefined }, 'on b is none'],
  ['came back', { a: { ...whole, v: 0 }, b: { ...whole, v: 0 } }, 'promised'],
  ['is left behind', { a: whole, b: whole, c: whole }, 'does not hold the shard'],
  ['lacks a marker', { a: kept, b: kept }, 'lacks _miroir_shard'],
  ['differs in a marker', { a: whole, b: { ...whole, _miroir_version: ')' } }, 'differs'],
])('a copy that %s is told', (_, copies, message) => {
  expect(compared(copies).join('\n')).toContain(message);
});
