import { describe, expect, test } from 'vitest';
import type { ClientTask, NodeTask } from '../ports/task-store.ts';
import type { NodeOutcome, NodeOutcomes } from './node-outcomes.ts';
import { judgeTask } from './verdict.ts';

const nodes = ['a', 'b', 'c'];

/** A task that all three nodes have under the number 5, and that `a` has lost. */
function taskLostOnA(shards: readonly number[], change: Partial<ClientTask> = {}): ClientTask {
  return {
    uid: 7,
    indexUid: 'movies',
    type: 'documentAdditionOrUpdate',
    status: 'enqueued',
    phase: 'dispatched',
    enqueuedAt: '2026-11-22T10:00:00Z',
    startedAt: null,
    finishedAt: null,
    details: null,
    error: null,
    effect: { kind: 'none' },
    foregone: null,
    nodeTasks: nodes.map(
      (node): NodeTask => ({
        node,
        taskUid: 5,
        shards,
        status: node === 'a' ? 'lost' : 'pending',
      }),
    ),
    session: 1,
    previous: null,
    ...change,
  };
}

/** Number 5 on every node, with these statuses. */
function outcomes(statuses: readonly NodeOutcome['status'][]): NodeOutcomes {
  const outcome = (status: NodeOutcome['status']): NodeOutcome => ({
    status,
    startedAt: '2026-11-22T10:00:01Z',
    finishedAt: '2026-11-22T10:00:02Z',
    deletedDocuments: 10,
    error: status === 'failed' ? '{"code":"internal"}' : null,
  });
  return new Map(nodes.map((node, at) => [node, new Map([[5, outcome(statuses[at] ?? 'lost')]])]));
}

const up = (): boolean => true;
const gap = { indexUid: 'movies', since: 7, node: 'a', reason: 'task-failed' } as const;

describe('what a node lost', () => {
  test('is not taken for another task that has its number now', () => {
    const verdict = judgeTask(taskLostOnA([3]), outcomes(['succeeded', 'succeeded', 'failed']), up);
    expect(verdict).toMatchObject({
      status: 'succeeded',
      deletedDocuments: 10,
      nodeTasks: [{ status: 'lost' }, { status: 'succeeded' }, { status: 'failed' }],
      behind: [
        { ...gap, shard: 3 },
        { ...gap, shard: 3, node: 'c' },
      ],
    });
  });

  test('is told by when its task was enqueued from one that has its number now', () => {
    const times = ['in its first life', 'in its second life'];
    const [task, given] = [taskLostOnA([3]), outcomes(['succeeded', 'succeeded', 'succeeded'])];
    const verdict = (enqueuedAt: string | undefined) => {
      const nodeTasks = task.nodeTasks.map(
        (nodeTask): NodeTask => ({ ...nodeTask, status: 'pending', enqueuedAt: times[0] ?? '' }),
      );
      const timed = [...given].map(([node, known]) => {
        const seen = [...known].map(([uid, outcome]) => [uid, { ...outcome, enqueuedAt }] as const);
        return [node, new Map(node === 'a' ? seen : known)] as const;
      });
      return judgeTask({ ...task, nodeTasks }, new Map(timed), up);
    };
    expect(verdict(times[0])).toMatchObject({ status: 'succeeded', behind: [] });
    expect(verdict(undefined)).toMatchObject({ status: 'succeeded', behind: [] });
    expect(verdict(times[1])).toMatchObject({
      status: 'succeeded',
      nodeTasks: [{ status: 'lost' }, { status: 'succeeded' }, { status: 'succeeded' }],
      behind: [{ ...gap, shard: 3 }],
    });
  });

  test('fails a write that no other node took', () => {
    const verdict = judgeTask(taskLostOnA([3]), outcomes(['succeeded', 'failed', 'failed']), up);
    expect(verdict).toMatchObject({ status: 'failed', behind: [] });
  });

  test('does not fail what was done to the index as a whole elsewhere', () => {
    const everywhere = outcomes(['failed', 'succeeded', 'succeeded']);
    expect(judgeTask(taskLostOnA([]), everywhere, up)).toMatchObject({
      status: 'succeeded',
      error: null,
      behind: [],
    });
    const failing = outcomes(['succeeded', 'succeeded', 'failed']);
    expect(judgeTask(taskLostOnA([]), failing, up)).toMatchObject({ status: 'failed' });
    const nowhere = { ...taskLostOnA([]), nodeTasks: taskLostOnA([]).nodeTasks.slice(0, 1) };
    expect(judgeTask(nowhere, everywhere, up)).toMatchObject({ status: 'failed' });
  });

  test('fails what was done to the index as a whole if the node says so only now', () => {
    const unsaid = outcomes(['lost', 'succeeded', 'lost']);
    expect(judgeTask(taskLostOnA([]), unsaid, up)).toMatchObject({ status: 'failed' });
  });

  test('may have been the deletion of an index, which is there still', () => {
    const task = taskLostOnA([], { type: 'indexDeletion', effect: { kind: 'delete-index' } });
    const verdict = judgeTask(task, outcomes(['succeeded', 'succeeded', 'succeeded']), up);
    expect(verdict).toMatchObject({ status: 'succeeded', behind: [{ ...gap, shard: 0 }] });
  });
});
