import { describe, expect, test } from 'vitest';
import type { NodeState, Topology } from '../../engine/cluster/topology.ts';
import {
  desiredReplicas,
  newPlacement,
  type Placement,
  type ShardPlacement,
} from '../../engine/placement/placement.ts';
import type { BehindReplica } from '../../engine/ports/repair-store.ts';
import { hasWorkLeft, type StoredFleet } from './fleet-work.ts';

const shards = 4;

/** A fleet of one group, in which nodes are in these states. */
function topologyOf(states: Readonly<Record<string, NodeState>>, replicationFactor = 2): Topology {
  const nodes = Object.entries(states).map(([id, state]) => {
    return { id, address: `http://${id}`, replicaGroup: 0, state };
  });
  return { replicaGroups: 1, replicationFactor, shards, nodes };
}

const three = topologyOf({ n0: 'active', n1: 'active', n2: 'active' });

function workLeft(
  topology: Topology,
  placement: Placement,
  others: { readonly ledger?: StoredFleet['ledger']; readonly paused?: boolean } = {},
): boolean {
  const { ledger = [], paused = false } = others;
  const fleet = { version: 1, topology, paused };
  return hasWorkLeft({ fleet, indexes: [{ uid: 'books', placement }], ledger });
}

function placedBy(topology: Topology): Placement {
  return newPlacement(topology, shards);
}

function withShard(placement: Placement, shard: number, part: Partial<ShardPlacement>): Placement {
  const changed = placement.shards.map((place, number) =>
    number === shard ? { ...place, ...part } : place,
  );
  return { ...placement, shards: changed };
}

/** An entry of the ledger for the replica number `place` of shard 0. */
function behind(place: number, reason: BehindReplica['reason']): BehindReplica {
  const node = desiredReplicas(three, shards)[0]?.flat()[place] ?? '';
  return { indexUid: 'books', shard: 0, node, since: 1, reason };
}

describe('a fleet', () => {
  test('is at rest when each shard is where it ought to be, in whatever order', () => {
    const placement = placedBy(three);
    expect(workLeft(three, placement)).toBe(false);
    const replicas = placement.shards[1]?.replicas.map((group) => group.toReversed()) ?? [];
    expect(workLeft(three, withShard(placement, 1, { replicas }))).toBe(false);
  });

  test('with a new node, a leaving one or another replication factor is not', () => {
    const placement = placedBy(three);
    const grown = topologyOf({ n0: 'active', n1: 'active', n2: 'active', n3: 'joining' });
    expect(workLeft(grown, placement)).toBe(true);
    expect(workLeft(grown, { ...placedBy(grown), hosts: placement.hosts })).toBe(true);
    expect(workLeft(grown, placedBy(grown))).toBe(false);
    const left = topologyOf({ n0: 'active', n1: 'active', n2: 'draining' });
    expect(workLeft(left, placement)).toBe(true);
    expect(workLeft(left, placedBy(left))).toBe(false);
    expect(workLeft({ ...three, replicationFactor: 1 }, placement)).toBe(true);
  });

  test('is not while a shard is coming or going, or to be forgotten where nobody is any more', () => {
    const placement = placedBy(three);
    expect(workLeft(three, withShard(placement, 0, { incoming: ['n0'] }))).toBe(true);
    expect(workLeft(three, withShard(placement, 0, { outgoing: ['n0'] }))).toBe(true);
    expect(workLeft(three, withShard(placement, 0, { outgoing: ['n9'] }))).toBe(true);
    expect(workLeft(three, { ...placement, hosts: [...placement.hosts, 'n9'] })).toBe(true);
  });

  test('is at rest when what is left cannot be done', () => {
    const placement = placedBy(three);
    const dead = topologyOf({ n0: 'failed', n1: 'failed', n2: 'failed', n3: 'active' });
    expect(workLeft(dead, { ...placement, hosts: ['n3'] })).toBe(false);
    const grown = topologyOf({ n0: 'active', n1: 'active', n2: 'active', n3: 'joining' });
    expect(workLeft(grown, placement, { paused: true })).toBe(false);
  });

  test('has an empty group where the nodes of a group are all leaving', () => {
    const nodes = three.nodes.map((node) => ({ ...node, id: `m${node.id}`, replicaGroup: 1 }));
    const two: Topology = { ...three, replicaGroups: 2, nodes: [...three.nodes, ...nodes] };
    const leaving = nodes.map((node) => ({ ...node, state: 'draining' as const }));
    const shrunk: Topology = { ...two, nodes: [...three.nodes, ...leaving] };
    expect(workLeft(shrunk, placedBy(two))).toBe(true);
    const alone = placedBy(three);
    expect(workLeft(shrunk, alone)).toBe(false);
    expect(workLeft(shrunk, withShard(alone, 0, { replicas: [['n0', 'n1'], ['mn0']] }))).toBe(true);
  });
});

describe('the ledger', () => {
  const placement = placedBy(three);

  test.each<[string, BehindReplica[], boolean]>([
    ['one of two lacks a write', [behind(0, 'not-acknowledged')], true],
    ['both lack one that was kept', [behind(0, 'task-failed'), behind(1, 'restored')], false],
    [
      'one lacks only what nobody was told of',
      [behind(0, 'task-failed'), behind(1, 'given-up')],
      true,
    ],
    ['a node is being given a shard', [{ ...behind(0, 'incoming'), node: 'n9' }], false],
  ])('%s', (_name, ledger, expected) => {
    expect(workLeft(three, placement, { ledger })).toBe(expected);
    expect(workLeft(three, placement, { ledger, paused: true })).toBe(expected);
  });

  test('of an index that is gone is worked off, whatever nodes there are', () => {
    const gone = { ...behind(0, 'not-acknowledged'), indexUid: 'gone' };
    expect(workLeft(three, placement, { ledger: [gone] })).toBe(true);
    expect(workLeft(three, placement, { ledger: [{ ...gone, node: 'n9' }] })).toBe(true);
  });
});
