import fc from 'fast-check';
import { expect, test } from 'vitest';
import { leaveOut } from './delta-debugging.ts';

test('what is left is what the failure needs, and in its order', async () => {
  const lists = fc.uniqueArray(fc.nat(200), { minLength: 1, maxLength: 60 });
  await fc.assert(
    fc.asyncProperty(lists, fc.infiniteStream(fc.boolean()), async (items, coins) => {
      const needed = items.filter(() => coins.next().value === true).slice(0, 5);
      const fails = async (list: readonly number[]) => needed.every((item) => list.includes(item));
      expect(await leaveOut(items, fails)).toEqual(needed);
    }),
  );
});

test('a list of which any half fails shrinks in few steps', async () => {
  let asked = 0;
  const items = Array.from({ length: 512 }, (_, item) => item);
  const left = await leaveOut(items, async (list) => {
    asked += 1;
    return list.length > 0;
  });
  expect(left).toHaveLength(1);
  expect(asked).toBeLessThan(30);
});

test('nothing is left out once no answer is given any more', async () => {
  expect(await leaveOut([1, 2, 3], async () => false)).toEqual([1, 2, 3]);
});
