import { describe, expect, test } from 'vitest';
import type { RunRecord } from '../../sim/trace/record.ts';
import { CorrectFleet } from './testing/correct-fleet.ts';
import { acknowledged, answer, keysOf, lost, searchFor, TestRun } from './testing/history.ts';
import { arriving, correctMove, leaving, place, placed, staying } from './testing/movement.ts';

const name = 'search_no_duplicate';

describe('one answer', () => {
  test('shows no document twice', () => {
    const run = new TestRun();
    run.finds([{ id: 'a' }, { id: 'b' }]);
    expect(keysOf(name, run.record())).toEqual([]);
    run.finds([{ id: 'a' }, { id: 'b' }, { id: 'a' }], {}, { 'x-miroir-degraded': 'shards=0' });
    const list = { kind: 'list-documents', index: 'i', offset: 0, limit: 9 } as const;
    run.add(list, answer(200, { results: [{ id: 'c' }, { id: 'c' }], total: 2 }));
    expect(keysOf(name, run.record())).toEqual(['i/a', 'i/c']);
  });
});

const fourth = [
  { id: 'a', words: 'amber' },
  { id: 'b', words: 'amber' },
  { id: 'c', words: 'amber' },
  { id: 'd', words: 'amber' },
];

/** Two pages of one search; between them, `meanwhile` happens. */
function twoPages(
  meanwhile: (fleet: CorrectFleet) => void = () => {},
  words: readonly string[] = [],
): CorrectFleet {
  const fleet = new CorrectFleet();
  fleet.post(fourth);
  fleet.perform({ kind: 'get-task', uid: 0 });
  const page = (offset: number) =>
    fleet.perform(searchFor({ words, series: 's', window: { mode: 'offset', offset, limit: 2 } }));
  page(0);
  meanwhile(fleet);
  page(2);
  return fleet;
}

/** The same, but that the second page begins with the last hit of the first. */
function overlapping(record: RunRecord): RunRecord {
  const operations = record.operations.map((operation) => {
    const { intent, outcome } = operation;
    const isSecond =
      intent.kind === 'search' && 'offset' in intent.window && intent.window.offset === 2;
    if (!isSecond || outcome.kind !== 'answer') return operation;
    const body = outcome.body.replace('"id":"c"', '"id":"b"');
    return { ...operation, outcome: { ...outcome, body } };
  });
  return { ...record, operations };
}

describe('the pages of one search', () => {
  test('show no document at two places', () => {
    expect(keysOf(name, twoPages().record())).toEqual([]);
    expect(keysOf(name, overlapping(twoPages().record()))).toEqual(['i/b']);
  });

  test('may do so when a write was not known to have ended before', () => {
    const writes: ((fleet: CorrectFleet) => void)[] = [
      (fleet) => fleet.post([{ id: 'e' }]),
      (fleet) => fleet.run.add({ kind: 'clear-documents', index: 'i' }, lost),
      (fleet) =>
        fleet.run.add({ kind: 'create-index', index: 'i', primaryKey: null }, acknowledged(9)),
    ];
    for (const write of writes) {
      expect(keysOf(name, overlapping(twoPages(write).record()))).toEqual([]);
    }
    const elsewhere = twoPages((fleet) =>
      fleet.run.add({ kind: 'clear-documents', index: 'other' }, lost),
    );
    expect(keysOf(name, overlapping(elsewhere.record()))).toEqual(['i/b']);
  });

  test('may do so when a fault lies between them, or one is degraded', () => {
    const record = overlapping(twoPages().record());
    const first = record.operations.find(({ intent }) => intent.kind === 'search');
    const fault = { at: first?.endedAt ?? 0, kind: 'crash', target: 'n0' };
    expect(keysOf(name, { ...record, faults: [fault] })).toEqual([]);
    expect(keysOf(name, { ...record, faults: [{ ...fault, at: 0 }] })).toEqual(['i/b']);
    const operations = record.operations.map((operation) =>
      operation === first && operation.outcome.kind === 'answer'
        ? {
            ...operation,
            outcome: { ...operation.outcome, headers: { 'x-miroir-degraded': 'shards=1' } },
          }
        : operation,
    );
    expect(keysOf(name, { ...record, operations })).toEqual([]);
  });

  test('may do so when other replicas were read for words', () => {
    const record = overlapping(twoPages(() => {}, ['amber']).record());
    expect(keysOf(name, record)).toEqual(['i/b']);
    const placeholder = overlapping(twoPages().record());
    expect(keysOf(name, { ...placeholder, exchanges: [] })).toEqual(['i/b']);
    const last = record.exchanges.at(-1);
    const moved = record.exchanges.map((exchange) =>
      exchange === last ? { ...exchange, node: 'n2', body: exchange.body } : exchange,
    );
    const failed = record.exchanges.map((exchange) =>
      exchange === last ? { ...exchange, fate: 'answer-lost' as const } : exchange,
    );
    expect(last?.node).not.toBe('n2');
    expect(keysOf(name, { ...record, exchanges: moved })).toEqual([]);
    expect(keysOf(name, { ...record, exchanges: failed })).toEqual([]);
  });

  test('need not fit together while a shard is on its way', () => {
    const record = overlapping(twoPages().record());
    expect(keysOf(name, { ...record, ...correctMove(-100_000_000) })).toEqual(['i/b']);
    expect(keysOf(name, { ...record, ...correctMove(-100) })).toEqual([]);
    const placements = [placed(-100_000_000, place([staying, arriving], [leaving]))];
    expect(keysOf(name, { ...record, placements })).toEqual([]);
  });
});
