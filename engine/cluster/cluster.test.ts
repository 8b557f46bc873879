import { expect, test } from 'vitest';
import type { CallFailureKind, NodeReply } from '../ports/node-client.ts';
import type { TraceEvent } from '../ports/trace.ts';
import { testConfig } from '../testing/config.ts';
import { Cluster } from './cluster.ts';

const good: NodeReply = { kind: 'reply', status: 500, body: '' };

function failure(kind: CallFailureKind): NodeReply {
  return { kind: 'failure', failure: kind, message: '' };
}

/** What a cluster thinks of `meili-0` after calls to it ended so. */
function after(...replies: readonly NodeReply[]) {
  const events: TraceEvent[] = [];
  const trace = { note: (event: TraceEvent) => events.push(event) };
  const cluster = new Cluster(testConfig.topology, testConfig.health, trace);
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
