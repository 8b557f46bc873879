import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareCodePoints } from '../base/order.ts';
import type { NodeState, Topology } from '../cluster/topology.ts';
import { assignShard } from './rendezvous.ts';
import { ShardMap } from './shard-map.ts';

function topologyOf(groups: readonly (readonly string[])[], replicationFactor = 2): Topology {
  const nodes = groups.flatMap((ids, replicaGroup) =>
    ids.map((id) => ({ id, replicaGroup, state: 'active' as const })),
  );
  return { replicaGroups: groups.length, replicationFactor, shards: 64, nodes };
}

function withState(topology: Topology, id: string, state: NodeState): Topology {
  const nodes = topology.nodes.map((node) => (node.id === id ? { ...node, state } : node));
  return { ...topology, nodes };
}

const twoGroups = topologyOf([
  ['a', 'b', 'c'],
  ['x', 'y', 'z'],
]);
const shards = Array.from({ length: 64 }, (_, shard) => shard);
const placement = (map: ShardMap) => shards.map((shard) => map.replicas(shard));

test('each group holds every shard on its own nodes', () => {
  const map = new ShardMap(twoGroups, 64);
  for (const shard of shards) {
    const expected = [
      assignShard(shard, ['a', 'b', 'c'], 2),
      assignShard(shard, ['x', 'y', 'z'], 2),
    ];
    expect(map.replicas(shard)).toEqual(expected);
    expect(map.writeTargets(shard)).toEqual(expected.flat());
  }
});

test('a node holds exactly the shards that name it', () => {
  const map = new ShardMap(twoGroups, 64);
  for (const { id } of twoGroups.nodes) {
    expect(map.shardsOf(id)).toEqual(
      shards.filter((shard) => map.writeTargets(shard).includes(id)),
    );
  }
  expect(map.shardsOf('unknown')).toEqual([]);
});

test('copies of a topology agree, however their nodes are listed', () => {
  const ids = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 10 }), {
    minLength: 2,
    maxLength: 8,
  });
  fc.assert(
    fc.property(ids, fc.integer({ min: 1, max: 3 }), (names, factor) => {
      const groups = [names.filter((_, at) => at % 2 === 0), names.filter((_, at) => at % 2 === 1)];
      const topology = topologyOf(groups, factor);
      const copy = { ...topology, nodes: topology.nodes.toReversed() };
      expect(placement(new ShardMap(copy, 64))).toEqual(placement(new ShardMap(topology, 64)));
      const map = new ShardMap(topology, 64);
      const sizes = groups.map((nodes) => Math.min(factor, nodes.length));
      for (const shard of shards) {
        expect(map.replicas(shard).map((nodes) => new Set(nodes).size)).toEqual(sizes);
      }
    }),
    { numRuns: 50 },
  );
});

describe('the state of a node', () => {
  const before = placement(new ShardMap(twoGroups, 64));

  test.each(['degraded', 'draining', 'failed', 'restoring'] as const)(
    'a node that becomes %s keeps its place',
    (state) => {
      expect(placement(new ShardMap(withState(twoGroups, 'b', state), 64))).toEqual(before);
    },
  );

  test.each(['joining', 'removed'] as const)('a %s node has no place', (state) => {
    const map = new ShardMap(withState(twoGroups, 'b', state), 64);
    expect(map.shardsOf('b')).toEqual([]);
    const without = new ShardMap(
      topologyOf([
        ['a', 'c'],
        ['x', 'y', 'z'],
      ]),
      64,
    );
    expect(placement(map)).toEqual(placement(without));
  });
});

test('the nodes of a group are in no order that depends on another group', () => {
  const alone = new ShardMap(topologyOf([['a', 'b', 'c']]), 64);
  const both = new ShardMap(twoGroups, 64);
  expect(shards.map((shard) => both.replicas(shard)[0])).toEqual(
    shards.map((shard) => alone.replicas(shard)[0]),
  );
  expect([...new Set(placement(alone).flat(2))].toSorted(compareCodePoints)).toEqual([
    'a',
    'b',
    'c',
  ]);
});

describe('what cannot be placed', () => {
  test.each([0, 4097])('%i shards', (count) => {
    expect(() => new ShardMap(twoGroups, count)).toThrow('number of shards');
  });

  test('a node listed twice', () => {
    expect(() => new ShardMap(topologyOf([['a', 'a']]), 64)).toThrow('listed twice');
  });

  test('a node of a group that does not exist', () => {
    expect(() => new ShardMap({ ...twoGroups, replicaGroups: 1 }, 64)).toThrow('replica group 1');
  });

  test('a shard that does not exist', () => {
    expect(() => new ShardMap(twoGroups, 64).writeTargets(64)).toThrow('shard');
    expect(() => new ShardMap(twoGroups, 64).replicas(-1)).toThrow('shard');
  });
});
