import { beforeEach, describe, expect, test } from 'vitest';
import type { TaskStore } from '../../../engine/ports/task-store.ts';
import { acceptance, behind, draft, nodeTask } from './store-samples.ts';
import { Writer } from './writer.ts';

/** What every task store must do so that the writes to one index are sent one after another. */
export function describeTurns(storeOf: () => TaskStore): void {
  describe('turns', () => {
    let store: TaskStore;
    let writer: Writer;
    let other: Writer;
    beforeEach(async () => {
      store = storeOf();
      writer = await Writer.open(store, 'a');
      other = await Writer.open(store, 'b');
    });

    describe('an index to which a write is being sent', () => {
      test('takes no other task, whoever owns it and whatever its outcome', async () => {
        await writer.register(draft(), acceptance());
        const drafts = [draft(), draft({ foregone: 'failed' })];
        for (const proxy of [writer, other]) {
          for (const task of drafts)
            expect(await proxy.tryToRegister(task)).toEqual({ kind: 'busy' });
        }
        expect(await store.listUnsettledTasks(10)).toHaveLength(1);
      });

      test('is free once it is known where the write went', async () => {
        await writer.send();
        expect(await other.tryToRegister(draft())).toMatchObject({ kind: 'registered' });
      });

      test('does not hold up other indexes, nor tasks about none', async () => {
        await writer.register();
        await other.register(draft({ indexUid: 'books' }));
        await other.register(draft({ indexUid: null }));
        expect((await other.register(draft({ indexUid: null }))).uid).toBe(3);
      });

      test('is not held up by a foregone task', async () => {
        await writer.register(draft({ foregone: 'succeeded' }));
        expect((await other.register()).uid).toBe(1);
      });
    });

    describe('a write', () => {
      test('is stale if its index has changed since it was prepared', async () => {
        await writer.send(draft(), acceptance());
        const [seen] = await store.listIndexes();
        if (seen === undefined) throw new Error('there is no index');
        const changed = [
          null,
          { ...seen, accepted: false },
          { ...seen, acceptedPrimaryKey: null },
          { ...seen, written: false },
          { ...seen, newestTask: null },
          { ...seen, placementVersion: seen.placementVersion + 1 },
        ];
        for (const view of changed) {
          const outcome = await other.tryToRegister(draft(), acceptance(), { seen: view });
          expect(outcome).toEqual({ kind: 'stale' });
        }
        const missing = draft({ indexUid: 'books' });
        const books = { ...seen, uid: 'books' };
        expect(await other.tryToRegister(missing, undefined, { seen: books })).toEqual({
          kind: 'stale',
        });
        expect(await other.tryToRegister(draft(), acceptance(), { seen })).toMatchObject({
          kind: 'registered',
          task: { uid: 1 },
        });
      });

      test('remembers its index as its writer saw it', async () => {
        const created = await writer.register(draft(), acceptance());
        const nothing = { accepted: false, acceptedPrimaryKey: null, written: false };
        expect(created.previous).toEqual({
          ...acceptance(),
          ...nothing,
          acceptedName: 'movies',
          newestTask: null,
          placementVersion: 0,
        });
        await writer.dispatch(created.uid);
        const placementVersion = (await store.listIndexes())[0]?.placementVersion;
        const next = await writer.register(draft());
        // Its placement is not part of it: that would be 20 kB with every task.
        expect(next.previous).toEqual({
          ...acceptance(),
          acceptedName: 'movies',
          newestTask: created.uid,
          placementVersion,
        });
        expect(await store.getTask(next.uid)).toEqual(next);
        expect((await writer.register(draft({ indexUid: 'books' }))).previous).toBeNull();
      });
    });

    describe('a write that is given up', () => {
      const abandonment = {
        error: '{"code":"no"}',
        effect: { kind: 'none' },
        nodeTasks: [nodeTask({ status: 'lost' })],
        behind: [behind()],
      } as const;

      test('is to be settled as failed, and leaves its index free', async () => {
        const { uid } = await writer.register(draft(), acceptance());
        expect(await store.abandonTask(writer.owned(uid), abandonment)).toBe(true);
        expect(await store.getTask(uid)).toMatchObject({
          phase: 'dispatched',
          status: 'enqueued',
          foregone: 'failed',
          error: abandonment.error,
          effect: abandonment.effect,
          nodeTasks: abandonment.nodeTasks,
        });
        expect(await store.listBehind()).toEqual([behind()]);
        expect(await store.listIndexes()).toMatchObject([acceptance()]);
        expect(await other.tryToRegister(draft())).toMatchObject({ kind: 'registered' });
      });

      test('puts its index back, or has it forgotten with its ledger of before', async () => {
        const before = await writer.register(draft(), acceptance());
        await writer.dispatch(before.uid, [], [behind({ shard: 9 })]);
        const { uid } = await writer.register(draft(), acceptance());
        const gone = acceptance({ accepted: false });
        await store.abandonTask(writer.owned(uid), { ...abandonment, acceptance: gone });
        expect(await store.listIndexes()).toEqual([]);
        // Nodes may still have something of it.
        expect(await store.listBehind()).toEqual([behind()]);
      });

      test('must be one that is being sent', async () => {
        const uid = await writer.send();
        expect(await store.abandonTask(writer.owned(uid), abandonment)).toBe(false);
        expect(await store.withdrawTask(writer.owned(uid))).toBe(false);
        expect(await writer.dispatch(uid)).toBe(false);
      });
    });

    describe('a task that is to be undone', () => {
      test('gets the turn of its index again, when nobody has it', async () => {
        const uid = await writer.send();
        const later = await other.register();
        expect(await store.reopenTask(writer.owned(uid))).toBe(false);
        await other.dispatch(later.uid);
        // It is the next: a stream of writes does not keep it waiting for ever.
        expect(await other.tryToRegister(draft())).toEqual({ kind: 'busy' });
        const books = await other.tryToRegister(draft({ indexUid: 'books' }));
        expect(books.kind).toBe('registered');
        expect(await store.reopenTask(writer.owned(uid))).toBe(true);
        expect(await store.reopenTask(writer.owned(uid))).toBe(false);
        expect(await other.tryToRegister(draft())).toEqual({ kind: 'busy' });
        expect(await writer.settle(uid, { status: 'failed' })).toBe(true);
        expect(await other.tryToRegister(draft())).toMatchObject({ kind: 'registered' });
      });

      test('may end without its turn after all', async () => {
        const uid = await writer.send();
        const later = await other.register();
        expect(await store.reopenTask(writer.owned(uid))).toBe(false);
        await writer.settle(uid);
        await other.dispatch(later.uid);
        expect(await other.tryToRegister(draft())).toMatchObject({ kind: 'registered' });
      });

      test('puts its index back when it ends', async () => {
        const uid = await writer.send(draft(), acceptance());
        await writer.settle(uid, { status: 'failed', acceptance: acceptance({ accepted: false }) });
        expect(await store.listIndexes()).toEqual([]);
      });
    });
  });
}
