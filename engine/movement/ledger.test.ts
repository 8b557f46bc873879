import { expect, test } from 'vitest';
import type { BehindReplica } from '../ports/task-store.ts';
import { Ledger } from './ledger.ts';
import { markBehind } from './missed-writes.ts';

function behind(change: Partial<BehindReplica> = {}): BehindReplica {
  const usual = { indexUid: 'movies', shard: 1, node: 'a', since: 5 };
  return { ...usual, reason: 'not-acknowledged', ...change };
}

test('a replica is behind from its oldest missed write on', () => {
  const ledger = new Ledger([behind({ since: 5 })]);
  ledger.add([behind({ since: 9 })]);
  expect(ledger.entries()).toEqual([behind({ since: 5 })]);
  ledger.add([behind({ since: 3 })]);
  expect(ledger.entries()).toEqual([behind({ since: 3 })]);
  expect(ledger.isBehind('movies', 1, 'a')).toBe(true);
  expect(ledger.isBehind('movies', 1, 'b')).toBe(false);
  expect(ledger.isBehind('other', 1, 'a')).toBe(false);
});

test('a gap of one reason does not hide one of another', () => {
  const awaiting = behind({ since: 2, reason: 'awaiting-outcome' });
  const failed = behind({ since: 8, reason: 'task-failed' });
  const ledger = new Ledger([awaiting, failed]);
  ledger.remove([awaiting]);
  expect(ledger.entries()).toEqual([failed]);
  expect(ledger.isBehind('movies', 1, 'a')).toBe(true);
});

test('a write that the proxy died over keeps no replica from being read, but hides no gap', () => {
  const interrupted = behind({ since: 1, reason: 'interrupted' });
  const ledger = new Ledger([interrupted]);
  expect(ledger.isBehind('movies', 1, 'a')).toBe(false);
  ledger.add([behind({ since: 7 })]);
  expect(ledger.isBehind('movies', 1, 'a')).toBe(true);
});

test('what is removed, and what belongs to a deleted index, is forgotten', () => {
  const ledger = new Ledger([behind(), behind({ node: 'b' }), behind({ indexUid: 'other' })]);
  ledger.remove([behind()]);
  ledger.forgetIndex('other');
  expect(ledger.entries()).toEqual([behind({ node: 'b' })]);
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
