import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareNumbers } from '../base/order.ts';
import { type CoverRequest, chooseCover } from './cover.ts';
import { newPlacement } from './placement.ts';
import { ShardMap } from './shard-map.ts';

const idle = () => 0;
const any = () => true;

/** Shards on nodes: `placement[shard]` lists the nodes of each group, as in `[['a', 'b'], ['x']]`. */
function requestFor(
  placement: readonly (readonly (readonly string[])[])[],
  rest: Partial<CoverRequest> = {},
): CoverRequest {
  return {
    shards: [...placement.keys()],
    replicas: (shard) => placement[shard] ?? [],
    group: 0,
    usable: any,
    load: idle,
    seed: 0,
    ...rest,
  };
}

function oneGroup(...shards: readonly string[]): readonly (readonly (readonly string[])[])[] {
  return shards.map((nodes) => [nodes.split('')]);
}

/** The smallest number of nodes that serve every shard that can be served, by trying all subsets. */
function fewest(options: readonly (readonly string[])[]): number {
  const served = options.filter((nodes) => nodes.length > 0);
  const nodes = [...new Set(served.flat())];
  const sizes = Array.from({ length: 1 << nodes.length }, (_, subset) => {
    const chosen = nodes.filter((_node, bit) => (subset >> bit) % 2 === 1);
    const complete = served.every((holders) => holders.some((node) => chosen.includes(node)));
    return complete ? chosen.length : Infinity;
  });
  return Math.min(...sizes);
}

const options = fc.array(fc.subarray(['a', 'b', 'c', 'd', 'e', 'f'], { maxLength: 3 }), {
  minLength: 1,
  maxLength: 20,
});
const loads = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), fc.nat(9));

describe('within one group', () => {
  test('every shard that has a replica is read exactly once, from a node that holds it', () => {
    fc.assert(
      fc.property(options, loads, fc.nat(), (holders, load, seed) => {
        const cover = chooseCover(
          requestFor(
            holders.map((nodes) => [nodes]),
            { load: (node) => load[node] ?? 0, seed },
          ),
        );
        const read = [...cover.assignment.values()].flat();
        const all = [...read, ...cover.missing].toSorted((left, right) => left - right);
        expect(all).toEqual([...holders.keys()]);
        expect(cover.missing.every((shard) => holders[shard]?.length === 0)).toBe(true);
        for (const [node, shards] of cover.assignment) {
          expect(shards.every((shard) => holders[shard]?.includes(node))).toBe(true);
        }
      }),
    );
  });

  test('no smaller set of nodes would do, and every chosen node has work', () => {
    fc.assert(
      fc.property(options, fc.nat(), (holders, seed) => {
        const cover = chooseCover(
          requestFor(
            holders.map((nodes) => [nodes]),
            { seed },
          ),
        );
        expect(cover.assignment.size).toBe(fewest(holders));
        expect([...cover.assignment.values()].every((shards) => shards.length > 0)).toBe(true);
      }),
    );
  });

  test('the same request gets the same cover', () => {
    fc.assert(
      fc.property(options, loads, fc.nat(), (holders, load, seed) => {
        const request = requestFor(
          holders.map((nodes) => [nodes]),
          {
            load: (node) => load[node] ?? 0,
            seed,
          },
        );
        expect([...chooseCover(request).assignment]).toEqual([...chooseCover(request).assignment]);
      }),
    );
  });

  test('three nodes with two replicas: two nodes are asked, each for half of what both hold', () => {
    const nodes = ['meili-0', 'meili-1', 'meili-2'].map(
      (id) => ({ id, address: '', replicaGroup: 0, state: 'active' }) as const,
    );
    const topology = { replicaGroups: 1, replicationFactor: 2, shards: 64, nodes };
    const map = new ShardMap(newPlacement(topology, 64).shards);
    const shards = Array.from({ length: 64 }, (_, shard) => shard);
    const chosen = new Set<string>();
    for (const seed of [0, 1, 2]) {
      const replicas = (shard: number) => map.replicas(shard);
      const cover = chooseCover({ shards, replicas, group: 0, usable: any, load: idle, seed });
      const sizes = [...cover.assignment.values()].map((list) => list.length);
      expect(sizes).toEqual([32, 32]);
      chosen.add([...cover.assignment.keys()].toSorted().join());
    }
    expect(chosen.size).toBe(3);
  });

  test('the least loaded of equally few nodes are asked, and the busier one for less', () => {
    const busy = new Map([
      ['a', 3],
      ['c', 9],
    ]);
    const load = (node: string) => busy.get(node) ?? 0;
    const placement = oneGroup('ab', 'ab', 'ab', 'bc', 'ac');
    const cover = chooseCover(requestFor(placement, { load }));
    expect(cover.assignment).toEqual(
      new Map([
        ['a', [4]],
        ['b', [0, 1, 2, 3]],
      ]),
    );
  });

  test('a node that is not usable for a shard is not asked for it', () => {
    const placement = oneGroup('ab', 'ab', 'a');
    const onlyA = requestFor(placement, { usable: (shard, node) => node === 'a' || shard === 1 });
    expect(chooseCover(onlyA).assignment).toEqual(new Map([['a', [0, 1, 2]]]));
    const withoutA = chooseCover(requestFor(placement, { usable: (_, node) => node === 'b' }));
    expect(withoutA.assignment).toEqual(new Map([['b', [0, 1]]]));
    expect(withoutA.missing).toEqual([2]);
  });
});

describe('over several groups', () => {
  const placement = [
    [['a'], ['x'], ['p']],
    [['b'], ['y'], ['q']],
    [
      ['a', 'b'],
      ['x', 'y'],
      ['p', 'q'],
    ],
  ];

  test('only the asked group is read while it can serve everything', () => {
    const cover = chooseCover(requestFor(placement, { group: 1 }));
    expect(new Set(cover.assignment.keys())).toEqual(new Set(['x', 'y']));
  });

  test('the next groups serve only what the asked one cannot', () => {
    const without = new Set(['y', 'q']);
    const usable = (_: number, node: string) => !without.has(node);
    const cover = chooseCover(requestFor(placement, { group: 1, usable }));
    expect(cover.assignment).toEqual(
      new Map([
        ['b', [1]],
        ['x', [0, 2]],
      ]),
    );
    expect(cover.missing).toEqual([]);
  });

  test('a shard without a replica anywhere is missing', () => {
    const cover = chooseCover(requestFor(placement, { usable: (shard) => shard !== 1 }));
    expect(cover.missing).toEqual([1]);
  });

  test('a node to avoid is asked only for what nobody else has', () => {
    const suspects = new Set(['a']);
    const avoid = (node: string) => suspects.has(node);
    expect(chooseCover(requestFor(placement, { avoid })).assignment).toEqual(
      new Map([
        ['b', [1, 2]],
        ['x', [0]],
      ]),
    );
    const single = requestFor(oneGroup('a', 'ab'), { avoid });
    expect(chooseCover(single).assignment).toEqual(
      new Map([
        ['a', [0]],
        ['b', [1]],
      ]),
    );
  });
});

describe('groups that do not hold every shard', () => {
  // The third group has been given shard 2 only, the second has not been given shard 0 yet.
  const uneven = [[['a']], [['b'], ['y']], [['a'], ['y'], ['p']], [[], ['y']]];

  test('a group that has not been given a shard serves nothing of it', () => {
    const cover = chooseCover(requestFor(uneven, { group: 1 }));
    expect(cover.assignment).toEqual(
      new Map([
        ['y', [1, 2, 3]],
        ['a', [0]],
      ]),
    );
    expect(cover.missing).toEqual([]);
  });

  test('every group is tried in turn, whichever shard comes first', () => {
    const shards = [0, 1, 2, 3];
    for (const group of [0, 1, 2, 5]) {
      for (const listed of [shards, shards.toReversed()]) {
        const cover = chooseCover(requestFor(uneven, { group, shards: listed }));
        expect([...cover.assignment.values()].flat().toSorted(compareNumbers)).toEqual(shards);
      }
    }
  });

  test('a shard without any group is missing', () => {
    const cover = chooseCover(requestFor([[['a']], []], { group: 1 }));
    expect(cover).toEqual({ assignment: new Map([['a', [0]]]), missing: [1] });
  });
});

test('no shards need no nodes', () => {
  expect(chooseCover(requestFor([]))).toEqual({ assignment: new Map(), missing: [] });
});

test('a seed that is not a natural number is a bug', () => {
  expect(() => chooseCover(requestFor([], { seed: 0.5 }))).toThrow('natural number');
});
