import { beforeEach, describe, expect, test } from 'vitest';
import type { TaskSelection } from '../../../engine/ports/selection-store.ts';
import type { TaskFilter, TaskStore, TaskUid } from '../../../engine/ports/task-store.ts';
import { at, nodeTask, page, settlement } from './store-samples.ts';
import { Writer } from './writer.ts';

/** What every task store must do to cancel tasks, to delete them, and to list them by batch. */
export function describeSelections(storeOf: () => TaskStore): void {
  describe('tasks that are canceled, deleted or batched', () => {
    let store: TaskStore;
    let writer: Writer;
    beforeEach(async () => {
      store = storeOf();
      writer = await Writer.open(store);
    });

    function selection(filter: TaskFilter, changes: Partial<TaskSelection> = {}): TaskSelection {
      const { session } = writer;
      return { session, filter, originalFilter: '?a=b', enqueuedAt: at(5), ...changes };
    }

    async function cancelation(filter: TaskFilter): Promise<TaskUid> {
      return (await store.registerCancelation(selection(filter)))?.uid ?? -1;
    }

    async function uidsOf(filter: TaskFilter): Promise<number[]> {
      const { tasks, total } = await store.listTasks(page({ filter }));
      expect(total).toBe(tasks.length);
      return tasks.map(({ uid }) => uid);
    }

    /** Two tasks that have been sent, of which the first has ended. */
    async function oneOfTwoEnded(): Promise<void> {
      await writer.settle(await writer.send());
      await writer.send();
    }

    async function cancel(target: TaskUid, by: TaskUid): Promise<boolean> {
      await store.markCanceled(writer.owned(by), target);
      return writer.settle(target, { status: 'canceled', canceledBy: by });
    }

    test('a cancelation notes what matches and has not ended', async () => {
      await oneOfTwoEnded();
      const registered = await store.registerCancelation(selection({ indexUids: ['movies'] }));
      expect(registered).toEqual({
        uid: 2,
        indexUid: null,
        type: 'taskCancelation',
        status: 'enqueued',
        phase: 'dispatched',
        enqueuedAt: at(5),
        startedAt: null,
        finishedAt: null,
        details: '{"matchedTasks":2,"canceledTasks":null,"originalFilter":"?a=b"}',
        error: null,
        effect: { kind: 'cancel-tasks', tasks: [1] },
        foregone: null,
        nodeTasks: [],
        session: writer.session,
        previous: null,
      });
      expect(await store.getTask(2)).toEqual(registered);
      expect((await store.listUnsettledTasks(9)).map(({ uid }) => uid)).toEqual([1, 2]);
    });

    test('nothing is registered for a session that is gone', async () => {
      await oneOfTwoEnded();
      await store.endSession({ session: writer.session });
      expect(await store.registerCancelation(selection({}))).toBeNull();
      expect(await store.deleteTasks(selection({}))).toBeNull();
      expect(await uidsOf({})).toEqual([1, 0]);
    });

    test('a task is marked by the owner of a cancelation that names it', async () => {
      await oneOfTwoEnded();
      const other = await Writer.open(store, 'another proxy');
      const by = await cancelation({});
      await writer.send();
      expect(await store.markCanceled(other.owned(by), 1)).toBe(false);
      expect(await store.markCanceled(writer.owned(by), 0)).toBe(false);
      expect(await store.markCanceled(writer.owned(by), 3)).toBe(false);
      expect(await store.markCanceled(writer.owned(1), 1)).toBe(false);
      expect(await store.markCanceled(writer.owned(by), 1)).toBe(true);
      expect(await store.markCanceled(writer.owned(by), 1)).toBe(true);
      expect((await store.getTask(1))?.canceledBy).toBe(by);
      const later = await cancelation({});
      expect(await store.markCanceled(writer.owned(later), 1)).toBe(false);
    });

    test('a task that is being sent is not marked', async () => {
      await writer.register();
      const by = await cancelation({});
      expect(await store.markCanceled(writer.owned(by), 0)).toBe(false);
      await writer.dispatch(0);
      expect(await store.markCanceled(writer.owned(by), 0)).toBe(true);
    });

    test('what was judged without its cancelation is not settled', async () => {
      await writer.send();
      const by = await cancelation({});
      await store.markCanceled(writer.owned(by), 0);
      expect(await writer.settle(0, { status: 'failed' })).toBe(false);
      expect(await writer.settle(0, { status: 'failed', canceledBy: by + 1 })).toBe(false);
      expect((await store.getTask(0))?.finishedAt).toBeNull();
      expect(await writer.settle(0, { status: 'canceled', canceledBy: by })).toBe(true);
      expect(await store.getTask(0)).toMatchObject({ status: 'canceled', canceledBy: by });
    });

    test('canceledBy finds what was canceled, not what was only wanted to be', async () => {
      await writer.send();
      await writer.send();
      const by = await cancelation({});
      await cancel(0, by);
      await store.markCanceled(writer.owned(by), 1);
      expect(await uidsOf({ canceledBy: [by] })).toEqual([0]);
      await writer.settle(1, { canceledBy: by });
      expect(await uidsOf({ canceledBy: [by] })).toEqual([0]);
      expect(await uidsOf({ batchUids: [by] })).toEqual([0]);
      expect(await uidsOf({ batchUids: [1] })).toEqual([1]);
    });

    test('a deletion deletes what has ended, for clients', async () => {
      await oneOfTwoEnded();
      const deletion = await store.deleteTasks(selection({ uids: [0, 1, 7] }));
      expect(deletion).toMatchObject({
        uid: 2,
        indexUid: null,
        type: 'taskDeletion',
        status: 'succeeded',
        phase: 'settled',
        startedAt: at(5),
        finishedAt: at(5),
        details: '{"matchedTasks":2,"deletedTasks":1,"originalFilter":"?a=b"}',
      });
      expect(await store.getTask(2)).toEqual(deletion);
      expect(await uidsOf({})).toEqual([2, 1]);
      expect(await uidsOf({ uids: [0] })).toEqual([]);
      expect((await store.getTask(0))?.isDeleted).toBe(true);
      const everything = await store.listTasks({ ...page(), withDeleted: true });
      expect([everything.tasks.length, everything.total]).toEqual([3, 3]);
    });

    test('what is deleted is not matched again, nor is its number given out again', async () => {
      await oneOfTwoEnded();
      await store.deleteTasks(selection({}));
      const again = await store.deleteTasks(selection({ uids: [0] }));
      expect(again?.details).toBe('{"matchedTasks":0,"deletedTasks":0,"originalFilter":"?a=b"}');
      expect(await writer.send()).toBe(4);
    });

    test('a replica whose outcome is awaited can still be settled after the deletion', async () => {
      await writer.send();
      const pending = [nodeTask({ status: 'pending' })];
      await writer.settle(0, { nodeTasks: pending });
      await store.deleteTasks(selection({}));
      expect((await store.listUnsettledTasks(9)).map(({ uid }) => uid)).toEqual([0]);
      const outcome = { nodeTasks: [nodeTask()], behind: [] };
      expect(await store.recordOutcomes(writer.owned(0), outcome)).toBe(true);
      expect(await store.getTask(0)).toMatchObject({ phase: 'settled', isDeleted: true });
      expect(await store.pruneTasks(at(59), 9)).toBe(2);
      expect(await store.getTask(0)).toBeUndefined();
    });

    async function batches(changes: Parameters<typeof page>[0] = {}): Promise<unknown> {
      const { batches: found, total } = await store.listBatches(page(changes));
      return [found.map(({ uid, tasks }) => [uid, ...tasks.map((task) => task.uid)]), total];
    }

    test('a task is a batch once it has started; what was canceled belongs to its cancelation', async () => {
      await oneOfTwoEnded();
      await writer.send();
      const by = await cancelation({ uids: [1] });
      expect(await batches()).toEqual([[[0, 0]], 1]);
      await cancel(1, by);
      await writer.settle(by, settlement({ nodeTasks: [] }));
      expect(await batches()).toEqual([
        [
          [by, 1, by],
          [0, 0],
        ],
        2,
      ]);
      await store.recordProgress(writer.owned(2), at(6));
      expect(await batches({ reverse: true, limit: 2 })).toEqual([
        [
          [0, 0],
          [2, 2],
        ],
        3,
      ]);
      expect(await batches({ from: 2, limit: 1 })).toEqual([[[2, 2]], 3]);
      expect(await batches({ from: 1, reverse: true, limit: 1 })).toEqual([[[2, 2]], 3]);
      expect(await batches({ limit: 0 })).toEqual([[], 3]);
    });

    test('a batch is found by any of its tasks, and gone with the last of them', async () => {
      await writer.send();
      const by = await cancelation({});
      await cancel(0, by);
      await writer.settle(by, settlement({ nodeTasks: [] }));
      const filters: TaskFilter[] = [
        { uids: [0] },
        { canceledBy: [by] },
        { types: ['taskCancelation'] },
      ];
      for (const filter of filters) expect(await batches({ filter })).toEqual([[[by, 0, by]], 1]);
      expect(await batches({ filter: { batchUids: [0] } })).toEqual([[], 0]);
      await store.deleteTasks(selection({ uids: [by] }));
      expect(await batches({ filter: { uids: [0] } })).toEqual([[[by, 0]], 1]);
      await store.deleteTasks(selection({ uids: [0] }));
      expect(await batches({ filter: { uids: [0] } })).toEqual([[], 0]);
    });
  });
}
