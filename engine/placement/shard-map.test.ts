import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ShardPlacement } from './placement.ts';
import { allShards, ShardMap } from './shard-map.ts';

function place(
  replicas: readonly (readonly string[])[],
  incoming: readonly string[] = [],
  outgoing: readonly string[] = [],
): ShardPlacement {
  return { replicas, incoming, outgoing, version: 1 };
}

const moving = new ShardMap([
  place([['a', 'b'], ['x']], ['c'], ['y']),
  place([['b'], []], [], ['a']),
  place([[], ['x', 'y']], ['a', 'z']),
  place([['a', 'b'], ['x']], ['d']),
]);

describe('a shard', () => {
  test('has its replicas by group, in their order, and over all groups', () => {
    expect(moving.replicas(0)).toEqual([['a', 'b'], ['x']]);
    expect(moving.replicaNodes(0)).toEqual(['a', 'b', 'x']);
    expect(moving.replicas(2)).toEqual([[], ['x', 'y']]);
    expect(moving.replicaNodes(2)).toEqual(['x', 'y']);
  });

  test('has nodes that are being given it, which are no replicas', () => {
    expect(allShards(4).map((shard) => moving.incoming(shard))).toEqual([
      ['c'],
      [],
      ['a', 'z'],
      ['d'],
    ]);
  });

  test.each([-1, 4, 0.5])('that does not exist (%d) has no place', (shard) => {
    expect(() => moving.replicas(shard)).toThrow('shard');
    expect(() => moving.replicaNodes(shard)).toThrow('shard');
    expect(() => moving.incoming(shard)).toThrow('shard');
  });
});

describe('a node', () => {
  test('holds the shards that name it among their replicas', () => {
    expect(moving.shardsOf('a')).toEqual([0, 3]);
    expect(moving.shardsOf('b')).toEqual([0, 1, 3]);
    expect(moving.shardsOf('c')).toEqual([]);
  });

  test('is being given the shards that name it as incoming', () => {
    expect(moving.incomingOf('a')).toEqual([2]);
    expect(moving.incomingOf('c')).toEqual([0]);
    expect(moving.incomingOf('b')).toEqual([]);
  });

  test('has a part in the index whether it holds, gets or leaves a shard', () => {
    expect(moving.nodes().toSorted()).toEqual(['a', 'b', 'c', 'd', 'x', 'y', 'z']);
    expect(moving.shards).toBe(4);
  });

  test('is tidy while all of its documents are of shards that it holds', () => {
    const tidy = moving.nodes().filter((node) => moving.isTidy(node));
    expect(tidy.toSorted()).toEqual(['b', 'x']);
  });

  test('that is unknown has no shards, and nothing to tidy', () => {
    expect(moving.shardsOf('q')).toEqual([]);
    expect(moving.incomingOf('q')).toEqual([]);
    expect(moving.isTidy('q')).toBe(true);
  });
});

test('looking up by node and by shard comes to the same', () => {
  const nodes = ['a', 'b', 'c', 'd', 'e'];
  const cut = fc.nat(nodes.length);
  const places = fc.array(
    fc
      .record({ drawn: fc.shuffledSubarray(nodes), one: cut, other: cut })
      .map(({ drawn, one, other }) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)];
        return place([drawn.slice(0, from)], drawn.slice(from, to), drawn.slice(to));
      }),
    { minLength: 1, maxLength: 20 },
  );
  fc.assert(
    fc.property(places, (drawn) => {
      const map = new ShardMap(drawn);
      const shards = allShards(drawn.length);
      for (const node of nodes) {
        expect(map.shardsOf(node)).toEqual(
          shards.filter((shard) => map.replicaNodes(shard).includes(node)),
        );
        expect(map.incomingOf(node)).toEqual(
          shards.filter((shard) => map.incoming(shard).includes(node)),
        );
        const isLeaving = drawn.some(({ outgoing }) => outgoing.includes(node));
        expect(map.isTidy(node)).toBe(map.incomingOf(node).length === 0 && !isLeaving);
      }
    }),
  );
});
