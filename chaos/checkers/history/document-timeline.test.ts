import { describe, expect, test } from 'vitest';
import type { OperationOutcome } from '../../../sim/trace/operation.ts';
import { acknowledged, lost, refused, TestRun } from '../testing/history.ts';
import { History } from './history.ts';
import type { ReadSpan } from './document-timeline.ts';

/** The states of document `d` that a read may show, as texts; `…` if they are too many. */
function states(run: TestRun, span: ReadSpan = now(run)): readonly string[] {
  const timeline = new History(run.record()).index('i').documents.get('d');
  const found = timeline?.states(span);
  if (found === null) return ['…'];
  return [...(found ?? [])]
    .map((state) =>
      state === null ? 'absent' : JSON.stringify({ ...state.fields, id: undefined }),
    )
    .toSorted();
}

function now(run: TestRun): ReadSpan {
  return { from: run.now, until: run.now + 10 };
}

function put(run: TestRun, rank: number, outcome: OperationOutcome): void {
  run.write('PUT', [{ id: 'd', v: `r${rank}`, rank }], outcome);
}

function post(run: TestRun, v: string, outcome: OperationOutcome): void {
  run.write('POST', [{ id: 'd', v }], outcome);
}

describe('the states that a read may show', () => {
  test('are before and after a write until a client saw it succeed', () => {
    const run = new TestRun();
    expect(states(run)).toEqual([]);
    post(run, 'a', acknowledged(1));
    expect(states(run)).toEqual(['absent', '{"v":"a"}'].toSorted());
    const early = now(run);
    run.sees(1, 'succeeded');
    expect(states(run)).toEqual(['{"v":"a"}']);
    expect(states(run, early)).toEqual(['absent', '{"v":"a"}'].toSorted());
  });

  test('follow the order of tasks, not that of answers', () => {
    const run = new TestRun();
    run.write('POST', [{ id: 'd', v: 'b' }], acknowledged(2), { from: 0, until: 10 });
    run.write('POST', [{ id: 'd', v: 'a' }], acknowledged(1), { from: 0, until: 20 });
    run.sees(1, 'succeeded');
    expect(states(run)).toEqual(['{"v":"a"}', '{"v":"b"}']);
    run.sees(2, 'succeeded');
    expect(states(run)).toEqual(['{"v":"b"}']);
  });

  test('are known to include an earlier write when a later one of the index has succeeded', () => {
    const run = new TestRun();
    post(run, 'a', acknowledged(1));
    run.write('POST', [{ id: 'other' }], acknowledged(2));
    run.sees(2, 'succeeded');
    // Nobody saw how task 1 ended, so it may have failed.
    expect(states(run)).toContain('absent');
    const span = now(run);
    run.sees(1, 'succeeded');
    expect(states(run, span)).toEqual(['{"v":"a"}']);
  });

  test('do not include what was refused or failed by its own fault', () => {
    const run = new TestRun();
    post(run, 'a', refused(400, 'bad_request'));
    post(run, 'b', acknowledged(1));
    run.sees(1, 'failed', 'invalid_document_id');
    post(run, 'c', acknowledged(2));
    run.sees(2, 'succeeded');
    expect(states(run)).toEqual(['{"v":"c"}']);
  });

  test('include what is ambiguous from when it was sent, for ever', () => {
    const outcomes = [lost, refused(500, 'internal'), refused(503, 'miroir_no_quorum')];
    for (const outcome of outcomes) {
      const run = new TestRun();
      const before = now(run);
      run.now += 20;
      post(run, 'a', outcome);
      post(run, 'b', acknowledged(1));
      run.sees(1, 'succeeded');
      expect(states(run)).toEqual(['{"v":"a"}', '{"v":"b"}']);
      expect(states(run, before)).toEqual(['absent']);
    }
  });

  test('include what failed for want of a quorum or by interruption', () => {
    for (const code of ['miroir_no_quorum', 'internal', 'no_space_left_on_device']) {
      const run = new TestRun();
      post(run, 'a', acknowledged(1));
      run.sees(1, 'failed', code);
      expect(states(run)).toEqual(['absent', '{"v":"a"}'].toSorted());
    }
  });

  test('merge fields into what was there', () => {
    const run = new TestRun();
    run.write('POST', [{ id: 'd', v: 'a', kind: 'red', rank: 1 }], acknowledged(1));
    run.write('PUT', [{ id: 'd', v: 'b', rank: 2 }], acknowledged(2));
    run.sees(2, 'succeeded');
    run.sees(1, 'succeeded');
    expect(states(run)).toEqual(['{"v":"b","kind":"red","rank":2}']);
  });

  test('put an ambiguous write before or after each later one, but not before what it followed', () => {
    const run = new TestRun();
    run.write('POST', [{ id: 'd', v: 'a', kind: 'red' }], acknowledged(1));
    run.write('PUT', [{ id: 'd', v: 'x', kind: 'blue' }], lost);
    run.write('PUT', [{ id: 'd', v: 'b', rank: 2 }], acknowledged(2));
    run.sees(1, 'succeeded');
    run.sees(2, 'succeeded');
    expect(states(run)).toEqual(
      [
        '{"v":"b","kind":"red","rank":2}',
        '{"v":"b","kind":"blue","rank":2}',
        '{"v":"x","kind":"blue","rank":2}',
      ].toSorted(),
    );
  });

  test('never put an ambiguous write before one that was acknowledged when it was sent', () => {
    const run = new TestRun();
    run.write('POST', [{ id: 'd', v: 'a', kind: 'red' }], acknowledged(1));
    run.write('PUT', [{ id: 'd', v: 'b', rank: 2 }], acknowledged(2));
    run.write('PUT', [{ id: 'd', v: 'x', kind: 'blue' }], lost);
    run.sees(1, 'succeeded');
    run.sees(2, 'succeeded');
    expect(states(run)).toEqual(
      ['{"v":"b","kind":"red","rank":2}', '{"v":"x","kind":"blue","rank":2}'].toSorted(),
    );
  });

  test('are not told apart when there are too many', () => {
    const run = new TestRun();
    for (let rank = 0; rank < 40; rank += 1) put(run, rank, lost);
    expect(states(run)).toHaveLength(41);
    for (let rank = 40; rank < 80; rank += 1) put(run, rank, lost);
    expect(states(run)).toEqual(['…']);
  });

  test('are deleted by filter if they match when their turn comes', () => {
    const run = new TestRun();
    run.write('POST', [{ id: 'd', v: 'a', rank: 1 }], acknowledged(1));
    const filter = { kind: 'below', attribute: 'rank', value: 2 } as const;
    run.add({ kind: 'delete-by-filter', index: 'i', filter }, acknowledged(2));
    run.write('PUT', [{ id: 'd', v: 'b', kind: 'red' }], acknowledged(3));
    for (const task of [1, 2, 3]) run.sees(task, 'succeeded');
    expect(states(run)).toEqual(['{"v":"b","kind":"red"}']);
    run.write('PUT', [{ id: 'd', v: 'c', rank: 5 }], acknowledged(4));
    run.add({ kind: 'delete-by-filter', index: 'i', filter }, acknowledged(5));
    run.sees(4, 'succeeded');
    run.sees(5, 'succeeded');
    expect(states(run)).toEqual(['{"v":"c","kind":"red","rank":5}']);
  });

  test('are removed by name, with all others, and with the index', () => {
    const deletions = [
      { kind: 'delete-documents', index: 'i', ids: ['d'] },
      { kind: 'clear-documents', index: 'i' },
      { kind: 'delete-index', index: 'i' },
    ] as const;
    for (const intent of deletions) {
      const run = new TestRun();
      post(run, 'a', acknowledged(1));
      run.add(intent, acknowledged(2));
      run.sees(2, 'succeeded');
      expect(states(run)).toEqual(['absent']);
      post(run, 'b', acknowledged(3));
      run.sees(3, 'succeeded');
      expect(states(run)).toEqual(['{"v":"b"}']);
    }
  });

  test('take the last of several documents with the same id in one payload', () => {
    const run = new TestRun();
    const twice = [
      { id: 'd', v: 'a', kind: 'red' },
      { id: 'd', v: 'a', rank: 2 },
    ];
    run.write('POST', twice, acknowledged(1));
    run.sees(1, 'succeeded');
    expect(states(run)).toEqual(['{"v":"a","rank":2}']);
    run.write('PUT', twice, acknowledged(2));
    run.sees(2, 'succeeded');
    expect(states(run)).toEqual(['{"v":"a","rank":2,"kind":"red"}']);
  });
});
