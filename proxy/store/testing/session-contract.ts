import { beforeEach, describe, expect, test } from 'vitest';
import type { OwnedTask, TaskStore } from '../../../engine/ports/task-store.ts';
import { acceptance, at, behind, draft, nodeTask } from './store-samples.ts';
import { Writer } from './writer.ts';

/** What every task store must do so that a proxy can take over from another. */
export function describeSessions(storeOf: () => TaskStore): void {
  describe('sessions', () => {
    let store: TaskStore;
    beforeEach(() => {
      store = storeOf();
    });

    describe('a session', () => {
      test('has a number that is never used twice', async () => {
        const first = await store.openSession('a');
        const second = await store.openSession('a');
        await store.endSession({ session: second });
        expect(second).toBeGreaterThan(first);
        expect(await store.openSession('b')).toBeGreaterThan(second);
      });

      test('is listed with the number of its renewals', async () => {
        const left = await store.openSession('left');
        const right = await store.openSession('right');
        expect(await store.renewSession(right, 0)).toBe(true);
        expect(await store.renewSession(right, 0)).toBe(true);
        expect((await store.listSessions()).slice(-2)).toEqual([
          { session: left, proxy: 'left', renewals: 0, adopted: 0 },
          { session: right, proxy: 'right', renewals: 2, adopted: 0 },
        ]);
      });

      test('tells what its proxy has adopted, which never goes back', async () => {
        const session = await store.openSession('a');
        const adopted: (number | undefined)[] = [];
        for (const revision of [3, 9, 7]) {
          await store.renewSession(session, revision);
          adopted.push((await store.listSessions()).at(-1)?.adopted);
        }
        expect(adopted).toEqual([3, 9, 9]);
      });

      test('is ended only if it was not renewed meanwhile', async () => {
        const session = await store.openSession('a');
        await store.renewSession(session, 0);
        expect(await store.endSession({ session, renewals: 0 })).toBe(false);
        expect(await store.endSession({ session, renewals: 1 })).toBe(true);
        expect(await store.endSession({ session, renewals: 1 })).toBe(false);
        expect(await store.renewSession(session, 0)).toBe(false);
        const left = (await store.listSessions()).map((other) => other.session);
        expect(left).not.toContain(session);
      });

      test('is ended by its own proxy whatever its renewals', async () => {
        const session = await store.openSession('a');
        await store.renewSession(session, 0);
        expect(await store.endSession({ session })).toBe(true);
        expect(await store.endSession({ session })).toBe(false);
      });
    });

    describe('the tasks of a session that is gone', () => {
      test('become the heir’s, unless they are settled', async () => {
        const [dead, heir] = [await Writer.open(store, 'dead'), await Writer.open(store, 'heir')];
        await dead.settle(await dead.send());
        const sent = await dead.send();
        const { uid } = await dead.register();
        expect(await store.adoptTasks(heir.session)).toBe(0);
        await store.endSession({ session: dead.session });
        expect(await store.adoptTasks(heir.session)).toBe(2);
        expect(await store.adoptTasks(heir.session)).toBe(0);
        const owners = (await store.listUnsettledTasks(10)).map((task) => [task.uid, task.session]);
        expect(owners).toEqual([
          [sent, heir.session],
          [uid, heir.session],
        ]);
        expect((await store.getTask(0))?.session).toBe(dead.session);
        expect(await heir.dispatch(uid)).toBe(true);
      });

      test('stay where they are while they have no heir', async () => {
        const [dead, late] = [await Writer.open(store, 'dead'), await Writer.open(store, 'late')];
        await dead.register();
        for (const { session } of [dead, late]) await store.endSession({ session });
        expect(await store.adoptTasks(late.session)).toBe(0);
        expect((await store.getTask(0))?.session).toBe(dead.session);
      });
    });

    describe('what another session owns, or one that is gone,', () => {
      const index = acceptance();

      /** What becomes of all that may be done to an unsettled task. */
      async function attempts(task: OwnedTask): Promise<boolean[]> {
        const dispatch = { nodeTasks: [nodeTask()], behind: [behind()] };
        const abandonment = { ...dispatch, error: '{}', effect: { kind: 'none' } as const };
        return [
          await store.recordDispatch(task, dispatch),
          await store.abandonTask(task, { ...abandonment, acceptance: index }),
          await store.reopenTask(task),
          await store.recordProgress(task, at(3)),
          await store.recordOutcomes(task, dispatch),
          await store.withdrawTask(task),
        ];
      }

      test.each(['another', 'gone'])('cannot be changed (%s)', async (kind) => {
        const owner = await Writer.open(store, 'owner');
        const intruder = await Writer.open(store, 'intruder');
        await owner.register(draft(), index);
        await owner.send(draft({ indexUid: 'books' }));
        if (kind === 'gone') await store.endSession({ session: owner.session });
        const claimant = kind === 'gone' ? owner : intruder;
        const third = await Writer.open(store, 'third');
        const before = [await store.listUnsettledTasks(10), await store.listIndexes()];
        for (const uid of [0, 1]) {
          expect(await attempts(claimant.owned(uid))).toEqual(
            Array.from({ length: 6 }, () => false),
          );
          expect(await claimant.settle(uid, { behind: [behind()] })).toBe(false);
        }
        expect([await store.listUnsettledTasks(10), await store.listIndexes()]).toEqual(before);
        expect(await store.listBehind()).toEqual([]);
        const books = await third.tryToRegister(draft({ indexUid: 'books' }));
        expect(books.kind).toBe('registered');
      });

      test('is not registered either', async () => {
        const writer = await Writer.open(store);
        await store.endSession({ session: writer.session });
        expect(await writer.tryToRegister(draft(), index)).toEqual({ kind: 'session-gone' });
        expect(await store.listIndexes()).toEqual([]);
      });
    });
  });
}
