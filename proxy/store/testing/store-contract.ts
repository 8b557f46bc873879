import { describeChats } from './chat-contract.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TaskStore } from '../../../engine/ports/task-store.ts';
import { describeVerifications } from './entropy-contract.ts';
import { describeWebhooks } from './webhook-contract.ts';
import { describeFeatures } from './features-contract.ts';
import { describeFleet } from './fleet-contract.ts';
import { describeIndexes } from './index-contract.ts';
import { describeKeys } from './key-contract.ts';
import { describeTaskListing } from './listing-contract.ts';
import { describeMoves } from './move-contract.ts';
import { describeNames } from './name-contract.ts';
import { describeNetwork } from './network-contract.ts';
import { describePlacements } from './placement-contract.ts';
import { describeRepairs } from './repair-contract.ts';
import { describeSelections } from './selection-contract.ts';
import { describeSessions } from './session-contract.ts';
import { describeSharedState } from './shared-contract.ts';
import { at, behind, draft, nodeTask, settlement } from './store-samples.ts';
import { describeTurns } from './turn-contract.ts';
import { Writer } from './writer.ts';

/**
 * What every {@link TaskStore} must do: an adapter's test calls this with a function that opens an
 * empty store.
 */
export function describeTaskStore(name: string, open: () => Promise<TaskStore>): void {
  describe(name, () => {
    let store: TaskStore;
    let writer: Writer;
    beforeEach(async () => {
      store = await open();
      writer = await Writer.open(store);
    });
    afterEach(() => store.close());

    describe('task numbers', () => {
      const about = { indexUid: null };

      test('start at 0 and grow by one', async () => {
        const tasks = [await writer.register(draft(about)), await writer.register(draft(about))];
        expect(tasks.map((task) => task.uid)).toEqual([0, 1]);
      });

      test('are not given out again after pruning', async () => {
        await writer.settle(await writer.send());
        expect(await store.pruneTasks(at(59), 10)).toBe(1);
        expect((await writer.register()).uid).toBe(1);
      });

      test('are given back when the newest task is withdrawn', async () => {
        await writer.register(draft(about));
        await writer.register(draft(about));
        expect(await store.withdrawTask(writer.owned(1))).toBe(true);
        expect(await store.getTask(1)).toBeUndefined();
        expect((await writer.register()).uid).toBe(1);
      });

      test('stay gone when an older task is withdrawn', async () => {
        await writer.register(draft(about));
        await writer.register(draft(about));
        await store.withdrawTask(writer.owned(0));
        expect(await store.getTask(0)).toBeUndefined();
        expect((await writer.register()).uid).toBe(2);
      });

      test('survive the withdrawal of a task that does not exist', async () => {
        await writer.register();
        await store.withdrawTask(writer.owned(0));
        await writer.register();
        expect(await store.withdrawTask(writer.owned(5))).toBe(false);
        await writer.dispatch(0);
        expect((await writer.register()).uid).toBe(1);
      });
    });

    describe('a registered task', () => {
      test('is stored as it came', async () => {
        const registered = await writer.register();
        expect(registered).toEqual({
          ...draft(),
          uid: 0,
          status: 'enqueued',
          phase: 'dispatching',
          startedAt: null,
          finishedAt: null,
          nodeTasks: [],
          session: writer.session,
          previous: null,
        });
        expect(await store.getTask(0)).toEqual(registered);
      });

      test('needs no dispatch when its outcome is foregone', async () => {
        const error = '{"code":"index_not_found"}';
        const task = await writer.register(draft({ foregone: 'failed', error }));
        expect(task).toMatchObject({ phase: 'dispatched', foregone: 'failed', error });
      });

      test('may be about no index and have no details', async () => {
        const effect = { kind: 'none' } as const;
        await writer.register(draft({ indexUid: null, details: null, effect }));
        expect(await store.getTask(0)).toMatchObject({ indexUid: null, details: null, effect });
      });

      test('keeps the exact text of its details', async () => {
        const details = '{"filter": "名 = \\"é\\"", "big": 9007199254740993, "price": 1.10}';
        await writer.register(draft({ details }));
        expect((await store.getTask(0))?.details).toBe(details);
      });

      test('is unknown under any other number', async () => {
        await writer.register();
        expect(await store.getTask(1)).toBeUndefined();
      });
    });

    describe('the life of a task', () => {
      test('records where it went', async () => {
        await writer.register();
        const given = nodeTask({ node: 'c', incoming: true });
        const everywhere = nodeTask({ node: 'b', shards: [] });
        const nodeTasks = [nodeTask({ status: 'pending' }), everywhere, given];
        expect(await writer.dispatch(0, nodeTasks, [behind()])).toBe(true);
        expect(await store.getTask(0)).toMatchObject({ phase: 'dispatched', nodeTasks });
        expect(await store.listBehind()).toEqual([behind()]);
      });

      test('records that it is processed, from the first time on', async () => {
        await writer.send();
        for (const minute of [3, 4]) await store.recordProgress(writer.owned(0), at(minute));
        expect(await store.getTask(0)).toMatchObject({ status: 'processing', startedAt: at(3) });
      });

      test('ends once', async () => {
        await writer.send();
        expect(await writer.settle(0)).toBe(true);
        const settled = await store.getTask(0);
        expect(settled).toMatchObject({
          phase: 'settled',
          status: 'succeeded',
          startedAt: at(1),
          finishedAt: at(2),
          details: settlement().details,
          nodeTasks: [nodeTask()],
        });
        const again = { status: 'failed', error: '{}', behind: [behind()] } as const;
        expect(await writer.settle(0, again)).toBe(false);
        expect(await store.recordProgress(writer.owned(0), at(5))).toBe(false);
        expect(await writer.dispatch(0, [], [behind()])).toBe(false);
        const outcomes = { nodeTasks: [], behind: [behind()] };
        expect(await store.recordOutcomes(writer.owned(0), outcomes)).toBe(false);
        expect(await store.getTask(0)).toEqual(settled);
        expect(await store.listBehind()).toEqual([]);
      });

      test('is followed on while one of its node tasks is pending', async () => {
        await writer.send();
        const pending = nodeTask({ node: 'meili-1', status: 'pending' });
        await writer.settle(0, { nodeTasks: [nodeTask(), pending] });
        expect(await writer.settle(0)).toBe(false);
        await store.recordProgress(writer.owned(0), at(5));
        expect(await store.getTask(0)).toMatchObject({ phase: 'dispatched', status: 'succeeded' });
        const untold = { nodeTasks: [nodeTask(), pending], behind: [] };
        await store.recordOutcomes(writer.owned(0), untold);
        expect(await store.listUnsettledTasks(10)).toHaveLength(1);
        const lost = { ...pending, status: 'lost' } as const;
        const told = { nodeTasks: [nodeTask(), lost], behind: [behind()] };
        expect(await store.recordOutcomes(writer.owned(0), told)).toBe(true);
        expect(await store.getTask(0)).toMatchObject({
          phase: 'settled',
          status: 'succeeded',
          nodeTasks: [nodeTask(), lost],
        });
        expect(await store.listBehind()).toEqual([behind()]);
        expect(await store.listUnsettledTasks(10)).toEqual([]);
      });

      test('is not ended by the outcomes of its node tasks', async () => {
        await writer.register();
        await store.recordOutcomes(writer.owned(0), { nodeTasks: [nodeTask()], behind: [] });
        expect(await store.getTask(0)).toMatchObject({ phase: 'dispatching', status: 'enqueued' });
      });

      test('is listed while it is not settled, oldest first', async () => {
        for (let count = 0; count < 4; count += 1) await writer.send();
        await writer.settle(2);
        const uidsOf = async (limit: number) =>
          (await store.listUnsettledTasks(limit)).map((task) => task.uid);
        expect(await uidsOf(10)).toEqual([0, 1, 3]);
        expect(await uidsOf(2)).toEqual([0, 1]);
      });

      test('cannot be changed through what was handed in or out', async () => {
        const nodeTasks = [nodeTask()];
        await writer.register();
        await writer.dispatch(0, nodeTasks);
        nodeTasks.push(nodeTask({ node: 'late' }));
        expect((await store.getTask(0))?.nodeTasks).toEqual([nodeTask()]);
      });
    });

    describe('pruning', () => {
      test('forgets settled tasks that ended before a time, those that ended first first', async () => {
        for (let uid = 0; uid < 5; uid += 1) await writer.send();
        const finishedAt = [at(20), at(10), at(30), at(40)];
        for (const [uid, time] of finishedAt.entries()) {
          await writer.settle(uid, { finishedAt: time });
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
        await writer.send();
        await writer.settle(0, { nodeTasks: [nodeTask({ status: 'pending' })] });
        expect(await store.pruneTasks(at(59), 10)).toBe(0);
      });
    });

    describeSessions(() => store);
    describeTurns(() => store);
    describeRepairs(() => store);
    describeSharedState(() => store);
    describeFleet(() => store);
    describePlacements(() => store);
    describeMoves(() => store);
    describeNames(() => store);
    describeVerifications(() => store);
    describeKeys(() => store);
    describeFeatures(() => store);
    describeNetwork(() => store);
    describeChats(() => store);
    describeWebhooks(() => store);
    describeIndexes(() => store);
    describeTaskListing(() => store);
    describeSelections(() => store);
  });
}
