import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fewestNodes } from './fewest-nodes.ts';

test('of equally few nodes the least loaded are chosen, then the first', () => {
  expect([...fewestNodes([[0, 1, 2]], [2, 1, 1])]).toEqual([1]);
  expect([
    ...fewestNodes(
      [
        [0, 1],
        [1, 2],
        [2, 3],
        [3, 0],
      ],
      [0, 0, 0, 0],
    ),
  ]).toEqual([0, 2]);
  expect([
    ...fewestNodes(
      [
        [0, 1],
        [1, 2],
        [2, 3],
        [3, 0],
      ],
      [1, 0, 0, 0],
    ),
  ]).toEqual([1, 3]);
});

test('few nodes win over little load', () => {
  expect([
    ...fewestNodes(
      [
        [0, 2],
        [1, 2],
      ],
      [0, 0, 100],
    ),
  ]).toEqual([2]);
});

test('no shards need no nodes', () => {
  expect(fewestNodes([], []).size).toBe(0);
});

test('beyond twelve nodes the choice is complete, never wasteful, and exact where greed is', () => {
  const manyNodes = 40;
  const shards = fc.array(fc.uniqueArray(fc.nat(manyNodes - 1), { minLength: 1, maxLength: 3 }), {
    maxLength: 60,
  });
  const idle = Array.from({ length: manyNodes }, () => 0);
  fc.assert(
    fc.property(shards, (options) => {
      const chosen = fewestNodes(options, idle);
      expect(options.every((nodes) => nodes.some((node) => chosen.has(node)))).toBe(true);
      expect(chosen.size).toBeLessThanOrEqual(options.length);
    }),
  );
  const star = idle.map((_, node) => [node, 17]);
  expect([...fewestNodes(star, idle)]).toEqual([17]);
  expect([
    ...fewestNodes(
      [[3, 30]],
      idle.map((_, node) => (node === 3 ? 1 : 0)),
    ),
  ]).toEqual([30]);
});
