import { expect, test } from 'vitest';
import { limits } from '../limits.ts';
import { freeUid } from './free-uid.ts';
import { indexUidPattern } from './index-uid.ts';

test.each([
  [[], 'a'],
  [['b', 'a-2'], 'a'],
  [['a'], 'a-2'],
  [['a', 'a-2', 'a-3', 'a-5'], 'a-4'],
])('with %j taken, an index called `a` gets %j', (taken, uid) => {
  expect(freeUid('a', (one) => taken.includes(one))).toBe(uid);
});

test('is a valid uid however long the name is', () => {
  const name = 'n'.repeat(limits.indexUidBytesMax);
  const uid = freeUid(name, (one) => one === name);
  expect(uid).toMatch(indexUidPattern);
  expect(uid).not.toBe(name);
});
