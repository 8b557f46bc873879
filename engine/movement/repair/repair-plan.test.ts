import { expect, test } from 'vitest';
import type { LedgerEntry } from '../../ports/repair-store.ts';
import {
  electionMarks,
  marksFor,
  planRepairs,
  type ReplicaView,
  steadyPart,
  stillElected,
} from './repair-plan.ts';

const everyoneUp: ReplicaView = {
  replicas: () => ['a', 'b', 'c'],
  isIncoming: (_shard, node) => node === 'new',
  isUp: () => true,
};

function without(...down: readonly string[]): ReplicaView {
  return { ...everyoneUp, isUp: (node) => !down.includes(node) };
}

function entry(node: string, change: Partial<LedgerEntry> = {}): LedgerEntry {
  const usual = { indexUid: 'movies', shard: 1, node, since: 5, renewals: 0 };
  return { ...usual, reason: 'not-acknowledged', ...change };
}

test('what is said of nodes without a part in the shard is to be forgotten', () => {
  const stray = entry('gone');
  const ledger = [stray, entry('new', { reason: 'incoming' }), entry('new'), entry('a')];
  expect(planRepairs(ledger, everyoneUp)).toMatchObject({
    repairs: [{ target: 'a' }],
    elections: [],
    strays: [stray],
  });
});

test('a replica that is behind is repaired from a clean one', () => {
  const ledger = [entry('a'), entry('a', { reason: 'task-failed' })];
  const repair = { shard: 1, source: 'b', target: 'a', entries: ledger };
  expect(planRepairs(ledger, everyoneUp)).toEqual({ repairs: [repair], elections: [], strays: [] });
});

test('a clean replica that is down is no source, and is waited for', () => {
  expect(planRepairs([entry('a')], without('b')).repairs).toMatchObject([{ source: 'c' }]);
  const nothing = { repairs: [], elections: [], strays: [] };
  expect(planRepairs([entry('a')], without('b', 'c'))).toEqual(nothing);
});

test('a replica that is down, or whose outcome is awaited, is not repaired', () => {
  expect(planRepairs([entry('a')], without('a')).repairs).toEqual([]);
  const awaited = [entry('a'), entry('a', { reason: 'awaiting-outcome' })];
  expect(planRepairs(awaited, everyoneUp).repairs).toEqual([]);
});

test('where none is clean, one is elected that lacks no promise', () => {
  const ledger = [
    entry('a', { reason: 'interrupted' }),
    entry('a'),
    entry('b', { reason: 'given-up' }),
    entry('c', { reason: 'interrupted' }),
  ];
  const { repairs, elections } = planRepairs(ledger, everyoneUp);
  expect(repairs).toEqual([]);
  expect(elections.map(({ node }) => node)).toEqual(['b']);
  expect(planRepairs(ledger, without('b')).elections.map(({ node }) => node)).toEqual(['c']);
  expect(stillElected(elections, ledger, everyoneUp)).toEqual(elections);
  const renewed = ledger.map((each) => ({ ...each, renewals: 1 }));
  expect(stillElected(elections, renewed, everyoneUp)).toEqual([]);
});

test('nobody is elected where each lacks an acknowledged write, or one may be clean', () => {
  const lacking = [entry('a'), entry('b'), entry('c', { reason: 'task-failed' })];
  expect(planRepairs(lacking, everyoneUp).elections).toEqual([]);
  const awaited = entry('c', { reason: 'awaiting-outcome' });
  const open = [entry('a', { reason: 'interrupted' }), entry('b'), awaited];
  expect(planRepairs(open, everyoneUp).elections).toEqual([]);
});

test('what the elected one may have missed, the others may have, too', () => {
  const elected = entry('a', { reason: 'given-up', since: 3 });
  const ledger = [elected, entry('b', { since: 7 }), entry('c', { since: 2 })];
  const elections = [{ shard: 1, node: 'a', entries: [elected] }];
  expect(electionMarks(elections, ledger)).toMatchObject([{ node: 'b', since: 3 }]);
});

test('a replica of which there is news is left alone, and does not pass for clean', () => {
  const before = [entry('a'), entry('b', { shard: 2 })];
  const after = [entry('a', { renewals: 1 }), entry('b', { shard: 2 }), entry('c')];
  const { repairs } = planRepairs(steadyPart(after, before), everyoneUp);
  expect(repairs.map(({ shard, target }) => [shard, target])).toEqual([[2, 'b']]);
});

test('a target that may be read is marked, so that it is read no more', () => {
  const interrupted = entry('a', { reason: 'interrupted' });
  const { repairs } = planRepairs([interrupted, entry('b')], everyoneUp);
  expect(marksFor(repairs)).toEqual([
    { indexUid: 'movies', shard: 1, node: 'a', since: 5, reason: 'under-repair' },
  ]);
});

test('a node that is being given the shard is no source, and is not elected', () => {
  const view = { ...everyoneUp, replicas: () => ['a'] };
  const lost = [entry('a', { reason: 'interrupted' })];
  expect(planRepairs(lost, view)).toMatchObject({ repairs: [], elections: [{ node: 'a' }] });
  expect(planRepairs([entry('a')], view)).toMatchObject({ repairs: [], elections: [] });
});
