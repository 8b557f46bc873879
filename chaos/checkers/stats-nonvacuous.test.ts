import { describe, expect, test } from 'vitest';
import type { OperationOutcome } from '../../sim/trace/operation.ts';
import {
  acknowledged,
  answer,
  keysOf,
  lost,
  refused,
  searchFor,
  TestRun,
} from './testing/history.ts';

const name = 'stats_nonvacuous';
const get = { kind: 'get-document', index: 'i', id: 'a' } as const;

describe('a quiet run', () => {
  function quietKeys(outcome: OperationOutcome): readonly string[] {
    const run = new TestRun();
    run.write('POST', [{ id: 'a' }], acknowledged(1));
    run.add(searchFor(), answer(200, {}));
    run.add(searchFor(), outcome);
    return keysOf(name, run.record({ isQuiet: true }));
  }

  test('answers everything', () => {
    expect(quietKeys(answer(200, {}))).toEqual([]);
    expect(quietKeys(refused(404, 'index_not_found'))).toEqual([]);
    expect(quietKeys(refused(503, 'miroir_no_quorum'))).toEqual(['unanswered search']);
    expect(quietKeys(lost)).toEqual(['unanswered search']);
  });

  test('has writes and searches, and reads of documents unless it is short', () => {
    expect(keysOf(name, new TestRun().record({ isQuiet: true }))).toEqual([
      'none searches',
      'none writes',
    ]);
    const run = new TestRun();
    run.write('POST', [{ id: 'a' }], acknowledged(1));
    for (let count = 0; count < 300; count += 1) run.add(searchFor(), answer(200, {}));
    expect(keysOf(name, run.record({ isQuiet: true }))).toEqual(['none gets']);
    run.add(get, refused(404, 'document_not_found'));
    expect(keysOf(name, run.record({ isQuiet: true }))).toEqual([]);
  });
});

describe('a run with faults', () => {
  function keysWith(good: number, bad: number, outcome: OperationOutcome): readonly string[] {
    const run = new TestRun();
    for (let count = 0; count < good; count += 1) run.add(searchFor(), answer(200, {}));
    for (let count = 0; count < bad; count += 1) run.add(searchFor(), outcome);
    return keysOf(name, run.record());
  }

  test('has at least half of its searches answered', () => {
    expect(keysWith(5, 5, lost)).toEqual([]);
    expect(keysWith(4, 6, lost)).toEqual(['few searches']);
    expect(keysWith(4, 6, refused(503, 'miroir_index_busy'))).toEqual(['few searches']);
    expect(keysWith(0, 10, refused(500, 'internal'))).toEqual(['few searches']);
  });

  test('is not blamed for requests that were at fault, or for few requests', () => {
    expect(keysWith(4, 6, refused(400, 'invalid_search_filter'))).toEqual([]);
    expect(keysWith(4, 6, refused(503, 'miroir_shard_unavailable'))).toEqual([]);
    expect(keysWith(0, 9, lost)).toEqual([]);
    expect(keysWith(4, 6, { kind: 'lost', reason: 'connection' })).toEqual([]);
  });

  test('counts an operation once, however often it is tried', () => {
    const run = new TestRun();
    for (let count = 0; count < 10; count += 1) run.add(searchFor(), lost);
    for (let count = 0; count < 10; count += 1) run.add(searchFor(), answer(200, {}));
    for (let count = 0; count < 10; count += 1) run.add(searchFor(), lost);
    const { operations } = run.record();
    expect(keysOf(name, run.record())).toEqual(['few searches']);
    const again = operations.map((operation, place) => ({
      ...operation,
      attemptOf: `c0.${place % 10}`,
    }));
    expect(keysOf(name, run.record({ operations: again }))).toEqual([]);
  });

  test('has at least half of its writes acknowledged', () => {
    const run = new TestRun();
    for (let count = 0; count < 10; count += 1) run.write('POST', [{ id: 'a' }], lost);
    expect(keysOf(name, run.record())).toEqual(['few writes']);
  });
});
