import { describe, expect, test } from 'vitest';
import type { ClientTask, NodeTask } from '../ports/task-store.ts';
import type { NodeOutcome, NodeOutcomes } from './node-outcomes.ts';
import { judgeTask } from './verdict.ts';

const error = '{"code":"invalid_document_geo_field"}';

function outcome(
  status: NodeOutcome['status'],
  deletedDocuments: number | null = null,
): NodeOutcome {
  return {
    status,
    startedAt: status === 'pending' ? null : '2026-11-22T10:00:01Z',
    finishedAt: status === 'succeeded' || status === 'failed' ? '2026-11-22T10:00:02Z' : null,
    deletedDocuments,
    error: status === 'failed' ? error : null,
  };
}

/** A task with one node task per node; each node's task has number 1. */
function taskOn(placement: Record<string, readonly number[]>): ClientTask {
  const nodeTasks = Object.entries(placement).map(
    ([node, shards]): NodeTask => ({ node, taskUid: 1, shards, status: 'pending' }),
  );
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
    nodeTasks,
    session: 1,
    previous: null,
  };
}

function outcomesOf(statuses: Record<string, NodeOutcome>): NodeOutcomes {
  return new Map(Object.entries(statuses).map(([node, seen]) => [node, new Map([[1, seen]])]));
}

const up = (): boolean => true;
const twoReplicas = taskOn({ a: [0, 1], b: [0, 2], c: [1, 2] });

describe('the verdict on a task', () => {
  test('waits while a reachable replica is at work', () => {
    const verdict = judgeTask(
      twoReplicas,
      outcomesOf({ a: outcome('succeeded'), b: outcome('processing') }),
      up,
    );
    expect(verdict).toEqual({ kind: 'waiting', startedAt: '2026-11-22T10:00:01Z' });
  });

  test('succeeds when all replicas did', () => {
    const done = outcome('succeeded');
    const verdict = judgeTask(twoReplicas, outcomesOf({ a: done, b: done, c: done }), up);
    expect(verdict).toMatchObject({ kind: 'ended', status: 'succeeded', error: null, behind: [] });
  });

  test('succeeds when every shard has one good replica, and the others are behind', () => {
    const verdict = judgeTask(
      twoReplicas,
      outcomesOf({ a: outcome('succeeded'), b: outcome('failed'), c: outcome('succeeded') }),
      up,
    );
    expect(verdict).toMatchObject({ kind: 'ended', status: 'succeeded' });
    const behind = 'behind' in verdict ? verdict.behind : [];
    expect(behind.map(({ node, shard, since, reason }) => [node, shard, since, reason])).toEqual([
      ['b', 0, 7, 'task-failed'],
      ['b', 2, 7, 'task-failed'],
    ]);
  });

  test('fails with the node’s error when all replicas of a shard failed', () => {
    const failed = outcome('failed');
    const verdict = judgeTask(
      twoReplicas,
      outcomesOf({ a: outcome('succeeded'), b: failed, c: failed }),
      up,
    );
    expect(verdict).toMatchObject({ kind: 'ended', status: 'failed', error });
    const behind = 'behind' in verdict ? verdict.behind : [];
    expect(behind.map(({ node, shard }) => [node, shard])).toEqual([
      ['b', 0],
      ['c', 1],
    ]);
  });

  test('does not wait for a dead node once every shard has an outcome, and holds it behind', () => {
    const verdict = judgeTask(
      twoReplicas,
      outcomesOf({ a: outcome('succeeded'), b: outcome('succeeded') }),
      (node) => node !== 'c',
    );
    expect(verdict).toMatchObject({ kind: 'ended', status: 'succeeded' });
    const behind = 'behind' in verdict ? verdict.behind : [];
    expect(behind.map(({ node, shard, reason }) => [node, shard, reason])).toEqual([
      ['c', 1, 'awaiting-outcome'],
      ['c', 2, 'awaiting-outcome'],
    ]);
  });

  test('waits for a dead node that alone has a shard', () => {
    const single = taskOn({ a: [0], b: [1] });
    const verdict = judgeTask(
      single,
      outcomesOf({ a: outcome('succeeded') }),
      (node) => node === 'a',
    );
    expect(verdict.kind).toBe('waiting');
  });

  test('about the index as a whole, succeeds only on all nodes, and waits for the dead', () => {
    const wide = taskOn({ a: [], b: [] });
    const done = outcome('succeeded');
    expect(judgeTask(wide, outcomesOf({ a: done, b: done }), up)).toMatchObject({
      status: 'succeeded',
    });
    expect(judgeTask(wide, outcomesOf({ a: done, b: outcome('failed') }), up)).toMatchObject({
      status: 'failed',
      error,
    });
    expect(judgeTask(wide, outcomesOf({ a: done }), () => false).kind).toBe('waiting');
  });

  test('a task that its node forgot counts as failed there', () => {
    const verdict = judgeTask(
      taskOn({ a: [0], b: [0] }),
      outcomesOf({ a: outcome('lost'), b: outcome('succeeded') }),
      up,
    );
    expect(verdict).toMatchObject({ status: 'succeeded', behind: [{ node: 'a', shard: 0 }] });
  });

  test('an index that one node had deleted before is deleted', () => {
    const deletion = { ...taskOn({ a: [], b: [] }), effect: { kind: 'delete-index' } as const };
    const gone = { ...outcome('failed'), error: '{"code":"index_not_found"}' };
    const verdict = judgeTask(deletion, outcomesOf({ a: gone, b: outcome('succeeded') }), up);
    expect(verdict).toMatchObject({ status: 'succeeded', error: null });
  });

  describe('of which a node is only being given a shard', () => {
    const moving: ClientTask = {
      ...twoReplicas,
      nodeTasks: [
        { node: 'a', taskUid: 1, shards: [0], status: 'pending' },
        { node: 'd', taskUid: 1, shards: [0], status: 'pending', incoming: true },
      ],
    };

    test('ends without waiting for that node, and holds nothing against it yet', () => {
      const verdict = judgeTask(moving, outcomesOf({ a: outcome('succeeded') }), up);
      expect(verdict).toMatchObject({ kind: 'ended', status: 'succeeded', behind: [] });
      const nodeTasks = 'nodeTasks' in verdict ? verdict.nodeTasks : [];
      expect(nodeTasks).toEqual([
        { node: 'a', taskUid: 1, shards: [0], status: 'succeeded' },
        { node: 'd', taskUid: 1, shards: [0], status: 'pending', incoming: true },
      ]);
    });

    test('waits for the replicas, whatever that node says', () => {
      const verdict = judgeTask(moving, outcomesOf({ d: outcome('succeeded') }), up);
      expect(verdict.kind).toBe('waiting');
    });

    test('fails where no replica succeeded, though that node did', () => {
      const statuses = { a: outcome('failed'), d: outcome('succeeded') };
      const verdict = judgeTask(moving, outcomesOf(statuses), up);
      expect(verdict).toMatchObject({ kind: 'ended', status: 'failed', error, behind: [] });
    });

    test('succeeds where that node failed, which is behind from then on', () => {
      const statuses = { a: outcome('succeeded'), d: outcome('failed') };
      const verdict = judgeTask(moving, outcomesOf(statuses), up);
      expect(verdict).toMatchObject({
        status: 'succeeded',
        error: null,
        behind: [{ node: 'd', shard: 0, since: 7, reason: 'task-failed' }],
      });
    });

    test('counts what was deleted without that node', () => {
      const statuses = { a: outcome('succeeded', 3), d: outcome('succeeded', 5) };
      const verdict = judgeTask(moving, outcomesOf(statuses), up);
      expect(verdict).toMatchObject({ deletedDocuments: 3 });
    });
  });

  test('deleted documents are summed over the replicas that succeeded', () => {
    const verdict = judgeTask(
      taskOn({ a: [0], b: [0] }),
      outcomesOf({ a: outcome('succeeded', 3), b: outcome('succeeded', 3) }),
      up,
    );
    expect(verdict).toMatchObject({ deletedDocuments: 6 });
  });
});
