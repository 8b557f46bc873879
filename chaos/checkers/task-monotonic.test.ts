import { describe, expect, test } from 'vitest';
import type { Intent } from '../../sim/trace/operation.ts';
import type { TaskAudit } from '../../sim/trace/record.ts';
import {
  acknowledged,
  answer,
  auditOf,
  keysOf,
  refused,
  TestRun,
  violationsOf,
} from './testing/history.ts';

const name = 'task_monotonic';
const clear = { kind: 'clear-documents', index: 'i' } as const;

function keysAfter(
  steps: (run: TestRun) => void,
  tasks: readonly TaskAudit[] = [],
): readonly string[] {
  const run = new TestRun();
  steps(run);
  return keysOf(name, run.record({ audit: auditOf([], { tasks }) }));
}

describe('a task', () => {
  test('goes forward', () => {
    const forward = ['enqueued', 'enqueued', 'processing', 'succeeded', 'succeeded'];
    expect(keysAfter((run) => forward.forEach((status) => run.sees(1, status)))).toEqual([]);
    for (const [before, after] of [
      ['processing', 'enqueued'],
      ['succeeded', 'processing'],
      ['failed', 'enqueued'],
    ] as const) {
      const back = (run: TestRun) => [before, after].forEach((status) => run.sees(1, status));
      expect(keysAfter(back)).toEqual(['backwards']);
    }
  });

  test('may seem to go back to those who ask at once', () => {
    const get: Intent = { kind: 'get-task', uid: 1 };
    const overlap = (run: TestRun) => {
      run.add(get, answer(200, { uid: 1, status: 'succeeded', error: null }), {
        from: 0,
        until: 10,
      });
      run.add(get, answer(200, { uid: 1, status: 'enqueued', error: null }), {
        from: 5,
        until: 15,
      });
    };
    expect(keysAfter(overlap)).toEqual([]);
  });

  test('ends once and for all', () => {
    const changes = (run: TestRun) =>
      ['failed', 'succeeded'].forEach((status) => run.sees(1, status));
    expect(keysAfter(changes)).toEqual(['end']);
    const audited: TaskAudit = { uid: 1, indexUid: 'i', status: 'failed', type: '', error: null };
    expect(keysAfter((run) => run.sees(1, 'succeeded'), [audited])).toEqual(['end']);
    expect(keysAfter((run) => run.sees(1, 'failed'), [audited])).toEqual([]);
    const open = { ...audited, status: 'processing' };
    expect(keysAfter((run) => run.sees(1, 'failed'), [open])).toEqual(['backwards']);
  });

  test('is not forgotten once it was acknowledged', () => {
    const get: Intent = { kind: 'get-task', uid: 1 };
    const forgotten = (run: TestRun) => {
      run.add(get, refused(404, 'task_not_found'));
      run.add(clear, acknowledged(1));
      run.add(get, refused(404, 'task_not_found'));
    };
    expect(keysAfter(forgotten)).toEqual(['forgotten']);
    const deleted = (run: TestRun) => {
      run.add(clear, acknowledged(1));
      run.add({ kind: 'delete-task', uid: 1 }, acknowledged(2));
      run.add(get, refused(404, 'task_not_found'));
    };
    expect(keysAfter(deleted)).toEqual([]);
    const unknown = (run: TestRun) => run.add(get, refused(404, 'task_not_found'));
    expect(keysAfter(unknown)).toEqual([]);
  });

  test('never ends before an earlier one of its index', () => {
    const order = (index: string) => (run: TestRun) => {
      run.add(clear, acknowledged(1));
      run.add({ ...clear, index }, acknowledged(2));
      run.sees(2, 'succeeded');
      run.sees(1, 'processing');
    };
    expect(keysAfter(order('other'))).toEqual([]);
    expect(keysAfter(order('i'))).toEqual(['i overtaken']);
    const right = (run: TestRun) => {
      run.add(clear, acknowledged(1));
      run.add(clear, acknowledged(2));
      run.sees(1, 'succeeded');
      run.sees(2, 'processing');
    };
    expect(keysAfter(right)).toEqual([]);
  });
});

describe('the numbers of tasks', () => {
  test('are unique', () => {
    const twice = (run: TestRun) => {
      run.add(clear, acknowledged(1), { from: 0, until: 10 });
      run.add({ ...clear, index: 'other' }, acknowledged(1), { from: 5, until: 15 });
    };
    expect(keysAfter(twice)).toEqual(['twice']);
  });

  test('grow with time in each index', () => {
    const numbers = (index: string, from: number) => (run: TestRun) => {
      run.add(clear, acknowledged(2), { from: 0, until: 10 });
      run.add({ ...clear, index }, acknowledged(1), { from, until: from + 10 });
    };
    expect(keysAfter(numbers('i', 5))).toEqual([]);
    expect(keysAfter(numbers('i', 20))).toEqual(['i order']);
    expect(keysAfter(numbers('other', 20))).toEqual([]);
    const run = new TestRun();
    numbers('i', 20)(run);
    expect(violationsOf(name, run.record())[0]?.message).toBe(
      'c0.1 has task 1, though it was sent after c0.0 was acknowledged as task 2',
    );
  });
});
