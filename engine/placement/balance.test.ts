import fc from 'fast-check';
import { expect, test } from 'vitest';
import { balanceShards } from './balance.ts';

function sumOfSquares(assigned: readonly number[], loads: readonly number[]): number {
  const work = loads.map((load, node) => load + assigned.filter((each) => each === node).length);
  return work.reduce((sum, each) => sum + each * each, 0);
}

/** The smallest sum of squares over all assignments, by trying every one of them. */
function bestSum(options: readonly (readonly number[])[], loads: readonly number[]): number {
  const [first, ...rest] = options;
  if (first === undefined) return loads.reduce((sum, load) => sum + load * load, 0);
  const sums = first.map((node) =>
    bestSum(
      rest,
      loads.map((load, at) => load + Number(at === node)),
    ),
  );
  return Math.min(...sums);
}

const nodes = [0, 1, 2, 3];
const shards = fc.array(fc.shuffledSubarray(nodes, { minLength: 1, maxLength: 3 }), {
  maxLength: 7,
});
const loads = fc.array(fc.oneof(fc.nat(5), fc.constantFrom(0.5, 1.25)), {
  minLength: 4,
  maxLength: 4,
});

test('no other assignment is more even', () => {
  fc.assert(
    fc.property(shards, loads, (options, load) => {
      const assigned = balanceShards(options, load);
      expect(assigned.every((node, shard) => options[shard]?.includes(node))).toBe(true);
      expect(sumOfSquares(assigned, load)).toBeCloseTo(bestSum(options, load), 9);
    }),
    { numRuns: 300 },
  );
});

function counts(assigned: readonly number[]): readonly number[] {
  return [0, 1, 2].map((node) => assigned.filter((each) => each === node).length);
}

test('shards move along chains, to a node that shares none with the busiest', () => {
  const options = [[0, 1], [0, 1], [1, 2], [1, 2], [0], [0]];
  expect(counts(balanceShards(options, [0, 0, 0]))).toEqual([2, 2, 2]);
  expect(counts(balanceShards(options, [2, 0, 0]))).toEqual([2, 2, 2]);
  expect(counts(balanceShards(options, [0, 0, 9]))).toEqual([3, 3, 0]);
});
