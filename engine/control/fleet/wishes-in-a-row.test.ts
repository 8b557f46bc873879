import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Topology } from '../../cluster/topology.ts';
import { desiredReplicas } from '../../placement/placement.ts';
import { ApiError } from '../../protocol/api-error.ts';
import { nextTopology } from './fleet-changes.ts';
import type { FleetWish } from './fleet-wish.ts';
import { livingGroups } from './node-changes.ts';
import { topologyOf } from './testing/fleet-world.ts';

const id = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
const newNode = id.map((name) => ({ id: name, address: `http://${name}:7700` }));
const group = fc.nat(3);
const confirm = fc.constant(null);

const wish: fc.Arbitrary<FleetWish> = fc.oneof(
  fc.record({ kind: fc.constant('add-node' as const), node: newNode, replicaGroup: group }),
  fc.record({
    kind: fc.constantFrom('drain-node' as const, 'fail-node' as const, 'recover-node' as const),
    node: id,
  }),
  fc.record({ kind: fc.constant('remove-node' as const), node: id, force: fc.boolean(), confirm }),
  fc.record({ kind: fc.constant('replace-node' as const), node: id, by: newNode }),
  fc.record({
    kind: fc.constant('add-group' as const),
    nodes: fc.array(newNode, { minLength: 1 }),
  }),
  fc.record({ kind: fc.constant('remove-group' as const), group, confirm }),
  fc.record({
    kind: fc.constant('set-replication' as const),
    replicationFactor: fc.integer({ min: 1, max: 4 }),
  }),
);

/** The topology after a wish; the same if it is refused or so already. */
function granted(topology: Topology, asked: FleetWish): Topology {
  try {
    return nextTopology(topology, asked, { indexes: [], isWhole: () => true }) ?? topology;
  } catch (error) {
    if (error instanceof ApiError) return topology;
    throw error;
  }
}

test('whatever is wished for in a row, every group that nobody removed has nodes for all shards', () => {
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 30 }), (wishes) => {
      let topology = topologyOf('a b c@1');
      for (const asked of wishes) {
        const next = granted(topology, asked);
        const removed = asked.kind === 'remove-group' ? [asked.group] : [];
        const expected = livingGroups(topology).filter((number) => !removed.includes(number));
        expect(livingGroups(next)).toEqual(expect.arrayContaining(expected));
        expect(livingGroups(next).length).toBeGreaterThan(0);
        for (const replicas of desiredReplicas(next, 4)) {
          for (const number of livingGroups(next)) expect(replicas[number]).not.toEqual([]);
        }
        topology = next;
      }
    }),
  );
});

test('whatever is wished for in a row, no two nodes are one, and groups keep their numbers', () => {
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 30 }), (wishes) => {
      let topology = topologyOf('a b c@1');
      for (const asked of wishes) {
        const next = granted(topology, asked);
        const ids = next.nodes.map((node) => node.id);
        expect(new Set(ids).size).toBe(ids.length);
        expect(next.replicaGroups).toBeGreaterThanOrEqual(topology.replicaGroups);
        for (const node of next.nodes) {
          expect(node.replicaGroup).toBeLessThan(next.replicaGroups);
          const before = topology.nodes.find((other) => other.id === node.id);
          expect(before?.replicaGroup ?? node.replicaGroup).toBe(node.replicaGroup);
        }
        topology = next;
      }
    }),
  );
});

test('a wish that was granted changes nothing when it is repeated', () => {
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 20 }), wish, (wishes, last) => {
      const topology = granted(wishes.reduce(granted, topologyOf('a b c@1')), last);
      expect(granted(topology, last)).toBe(topology);
    }),
  );
});
