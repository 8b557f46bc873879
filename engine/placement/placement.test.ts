import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NodeState, Topology } from '../cluster/topology.ts';
import { desiredReplicas, newPlacement } from './placement.ts';
import { assignShard } from './rendezvous.ts';

function topologyOf(groups: readonly (readonly string[])[], replicationFactor = 2): Topology {
  const nodes = groups.flatMap((ids, replicaGroup) =>
    ids.map((id) => ({ id, address: `http://${id}`, replicaGroup, state: 'active' as const })),
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
const desired = (topology: Topology) => desiredReplicas(topology, 64);

const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 10 }), {
  minLength: 2,
  maxLength: 8,
});

describe('where shards ought to be', () => {
  test('each group has every shard on its own nodes, the strongest draw first', () => {
    expect(desired(twoGroups)).toEqual(
      shards.map((shard) => [
        assignShard(shard, ['a', 'b', 'c'], 2),
        assignShard(shard, ['x', 'y', 'z'], 2),
      ]),
    );
  });

  test('copies of a topology agree, however their nodes are listed', () => {
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 3 }), (ids, factor) => {
        const groups = [ids.filter((_, at) => at % 2 === 0), ids.filter((_, at) => at % 2 === 1)];
        const topology = topologyOf(groups, factor);
        const copy = { ...topology, nodes: topology.nodes.toReversed() };
        expect(desired(copy)).toEqual(desired(topology));
        const sizes = groups.map((nodes) => Math.min(factor, nodes.length));
        for (const replicas of desired(topology)) {
          expect(replicas.map((nodes) => new Set(nodes).size)).toEqual(sizes);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('one more node takes shards for itself and moves none between the others', () => {
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 3 }), (ids, factor) => {
        const [fresh = '', ...rest] = ids;
        const before = desired(topologyOf([rest], factor));
        const after = desired(topologyOf([ids], factor));
        for (const shard of shards) {
          const gained = after[shard]?.[0]?.filter((node) => !before[shard]?.[0]?.includes(node));
          expect(gained?.filter((node) => node !== fresh)).toEqual([]);
        }
      }),
      { numRuns: 50 },
    );
  });

  test('a group is not touched by what becomes of another', () => {
    const other = topologyOf([['a', 'b', 'c'], ['x']]);
    expect(desired(other).map(([first]) => first)).toEqual(
      desired(twoGroups).map(([first]) => first),
    );
  });

  test.each(['draining', 'failed'] as const)('a node that is %s ought to have nothing', (state) => {
    const without = topologyOf([
      ['a', 'c'],
      ['x', 'y', 'z'],
    ]);
    expect(desired(withState(twoGroups, 'b', state))).toEqual(desired(without));
  });

  test('a node that joins has its place like any other', () => {
    expect(desired(withState(twoGroups, 'b', 'joining'))).toEqual(desired(twoGroups));
  });

  test('a group without nodes has no replicas, and keeps its number', () => {
    expect(desiredReplicas(topologyOf([[], ['x']]), 2)).toEqual([
      [[], ['x']],
      [[], ['x']],
    ]);
  });
});

describe('the placement of an index that begins', () => {
  test('has every shard where it ought to be, and nothing on its way', () => {
    const { shards: places } = newPlacement(twoGroups, 64);
    expect(places.map(({ replicas }) => replicas)).toEqual(desired(twoGroups));
    for (const { incoming, outgoing } of places) expect([incoming, outgoing]).toEqual([[], []]);
  });

  test('has all nodes for hosts that may hold shards', () => {
    const states = withState(withState(twoGroups, 'b', 'failed'), 'x', 'draining');
    expect(newPlacement(states, 64).hosts).toEqual(['a', 'c', 'y', 'z']);
  });
});
