import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TaskStore } from '../../../engine/ports/task-store.ts';
import { describeIndexes } from './index-contract.ts';
import { describeTaskListing } from './listing-contract.ts';
import { acceptance, at, behind, draft, nodeTask, settlement, topology } from './store-samples.ts';

/**
 * What every {@link TaskStore} must do: an adapter's test calls this with a function that opens an
 * empty store.
 */
export function describeTaskStore(name: string, open: () => Promise<TaskStore>): void {
  describe(name, () => {
    let store: TaskStore;
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => store.close());

    describe('the topology', () => {
      test('is the first one stored, whatever comes later', async () => {
        expect(await store.initializeTopology(topology)).toEqual(topology);
        const other = { ...topology, shards: 128 };
        expect(await store.initializeTopology(other)).toEqual(topology);
      });
    });

    describe('task numbers', () => {
      test('start at 0 and grow by one', async () => {
        const tasks = [await store.registerTask(draft()), await store.registerTask(draft())];
        expect(tasks.map((task) => task.uid)).toEqual([0, 1]);
      });

      test('are not given out again after pruning', async () => {
        await store.registerTask(draft());
        await store.settleTask(0, settlement());
        expect(await store.pruneTasks(at(59), 10)).toBe(1);
        expect((await store.registerTask(draft())).uid).toBe(1);
      });

      test('are given back when the newest task is withdrawn', async () => {
        await store.registerTask(draft());
        await store.registerTask(draft());
        await store.withdrawTask(1);
        expect(await store.getTask(1)).toBeUndefined();
        expect((await store.registerTask(draft())).uid).toBe(1);
      });

      test('stay gone when an older task is withdrawn', async () => {
        await store.registerTask(draft());
        await store.registerTask(draft());
        await store.withdrawTask(0);
        expect(await store.getTask(0)).toBeUndefined();
        expect((await store.registerTask(draft())).uid).toBe(2);
      });

      test('survive the withdrawal of a task that does not exist', async () => {
        await store.registerTask(draft());
        await store.withdrawTask(0);
        await store.registerTask(draft());
        await store.withdrawTask(5, acceptance());
        expect((await store.registerTask(draft())).uid).toBe(1);
        expect(await store.listIndexes()).toEqual([]);
      });
    });

    describe('a registered task', () => {
      test('is stored as it came', async () => {
        const registered = await store.registerTask(draft());
        expect(registered).toEqual({
          ...draft(),
          uid: 0,
          status: 'enqueued',
          phase: 'dispatching',
          startedAt: null,
          finishedAt: null,
          nodeTasks: [],
        });
        expect(await store.getTask(0)).toEqual(registered);
      });

      test('needs no dispatch when its outcome is foregone', async () => {
        const error = '{"code":"index_not_found"}';
        const task = await store.registerTask(draft({ foregone: 'failed', error }));
        expect(task).toMatchObject({ phase: 'dispatched', foregone: 'failed', error });
      });

      test('may be about no index and have no details', async () => {
        const effect = { kind: 'none' } as const;
        await store.registerTask(draft({ indexUid: null, details: null, effect }));
        expect(await store.getTask(0)).toMatchObject({ indexUid: null, details: null, effect });
      });

      test('keeps the exact text of its details', async () => {
        const details = '{"filter": "名 = \\"é\\"", "big": 9007199254740993, "price": 1.10}';
        await store.registerTask(draft({ details }));
        expect((await store.getTask(0))?.details).toBe(details);
      });

      test('is unknown under any other number', async () => {
        await store.registerTask(draft());
        expect(await store.getTask(1)).toBeUndefined();
      });
    });

    describe('the life of a task', () => {
      test('records where it went', async () => {
        await store.registerTask(draft());
        const nodeTasks = [nodeTask({ status: 'pending' }), nodeTask({ node: 'b', shards: [] })];
        await store.recordDispatch(0, nodeTasks, [behind()]);
        expect(await store.getTask(0)).toMatchObject({ phase: 'dispatched', nodeTasks });
        expect(await store.listBehind()).toEqual([behind()]);
      });

      test('records that it is processed, from the first time on', async () => {
        await store.registerTask(draft());
        await store.recordProgress(0, at(3));
        await store.recordProgress(0, at(4));
        expect(await store.getTask(0)).toMatchObject({ status: 'processing', startedAt: at(3) });
      });

      test('ends once', async () => {
        await store.registerTask(draft());
        await store.settleTask(0, settlement());
        const settled = await store.getTask(0);
        expect(settled).toMatchObject({
          phase: 'settled',
          status: 'succeeded',
          startedAt: at(1),
          finishedAt: at(2),
          details: settlement().details,
          nodeTasks: [nodeTask()],
        });
        const again = settlement({ status: 'failed', error: '{}', behind: [behind()] });
        await store.settleTask(0, again);
        await store.recordProgress(0, at(5));
        await store.recordDispatch(0, [], [behind()]);
        await store.recordOutcomes(0, [], [behind()]);
        expect(await store.getTask(0)).toEqual(settled);
        expect(await store.listBehind()).toEqual([]);
      });

      test('is followed on while one of its node tasks is pending', async () => {
        await store.registerTask(draft());
        const pending = nodeTask({ node: 'meili-1', status: 'pending' });
        await store.settleTask(0, settlement({ nodeTasks: [nodeTask(), pending] }));
        await store.recordProgress(0, at(5));
        expect(await store.getTask(0)).toMatchObject({ phase: 'dispatched', status: 'succeeded' });
        await store.recordOutcomes(0, [nodeTask(), pending], []);
        expect(await store.listUnsettledTasks(10)).toHaveLength(1);
        const lost = { ...pending, status: 'lost' } as const;
        await store.recordOutcomes(0, [nodeTask(), lost], [behind()]);
        expect(await store.getTask(0)).toMatchObject({
          phase: 'settled',
          status: 'succeeded',
          nodeTasks: [nodeTask(), lost],
        });
        expect(await store.listBehind()).toEqual([behind()]);
        expect(await store.listUnsettledTasks(10)).toEqual([]);
      });

      test('is not ended by the outcomes of its node tasks', async () => {
        await store.registerTask(draft());
        await store.recordOutcomes(0, [nodeTask()], []);
        expect(await store.getTask(0)).toMatchObject({ phase: 'dispatching', status: 'enqueued' });
      });

      test('is listed while it is not settled, oldest first', async () => {
        for (let count = 0; count < 4; count += 1) await store.registerTask(draft());
        await store.recordDispatch(1, [], []);
        await store.settleTask(2, settlement());
        const uidsOf = async (limit: number) =>
          (await store.listUnsettledTasks(limit)).map((task) => task.uid);
        expect(await uidsOf(10)).toEqual([0, 1, 3]);
        expect(await uidsOf(2)).toEqual([0, 1]);
      });

      test('cannot be changed through what was handed in or out', async () => {
        const nodeTasks = [nodeTask()];
        await store.registerTask(draft());
        await store.recordDispatch(0, nodeTasks, []);
        nodeTasks.push(nodeTask({ node: 'late' }));
        expect((await store.getTask(0))?.nodeTasks).toEqual([nodeTask()]);
      });
    });

    describe('pruning', () => {
      test('forgets settled tasks that ended before a time, those that ended first first', async () => {
        for (let uid = 0; uid < 5; uid += 1) await store.registerTask(draft());
        const finishedAt = [at(20), at(10), at(30), at(40)];
        for (const [uid, time] of finishedAt.entries()) {
          await store.settleTask(uid, settlement({ finishedAt: time }));
        }
        expect(await store.pruneTasks(at(40), 2)).toBe(2);
        expect(await store.getTask(0)).toBeUndefined();
        expect(await store.getTask(1)).toBeUndefined();
        expect(await store.pruneTasks(at(40), 2)).toBe(1);
        expect(await store.pruneTasks(at(40), 2)).toBe(0);
        expect(await store.getTask(3)).toBeDefined();
        expect(await store.getTask(4)).toBeDefined();
      });

      test('keeps a task that has ended for its client but is still followed', async () => {
        await store.registerTask(draft());
        await store.settleTask(0, settlement({ nodeTasks: [nodeTask({ status: 'pending' })] }));
        expect(await store.pruneTasks(at(59), 10)).toBe(0);
      });
    });

    describeIndexes(() => store);
    describeTaskListing(() => store);
  });
}
