import { beforeEach, describe, expect, test } from 'vitest';
import type { TaskFilter, TaskPage, TaskStore } from '../../../engine/ports/task-store.ts';
import { at, atMs, draft, page } from './store-samples.ts';
import { Writer } from './writer.ts';

/** What every task store must answer to `listTasks`: Meilisearch's `GET /tasks`. */
export function describeTaskListing(storeOf: () => TaskStore): void {
  describe('the list of tasks', () => {
    let store: TaskStore;
    beforeEach(async () => {
      store = storeOf();
      await fill(store);
    });

    async function list(changes: Partial<TaskPage>): Promise<[number[], number]> {
      const { tasks, total } = await store.listTasks(page(changes));
      return [tasks.map((task) => task.uid), total];
    }

    test('begins with the newest', async () => {
      expect(await list({})).toEqual([[5, 4, 3, 2, 1, 0], 6]);
    });

    test('begins with the oldest when it is reversed', async () => {
      expect(await list({ reverse: true })).toEqual([[0, 1, 2, 3, 4, 5], 6]);
    });

    test('starts at the task it is told to, and still counts them all', async () => {
      expect(await list({ from: 3 })).toEqual([[3, 2, 1, 0], 6]);
      expect(await list({ from: 3, reverse: true })).toEqual([[3, 4, 5], 6]);
      expect(await list({ from: 100 })).toEqual([[5, 4, 3, 2, 1, 0], 6]);
      expect(await list({ from: 100, reverse: true })).toEqual([[], 6]);
      expect(await list({ from: 0 })).toEqual([[0], 6]);
    });

    test('is as long as asked', async () => {
      expect(await list({ limit: 2 })).toEqual([[5, 4], 6]);
      expect(await list({ limit: 2, from: 3 })).toEqual([[3, 2], 6]);
      expect(await list({ limit: 0 })).toEqual([[], 6]);
    });

    test.each<[string, TaskFilter, number[]]>([
      ['number', { uids: [4, 1, 99] }, [4, 1]],
      ['no number at all', { uids: [] }, []],
      ['batch, which a task has once it has started', { batchUids: [0, 1, 2] }, [2, 1]],
      ['what canceled them', { canceledBy: [0] }, []],
      ['status', { statuses: ['enqueued'] }, [5, 3, 0]],
      ['several statuses', { statuses: ['processing', 'failed'] }, [2, 1]],
      ['type', { types: ['settingsUpdate', 'indexDeletion'] }, [4, 2]],
      ['index', { indexUids: ['books'] }, [4, 3]],
      ['index and status', { indexUids: ['books'], statuses: ['enqueued'] }, [3]],
      ['enqueued after', { afterEnqueuedAt: atMs(3) }, [5, 4]],
      ['enqueued before', { beforeEnqueuedAt: atMs(3) }, [2, 1, 0]],
      ['enqueued between', { afterEnqueuedAt: atMs(1), beforeEnqueuedAt: atMs(4) }, [3, 2]],
      ['started after', { afterStartedAt: atMs(10) }, [4, 2]],
      ['started before', { beforeStartedAt: atMs(12) }, [1]],
      ['finished after', { afterFinishedAt: atMs(22) }, [4]],
      ['finished before', { beforeFinishedAt: atMs(24) }, [2]],
    ])('can be restricted by %s', async (_, filter, uids) => {
      expect(await list({ filter })).toEqual([uids, uids.length]);
    });

    test('counts what matches, not what is shown', async () => {
      const filter: TaskFilter = { indexUids: ['movies'] };
      expect(await list({ filter, limit: 1, from: 2 })).toEqual([[2], 3]);
    });
  });
}

/** Six tasks: 1 is being processed, 2 has failed, 4 has succeeded, the others wait. */
async function fill(store: TaskStore): Promise<void> {
  const writer = await Writer.open(store);
  const drafts = [
    draft({ indexUid: 'movies' }),
    draft({ indexUid: 'movies' }),
    draft({ indexUid: 'movies', type: 'settingsUpdate' }),
    draft({ indexUid: 'books' }),
    draft({ indexUid: 'books', type: 'indexDeletion' }),
    draft({ indexUid: null, type: 'dumpCreation' }),
  ];
  for (const [minute, task] of drafts.entries()) {
    await writer.send({ ...task, enqueuedAt: at(minute) });
  }
  await store.recordProgress(writer.owned(1), at(10));
  await writer.settle(2, { status: 'failed', startedAt: at(12), finishedAt: at(22) });
  await writer.settle(4, { startedAt: at(14), finishedAt: at(24) });
}
