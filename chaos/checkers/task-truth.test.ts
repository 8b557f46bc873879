import { describe, expect, test } from 'vitest';
import type { TaskAudit } from '../../sim/trace/record.ts';
import {
  acknowledged,
  auditOf,
  keysOf,
  ownersOf,
  placement,
  TestRun,
  violationsOf,
} from './testing/history.ts';

const name = 'task_truth';
const [first = '', second = ''] = ownersOf('a');
const a = { id: 'a', v: 'c0.0' };

function runWithA(): TestRun {
  const run = new TestRun();
  run.write('POST', [{ id: 'a' }], acknowledged(1));
  return run;
}

function task(change: Partial<TaskAudit> = {}): TaskAudit {
  return { uid: 1, indexUid: 'i', status: 'succeeded', type: '', error: null, ...change };
}

function failure(code: string, message = ''): TaskAudit {
  return task({ status: 'failed', error: { code, message } });
}

describe('the task of an acknowledged write', () => {
  test('is listed', () => {
    const run = runWithA();
    expect(keysOf(name, run.record({ audit: auditOf([a], { tasks: [task()] }) }))).toEqual([]);
    const audit = auditOf([a]);
    expect(keysOf(name, run.record({ audit }))).toEqual(['i write-documents lost']);
  });

  test('has succeeded only if some replica holds what must be left', () => {
    const tasks = [task()];
    const half = auditOf([a], { tasks, except: { [second]: [] } });
    expect(keysOf(name, runWithA().record({ audit: half }))).toEqual([]);
    const none = auditOf([], { tasks });
    expect(violationsOf(name, runWithA().record({ audit: none }))[0]).toMatchObject({
      key: 'i write-documents missing',
      operations: ['c0.0'],
    });
    const faults = [first, second].map((target) => ({ at: 1, kind: 'wipe', target }));
    expect(keysOf(name, runWithA().record({ audit: none, faults }))).toEqual([]);
    const deleted = runWithA();
    deleted.add({ kind: 'delete-documents', index: 'i', ids: ['a'] }, acknowledged(2));
    const both = auditOf([], { tasks: [task(), task({ uid: 2 })] });
    expect(keysOf(name, deleted.record({ audit: both }))).toEqual([]);
  });

  test('may have failed, but was not interrupted', () => {
    const keysWith = (end: TaskAudit, documents: readonly { id: string }[] = []) =>
      keysOf(name, runWithA().record({ audit: auditOf(documents, { tasks: [end] }) }));
    expect(keysWith(failure('invalid_document_id'))).toEqual([]);
    expect(keysWith(failure('internal', 'No node can tell any more.'))).toEqual([]);
    const interrupted = ['i write-documents interrupted'];
    expect(keysWith(failure('internal', 'No node can tell any more.'), [a])).toEqual(interrupted);
    expect(keysWith(failure('miroir_write_interrupted'))).toEqual(interrupted);
    const message = 'Miroir stopped while it was sending this write, before it was acknowledged.';
    expect(keysWith(failure('internal', message))).toEqual(interrupted);
  });
});

test('a task is canceled only if somebody asked for that', () => {
  const audit = auditOf([], { tasks: [task({ status: 'canceled' })] });
  expect(keysOf(name, runWithA().record({ audit }))).toEqual(['canceled']);
  const run = runWithA();
  run.add({ kind: 'cancel-task', uid: 1 }, acknowledged(2));
  expect(keysOf(name, run.record({ audit }))).toEqual([]);
});

test('an acknowledged write of several shards may have lost its outcome if one of them is lost', () => {
  const run = new TestRun();
  const other = ['b', 'c', 'd', 'e'].find((id) => placement.shardOf(id) !== placement.shardOf('a'));
  const documents = [{ id: 'a' }, { id: other ?? '' }];
  run.write('POST', documents, acknowledged(1));
  const tasks = [failure('internal', 'No node can tell any more.')];
  const half = auditOf([a], { tasks });
  expect(keysOf(name, run.record({ audit: half }))).toEqual([]);
  const whole = auditOf(
    documents.map(({ id }) => ({ id, v: 'c0.0' })),
    { tasks },
  );
  expect(keysOf(name, run.record({ audit: whole }))).toEqual(['i write-documents interrupted']);
});

test('all tasks have ended when everything has come to rest', () => {
  const tasks = [task({ uid: 7, status: 'processing' })];
  const run = new TestRun();
  expect(keysOf(name, run.record({ audit: auditOf([], { tasks }) }))).toEqual(['unfinished']);
  const audit = auditOf([], { tasks, settled: false });
  expect(keysOf(name, run.record({ audit }))).toEqual([]);
});
