import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits } from '../../../engine/limits.ts';
import { shardForKey } from '../../../engine/placement/hash.ts';
import { failuresTolerated, planFleet, shardsFor } from './fleet-plan.ts';
import type { PlanRequest } from './plan-request.ts';

/** A fleet with groups of one to six nodes, which may differ in size. */
const requests: fc.Arbitrary<PlanRequest> = fc
  .record({
    sizes: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 }),
    wantedCopies: fc.integer({ min: 1, max: 3 }),
    documents: fc.integer({ min: 1, max: 1e12 }),
    documentBytes: fc.integer({ min: 1, max: 1e6 }),
    prefix: fc.string({ unit: 'grapheme-ascii', maxLength: 8 }),
    growth: fc.integer({ min: 1, max: 4 }),
  })
  .map(({ sizes, wantedCopies, documents, documentBytes, prefix, growth }) => {
    const largest = Math.max(...sizes);
    return {
      documents,
      documentBytes,
      groups: sizes.map((size, group) => names(size, `${prefix}-${group}`)),
      replicationFactor: Math.min(wantedCopies, ...sizes),
      nodesPerGroupMax: largest * growth,
      shards: undefined,
      overhead: 3,
      spareNames: names(largest, `${prefix}-more`),
    };
  });

function names(count: number, prefix: string): string[] {
  return Array.from({ length: count }, (_, index) => `${prefix}-${index}`);
}

function oneGroup(nodes: number, prefix: string, replicationFactor = 1): PlanRequest {
  return {
    documents: 1_000_000,
    documentBytes: 1000,
    groups: [names(nodes, prefix)],
    replicationFactor,
    nodesPerGroupMax: nodes,
    shards: undefined,
    overhead: 1,
    spareNames: names(nodes, `${prefix}-more`),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

describe('what the nodes hold', () => {
  test('adds up to every copy of every document, in each group', () => {
    fc.assert(
      fc.property(requests, (request) => {
        const plan = planFleet(request);
        for (const group of request.groups.keys()) {
          const nodes = plan.nodes.filter(({ replicaGroup }) => replicaGroup === group);
          const held = request.documents * request.replicationFactor;
          expect(sum(nodes.map(({ documents }) => documents))).toBe(held);
          expect(sum(nodes.map(({ shards }) => shards))).toBe(
            plan.shards * request.replicationFactor,
          );
        }
        expect(plan.total.documents).toBe(request.documents * plan.copiesOfEachDocument);
        const textBytes = plan.total.documents * request.documentBytes;
        expect(plan.total.diskBytes / textBytes).toBeCloseTo(3, 9);
        const onDisks = sum(plan.nodes.map(({ diskBytes }) => diskBytes));
        expect(onDisks / textBytes).toBeCloseTo(3, 9);
      }),
    );
  });

  test('is about what the hash of many ids gives', () => {
    const plan = planFleet(oneGroup(4, 'meili'));
    const counts = Array.from({ length: plan.shards }, () => 0);
    for (let id = 0; id < 100_000; id += 1) {
      const shard = shardForKey(`document-${id}`, plan.shards);
      counts[shard] = (counts[shard] ?? 0) + 1;
    }
    const average = 100_000 / plan.shards;
    expect(counts.filter((count) => Math.abs(count / average - 1) > 0.1)).toEqual([]);
  });

  test('is most on the node with most shards', () => {
    const { nodes, balance } = planFleet(oneGroup(3, 'meili'));
    expect(nodes.map(({ shards }) => shards).toSorted((a, b) => a - b)).toEqual([7, 8, 9]);
    expect(balance).toMatchObject({ mostShards: 9, leastShards: 7 });
    expect(balance.fullestOverAverage).toBeCloseTo(9 / 8, 2);
  });
});

describe('the number of shards', () => {
  test('is eight for each node that a group will ever have, up to the most there can be', () => {
    expect([1, 2, 18, 60, 512, 513, 4096].map(shardsFor)).toEqual([
      8, 16, 144, 480, 4096, 4096, 4096,
    ]);
    expect(shardsFor(4096)).toBe(limits.shardsMax);
  });

  test('that was given is used, and the recommended one told', () => {
    const plan = planFleet({ ...oneGroup(4, 'meili'), shards: 5 });
    expect([plan.shards, plan.recommendedShards]).toEqual([5, 32]);
  });
});

describe('nodes that may fail', () => {
  test.each([
    [1, 1, 0, 0],
    [1, 2, 1, 0],
    [2, 1, 1, 1],
    [1, 3, 2, 1],
    [2, 2, 3, 1],
    [3, 1, 2, 2],
    [1, 5, 4, 2],
  ])(
    '%i groups, replication factor %i: %i for reads, %i for writes',
    (groups, copies, reads, writes) => {
      expect(failuresTolerated(groups, copies)).toEqual({ reads, writes });
    },
  );

  test('are as many as the worst choice of nodes says', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 4 }),
        (groups, copies) => {
          const replicas = Array.from({ length: groups * copies }, (_, replica) => replica);
          const subsets = Array.from({ length: 2 ** replicas.length }, (_, subset) =>
            replicas.filter((replica) => (subset & (1 << replica)) !== 0),
          );
          const fatal = (isLost: (alive: readonly number[]) => boolean) =>
            Math.min(
              ...subsets
                .filter((dead) => isLost(aliveByGroup(groups, copies, dead)))
                .map((dead) => dead.length),
            ) - 1;
          const quorum = Math.floor(copies / 2) + 1;
          expect(failuresTolerated(groups, copies)).toEqual({
            reads: fatal((alive) => alive.every((count) => count === 0)),
            writes: fatal((alive) => alive.every((count) => count < quorum)),
          });
        },
      ),
      { numRuns: 12 },
    );
  });
});

/** How many replicas of one shard each group still has. */
function aliveByGroup(groups: number, copies: number, dead: readonly number[]): number[] {
  return Array.from({ length: groups }, (_, group) => {
    return copies - dead.filter((replica) => Math.floor(replica / copies) === group).length;
  });
}

describe('on average over many names', () => {
  test.each([
    [3, 1],
    [6, 1],
    [6, 2],
    [10, 3],
  ])(
    'a node that joins %i others (replication factor %i) is sent at most 1.1 of its even share',
    (nodes, copies) => {
      const ratios = Array.from({ length: 60 }, (_, fleet) => {
        const moves = planFleet(oneGroup(nodes, `fleet-${fleet}`, copies)).steps[0]?.moves;
        return (moves?.documents ?? 0) / (moves?.evenDocuments ?? 0);
      });
      expect(sum(ratios) / ratios.length).toBeLessThan(1.1);
      expect(sum(ratios) / ratios.length).toBeGreaterThan(0.9);
    },
  );
});
