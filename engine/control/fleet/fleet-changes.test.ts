import { describe, expect, test } from 'vitest';
import type { Topology } from '../../cluster/topology.ts';
import { ApiError } from '../../protocol/api-error.ts';
import { nextTopology } from './fleet-changes.ts';
import type { FleetWish, HeldDocuments } from './fleet-wish.ts';
import { indexOn, nodesOf, topologyOf } from './testing/fleet-world.ts';

const nothing: HeldDocuments = { indexes: [], isWhole: () => true };

/** The nodes after a wish, `unchanged`, or the refusal. */
function outcome(topology: Topology, wish: FleetWish, held = nothing): string {
  try {
    const next = nextTopology(topology, wish, held);
    return next === null ? 'unchanged' : nodesOf(next);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return `${error.status} ${error.code}`;
  }
}

const c = { id: 'c', address: 'http://c:7700' };
const add = (node = c, replicaGroup = 0): FleetWish => ({ kind: 'add-node', node, replicaGroup });
const remove = (node: string, force = false, confirm: string | null = null): FleetWish => ({
  kind: 'remove-node',
  node,
  force,
  confirm,
});

describe('adding a node', () => {
  test('has it join its group', () => {
    expect(outcome(topologyOf('a b@1'), add(c, 1))).toBe('a:active@0 b:active@1 c:joining@1');
  });

  test('is done once', () => {
    for (const state of ['joining', 'active']) {
      expect(outcome(topologyOf(`a c:${state}`), add())).toBe('unchanged');
      const written = { id: 'c', address: 'HTTP://c:7700/' };
      expect(outcome(topologyOf(`a c:${state}`), add(written))).toBe('unchanged');
    }
  });

  test.each<[string, string, FleetWish]>([
    ['to a group that is not there', 'a', add(c, 1)],
    ['to a group that was removed', 'a b:draining@1', add(c, 1)],
  ])('%s is refused', (_, nodes, wish) => {
    expect(outcome(topologyOf(nodes), wish)).toBe('400 miroir_replica_group_not_found');
  });

  test.each<[string, string, FleetWish]>([
    ['elsewhere', 'a c', add({ id: 'c', address: 'http://other:7700' })],
    ['in another group', 'a c@1', add()],
    ['draining', 'a c:draining', add()],
    ['given up', 'a c:failed', add()],
  ])('is refused if its id is taken by one that is %s', (_, nodes, wish) => {
    expect(outcome(topologyOf(nodes), wish)).toBe('409 miroir_node_exists');
  });

  test('is refused at the address of another', () => {
    const wish = add({ id: 'd', address: 'http://A:7700/' });
    expect(outcome(topologyOf('a'), wish)).toBe('409 miroir_node_exists');
  });
});

describe('the state of a node', () => {
  test.each<[FleetWish['kind'] & ('drain-node' | 'fail-node' | 'recover-node'), string, string]>([
    ['drain-node', 'active', 'draining'],
    ['drain-node', 'joining', 'draining'],
    ['drain-node', 'failed', 'draining'],
    ['drain-node', 'draining', 'unchanged'],
    ['fail-node', 'active', 'failed'],
    ['fail-node', 'joining', 'failed'],
    ['fail-node', 'draining', 'failed'],
    ['fail-node', 'failed', 'unchanged'],
    ['recover-node', 'failed', 'active'],
    ['recover-node', 'draining', 'active'],
    ['recover-node', 'active', 'unchanged'],
    ['recover-node', 'joining', 'unchanged'],
  ])('%s takes one that is %s to %s', (kind, from, to) => {
    const expected = to === 'unchanged' ? to : `a:active@0 b:${to}@0`;
    expect(outcome(topologyOf(`a b:${from}`), { kind, node: 'b' })).toBe(expected);
  });

  test('is not changed if nobody of its group were left to take shards', () => {
    for (const nodes of ['a', 'a b:draining', 'a b:failed', 'a b@1']) {
      const topology = topologyOf(nodes);
      expect(outcome(topology, { kind: 'drain-node', node: 'a' })).toBe('409 miroir_last_node');
      expect(outcome(topology, { kind: 'fail-node', node: 'a' })).toBe('409 miroir_last_node');
    }
  });

  test('may leave fewer nodes than there ought to be replicas', () => {
    const topology = topologyOf('a b', { replicationFactor: 2 });
    expect(outcome(topology, { kind: 'drain-node', node: 'a' })).toBe('a:draining@0 b:active@0');
  });

  test('is that of a node of the fleet', () => {
    const wish: FleetWish = { kind: 'drain-node', node: 'x' };
    expect(outcome(topologyOf('a b'), wish)).toBe('404 miroir_node_not_found');
  });
});

describe('removing a node', () => {
  const topology = topologyOf('a b');
  const held = { indexes: [indexOn(topology)], isWhole: () => true };

  test('needs it to be drained or given up, and empty', () => {
    expect(outcome(topology, remove('b'))).toBe('409 miroir_node_in_use');
    for (const state of ['draining', 'failed']) {
      const left = topologyOf(`a b:${state}`);
      expect(outcome(left, remove('b'))).toBe('a:active@0');
      expect(outcome(left, remove('b'), held)).toBe('409 miroir_node_in_use');
    }
    expect(outcome(topology, remove('x'))).toBe('404 miroir_node_not_found');
  });

  test('waits for what is left of shards, or is on its way', () => {
    for (const role of ['incoming', 'outgoing'] as const) {
      const index = indexOn(topologyOf('a'), (placement) => ({
        ...placement,
        shards: placement.shards.map((shard, at) =>
          at === 3 ? { ...shard, [role]: ['b'] } : shard,
        ),
      }));
      const documents = { indexes: [index], isWhole: () => true };
      expect(outcome(topologyOf('a b:draining'), remove('b'), documents)).toBe(
        '409 miroir_node_in_use',
      );
    }
  });

  test('waits for indexes without documents, unless it was given up and never comes back', () => {
    const index = indexOn(topologyOf('a'), ({ version, hosts, shards }) => ({
      version,
      hosts: [...hosts, 'b'],
      shards: shards.map((shard) => ({ ...shard, outgoing: ['b'] })),
    }));
    const documents = { indexes: [index], isWhole: () => true };
    expect(outcome(topologyOf('a b:draining'), remove('b'), documents)).toMatch(/^409/);
    expect(outcome(topologyOf('a b:failed'), remove('b'), documents)).toBe('a:active@0');
  });

  test('by force is done where other replicas are whole', () => {
    const twice = topologyOf('a b', { replicationFactor: 2 });
    const documents = { indexes: [indexOn(twice)], isWhole: () => true };
    expect(outcome(twice, remove('b', true), documents)).toBe('a:active@0');
  });

  test('by force has to be confirmed where a last whole replica goes', () => {
    expect(outcome(topology, remove('b', true), held)).toBe('409 miroir_confirmation_required');
    expect(outcome(topology, remove('b', true, 'a'), held)).toBe(
      '409 miroir_confirmation_required',
    );
    expect(outcome(topology, remove('b', true, 'b'), held)).toBe('a:active@0');
    const twice = topologyOf('a b', { replicationFactor: 2 });
    const behind: HeldDocuments = {
      indexes: [indexOn(twice)],
      isWhole: (_index, shard, node) => !(node === 'a' && shard === 5),
    };
    expect(outcome(twice, remove('b', true), behind)).toBe('409 miroir_confirmation_required');
    expect(() => nextTopology(twice, remove('b', true), behind)).toThrow(
      /shards 5 of index `movies`.*\{"confirm": "b"\}/,
    );
  });

  test('is refused even by force for the last of its group', () => {
    expect(outcome(topologyOf('a b@1'), remove('b', true, 'b'))).toBe('409 miroir_last_node');
  });
});

describe('replacing a node', () => {
  const replace: FleetWish = { kind: 'replace-node', node: 'b', by: c };

  test('adds one to its group and drains it, in one change', () => {
    expect(outcome(topologyOf('a b@1'), replace)).toBe('a:active@0 b:draining@1 c:joining@1');
  });

  test('leaves one that is given up as it is', () => {
    expect(outcome(topologyOf('a b:failed'), replace)).toBe('a:active@0 b:failed@0 c:joining@0');
  });

  test('is done once, and ends what was half done', () => {
    expect(outcome(topologyOf('a b:draining c:joining'), replace)).toBe('unchanged');
    expect(outcome(topologyOf('a b c:joining'), replace)).toBe(
      'a:active@0 b:draining@0 c:joining@0',
    );
  });

  test('is refused for a node that is not there, or by one that is taken', () => {
    expect(outcome(topologyOf('a'), replace)).toBe('404 miroir_node_not_found');
    expect(outcome(topologyOf('a b c@1'), replace)).toBe('409 miroir_node_exists');
  });
});

describe('replica groups', () => {
  const d = { id: 'd', address: 'http://d:7700' };

  test('are added with all of their nodes', () => {
    const wish: FleetWish = { kind: 'add-group', nodes: [c, d] };
    expect(nextTopology(topologyOf('a b'), wish, nothing)).toMatchObject({ replicaGroups: 2 });
    expect(outcome(topologyOf('a b'), wish)).toBe('a:active@0 b:active@0 c:joining@1 d:joining@1');
    expect(outcome(topologyOf('a b c:joining@1 d@1'), wish)).toBe('unchanged');
  });

  test('never get the number of one that was removed', () => {
    const wish: FleetWish = { kind: 'add-group', nodes: [c] };
    expect(outcome(topologyOf('a b:draining@1'), wish)).toBe('a:active@0 b:draining@1 c:joining@2');
    const gone = topologyOf('a', { replicaGroups: 2 });
    expect(outcome(gone, wish)).toBe('a:active@0 c:joining@2');
  });

  test.each<[string, FleetWish, string]>([
    ['too few nodes', { kind: 'add-group', nodes: [c] }, '400 miroir_group_too_small'],
    [
      'a node that is taken',
      { kind: 'add-group', nodes: [c, { ...d, id: 'a' }] },
      '409 miroir_node_exists',
    ],
    ['a node twice', { kind: 'add-group', nodes: [c, c] }, '409 miroir_node_exists'],
  ])('are not added with %s', (_, wish, refusal) => {
    expect(outcome(topologyOf('a b', { replicationFactor: 2 }), wish)).toBe(refusal);
  });

  test('go at once, and keep their number', () => {
    const wish: FleetWish = { kind: 'remove-group', group: 0, confirm: null };
    const topology = topologyOf('a b:failed c@1');
    const next = nextTopology(topology, wish, nothing);
    expect(next).toMatchObject({ replicaGroups: 2 });
    expect(outcome(topology, wish)).toBe('a:draining@0 b:failed@0 c:active@1');
    expect(outcome(topologyOf('a:draining b:failed c@1'), wish)).toBe('unchanged');
  });

  test('do not go if they are the last, or not there', () => {
    const wish: FleetWish = { kind: 'remove-group', group: 0, confirm: null };
    expect(outcome(topologyOf('a b'), wish)).toBe('409 miroir_last_replica_group');
    expect(outcome(topologyOf('a b:draining@1'), wish)).toBe('409 miroir_last_replica_group');
    expect(outcome(topologyOf('a'), { ...wish, group: 1 })).toBe(
      '404 miroir_replica_group_not_found',
    );
  });

  test('go unconfirmed only if the others are whole', () => {
    const topology = topologyOf('a b@1');
    const wish = { kind: 'remove-group', group: 0 } as const;
    const behind = { indexes: [indexOn(topology)], isWhole: () => false };
    const whole = { ...behind, isWhole: () => true };
    const gone = 'a:draining@0 b:active@1';
    expect(outcome(topology, { ...wish, confirm: null }, whole)).toBe(gone);
    expect(outcome(topology, { ...wish, confirm: null }, behind)).toBe(
      '409 miroir_confirmation_required',
    );
    expect(outcome(topology, { ...wish, confirm: '0' }, behind)).toBe(gone);
  });
});

describe('the replication factor', () => {
  const wish = (replicationFactor: number): FleetWish => ({
    kind: 'set-replication',
    replicationFactor,
  });

  test('is at most what the smallest group can hold', () => {
    const topology = topologyOf('a b c d:draining e@1 f@1');
    expect(nextTopology(topology, wish(2), nothing)).toEqual({ ...topology, replicationFactor: 2 });
    expect(outcome(topology, wish(3))).toBe('400 miroir_group_too_small');
    expect(outcome(topology, wish(1))).toBe('unchanged');
  });

  test('does not count groups that were removed', () => {
    const topology = topologyOf('a b c:draining@1');
    expect(nextTopology(topology, wish(2), nothing)).toMatchObject({ replicationFactor: 2 });
  });
});
