import { expect, test } from 'vitest';
import type { CallFailureKind, NodeReply } from '../ports/node-client.ts';
import type { TraceEvent } from '../ports/trace.ts';
import { testConfig } from '../testing/config.ts';
import { newPlacement } from '../placement/placement.ts';
import type { FleetRecord } from '../ports/fleet-store.ts';
import { Cluster } from './cluster.ts';
import type { NodeRecord } from './topology.ts';

const good: NodeReply = { kind: 'reply', status: 500, body: '' };

function failure(kind: CallFailureKind): NodeReply {
  return { kind: 'failure', failure: kind, message: '' };
}

function fleetOf(nodes: readonly NodeRecord[]): FleetRecord {
  return { version: 1, topology: { ...testConfig.topology, nodes }, paused: false };
}

/** The nodes of the test fleet, but for the state of `meili-1`. */
function withSecond(state: NodeRecord['state']): FleetRecord {
  const { nodes } = testConfig.topology;
  return fleetOf(nodes.map((node) => (node.id === 'meili-1' ? { ...node, state } : node)));
}

/** What a cluster thinks of `meili-0` after calls to it ended so. */
function after(...replies: readonly NodeReply[]) {
  const events: TraceEvent[] = [];
  const trace = { note: (event: TraceEvent) => events.push(event) };
  const cluster = new Cluster(fleetOf(testConfig.topology.nodes), testConfig.health, trace);
  for (const reply of replies) {
    cluster.callStarted('meili-0');
    cluster.callEnded('meili-0', reply, 7);
  }
  const isUp = cluster.isUp('meili-0');
  return { cluster, events, isUp, isSuspect: cluster.isSuspect('meili-0') };
}

test('one failure makes a node suspect, and any reply trusted again', () => {
  expect(after(failure('reset'))).toMatchObject({ isUp: true, isSuspect: true });
  expect(after(failure('reset'), good)).toMatchObject({ isUp: true, isSuspect: false });
});

test('failures in a row bring a node down, which is traced once', () => {
  const { isUp, events, cluster } = after(...Array.from({ length: 5 }, () => failure('refused')));
  expect(isUp).toBe(false);
  expect(events).toMatchObject([{ kind: 'node-state', node: 'meili-0', to: 'failed' }]);
  expect(cluster.nodes()[0]).toMatchObject({ id: 'meili-0', state: 'failed' });
});

test('slow answers make a node suspect, but never bring it down', () => {
  const slow = Array.from({ length: 9 }, () => failure('timeout'));
  expect(after(...slow)).toMatchObject({ isUp: true, isSuspect: true });
});

test('what we gave up ourselves says nothing of a node', () => {
  expect(after(failure('canceled'))).toMatchObject({ isUp: true, isSuspect: false });
});

test('calls under way are its load, and its last good answer is remembered', () => {
  const { cluster } = after(good);
  expect(cluster.lastSeenMs('meili-0')).toBe(7);
  expect(cluster.lastSeenMs('meili-1')).toBeUndefined();
  cluster.callStarted('meili-0');
  expect(cluster.load('meili-0')).toBe(1);
  cluster.callEnded('meili-0', good, 8);
  expect(cluster.load('meili-0')).toBe(0);
});

test('a node that was given up is not up, though it may answer; who drains is', () => {
  const { cluster } = after();
  cluster.adopt(withSecond('failed'));
  expect([cluster.isUp('meili-1'), cluster.answers('meili-1')]).toEqual([false, true]);
  expect(cluster.memberNodes()).toEqual(['meili-0', 'meili-2']);
  cluster.adopt(withSecond('draining'));
  expect([cluster.isUp('meili-1'), cluster.stateOf('meili-1')]).toEqual([true, 'draining']);
  expect(cluster.memberNodes()).toEqual(['meili-0', 'meili-1', 'meili-2']);
});

test('a node that is no part of the fleet is not up, and comes back without its past', () => {
  const { cluster } = after(...Array.from({ length: 5 }, () => failure('refused')));
  const { nodes } = testConfig.topology;
  cluster.adopt(fleetOf(nodes.slice(1)));
  expect([cluster.isUp('meili-0'), cluster.stateOf('meili-0')]).toEqual([false, undefined]);
  expect(cluster.nodes().map(({ id }) => id)).toEqual(['meili-1', 'meili-2']);
  cluster.adopt(fleetOf(nodes));
  expect(cluster.isUp('meili-0')).toBe(true);
});

test('the fleet that is adopted is what others see', () => {
  const { cluster } = after();
  const paused = { ...withSecond('joining'), version: 2, paused: true };
  cluster.adopt(paused);
  expect(cluster.fleet).toEqual(paused);
  expect(cluster.topology.nodes[1]).toMatchObject({ id: 'meili-1', state: 'joining' });
});

test('a shard map is that of the placement, and made once for each', () => {
  const { cluster } = after();
  const placement = newPlacement(testConfig.topology, 8);
  const moved = { ...placement, shards: placement.shards.slice(0, 3) };
  expect(cluster.shardMap({ placement })).toBe(cluster.shardMap({ placement }));
  expect(cluster.shardMap({ placement }).replicas(0)).toEqual(placement.shards[0]?.replicas);
  expect(cluster.shardMap({ placement: moved }).shards).toBe(3);
});
