import { expect, test } from 'vitest';
import { limits } from '../../limits.ts';
import { inOrder } from './side-by-side.ts';

const many = Array.from({ length: limits.queriesAtOnceMax * 3 }, (_, place) => place);

test('results stand in the order of the items, however long each takes', async () => {
  let underWay = 0;
  let most = 0;
  const results = await inOrder(many, async (item) => {
    underWay += 1;
    most = Math.max(most, underWay);
    for (let turn = 0; turn < (item % 5) * 3; turn += 1) await Promise.resolve();
    underWay -= 1;
    return item * 2;
  });
  expect(results).toEqual(many.map((item) => item * 2));
  expect(most).toBe(limits.queriesAtOnceMax);
});

test('the first item that fails is told, though a later one fails sooner', async () => {
  const begun: number[] = [];
  const work = async (item: number): Promise<void> => {
    begun.push(item);
    if (item === 3) for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
    if (item === 3 || item === 7) throw new Error(`item ${item}`);
  };
  await expect(inOrder(many, work)).rejects.toThrow('item 3');
  expect(begun.length).toBeLessThan(many.length);
});

test('nothing to do is done at once', async () => {
  expect(await inOrder([], () => Promise.reject(new Error('no item')))).toEqual([]);
});
