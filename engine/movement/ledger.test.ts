import { expect, test } from 'vitest';
import type { BehindReplica } from '../ports/repair-store.ts';
import type { TraceEvent } from '../ports/trace.ts';
import { Ledger } from './ledger.ts';
import { markBehind, noteBehind } from './missed-writes.ts';

function behind(change: Partial<BehindReplica> = {}): BehindReplica {
  const usual = { indexUid: 'movies', shard: 1, node: 'a', since: 5 };
  return { ...usual, reason: 'not-acknowledged', ...change };
}

function ledgerOf(...entries: readonly BehindReplica[]): Ledger {
  const ledger = new Ledger();
  ledger.replace(entries);
  return ledger;
}

test('a replica is behind while it has a gap', () => {
  const ledger = ledgerOf(behind());
  expect(ledger.isBehind('movies', 1, 'a')).toBe(true);
  expect(ledger.isBehind('movies', 1, 'b')).toBe(false);
  expect(ledger.isBehind('other', 1, 'a')).toBe(false);
  ledger.replace([]);
  expect(ledger.isBehind('movies', 1, 'a')).toBe(false);
});

test('a write that the proxy died over keeps no replica from being read, but hides no gap', () => {
  const interrupted = behind({ since: 1, reason: 'interrupted' });
  expect(ledgerOf(interrupted).isBehind('movies', 1, 'a')).toBe(false);
  const both = ledgerOf(interrupted, behind({ since: 7 }));
  expect(both.isBehind('movies', 1, 'a')).toBe(true);
  expect(both.entries()).toHaveLength(2);
});

test('replicas that are behind are told of by node and reason', () => {
  const told: TraceEvent[] = [];
  const entries = [behind(), behind({ shard: 4 }), behind({ node: 'b' })];
  noteBehind({ note: (event) => told.push(event) }, entries);
  const common = { kind: 'replica-behind', index: 'movies', since: 5, reason: 'not-acknowledged' };
  expect(told).toEqual([
    { ...common, node: 'a', shards: [1, 4] },
    { ...common, node: 'b', shards: [1] },
  ]);
});

test('only replicas that differ from another one are behind after a write', () => {
  const task = { uid: 4, indexUid: 'movies' };
  const refused = { reason: 'refused', sent: false };
  const silent = { reason: 'timeout', sent: true };
  const marked = markBehind(task, {
    accepted: [{ node: 'a', taskUid: 1, shards: [0], status: 'pending' }],
    missed: [
      { node: 'b', shards: [0, 1], ...refused },
      { node: 'c', shards: [2], ...silent },
    ],
    refusal: null,
  });
  expect(marked.map(({ node, shard, since }) => [node, shard, since])).toEqual([
    ['b', 0, 4],
    ['c', 2, 4],
  ]);
});
