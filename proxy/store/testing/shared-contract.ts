import { beforeEach, describe, expect, test } from 'vitest';
import type { SharedState } from '../../../engine/ports/shared-state.ts';
import type { TaskStore } from '../../../engine/ports/task-store.ts';
import { acceptance, appearance, behind, draft, nodeTask } from './store-samples.ts';
import { Writer } from './writer.ts';

/** What every task store must tell proxies of the changes that others made. */
export function describeSharedState(storeOf: () => TaskStore): void {
  describe('what proxies share', () => {
    let store: TaskStore;
    let writer: Writer;
    beforeEach(async () => {
      store = storeOf();
      writer = await Writer.open(store);
    });

    async function read(since: number): Promise<SharedState> {
      const state = await store.readShared(since);
      if (state === null) throw new Error(`nothing has changed since ${since}`);
      return state;
    }

    /** The revision after `step`, which must change what is shared; and what it changed. */
    async function changeBy(step: () => Promise<unknown>): Promise<SharedState> {
      const { revision } = (await store.readShared(0)) ?? { revision: 0 };
      await step();
      const state = await read(revision);
      expect(state.revision).toBeGreaterThan(revision);
      expect(await store.readShared(state.revision)).toBeNull();
      return state;
    }

    describe('what is shared', () => {
      test('is what has changed since a revision', async () => {
        const books = await changeBy(() =>
          writer.send(draft({ indexUid: 'books' }), acceptance({ uid: 'books' })),
        );
        expect(books.changed).toEqual(await store.listIndexes());
        expect(books.behind === null || books.behind.length === 0).toBe(true);
        const movies = await changeBy(() => writer.send(draft(), acceptance()));
        expect(movies.changed.map(({ uid, newestTask }) => [uid, newestTask])).toEqual([
          ['movies', 1],
        ]);
        expect(movies.uids).toEqual(['books', 'movies']);
        expect((await read(books.revision)).changed).toEqual(movies.changed);
        expect((await read(0)).changed).toEqual(await store.listIndexes());
      });

      test('changes with every side of an index', async () => {
        const uid = await writer.send(draft(), acceptance());
        const shown = await changeBy(() => writer.settle(uid, { appearance: appearance() }));
        expect(shown.changed).toMatchObject([
          { ...acceptance(), ...appearance(), newestTask: uid },
        ]);
        const accepted = await changeBy(() => writer.send(draft()));
        expect(accepted.changed).toMatchObject([{ newestTask: uid + 1 }]);
        const withdrawn = await changeBy(async () => {
          const { uid: last } = await writer.register(draft(), acceptance({ accepted: false }));
          await store.withdrawTask(writer.owned(last));
        });
        expect(withdrawn.changed).toMatchObject([{ accepted: true, newestTask: uid + 1 }]);
      });

      test('tells of indexes that are gone by those that are left', async () => {
        await writer.send(draft({ indexUid: 'books' }), acceptance({ uid: 'books' }));
        const { uid } = await writer.register(draft(), acceptance());
        const state = await changeBy(() => store.withdrawTask(writer.owned(uid)));
        expect(state.changed).toEqual([]);
        expect(state.uids).toEqual(['books']);
      });

      test('holds the whole ledger when some of it changed', async () => {
        const first = await writer.register(draft(), acceptance());
        const missed = await changeBy(() => writer.dispatch(first.uid, [], [behind()]));
        expect(missed.behind).toEqual([behind()]);
        expect(missed.changed).toEqual([]);
        const entry = behind({ reason: 'awaiting-outcome', node: 'meili-9' });
        const second = await writer.register();
        const both = await changeBy(() => writer.dispatch(second.uid, [], [entry]));
        expect(both.behind).toEqual([behind(), entry]);
        const cleared = await changeBy(() => store.clearAwaited());
        expect(cleared.behind).toEqual([behind()]);
      });

      test('does not change with tasks, sessions and what is known already', async () => {
        await writer.dispatch((await writer.register(draft(), acceptance())).uid, [], [behind()]);
        const { revision } = await read(0);
        await store.renewSession(writer.session, revision);
        await store.openSession('other');
        await writer.send(draft({ indexUid: null }));
        await store.recordProgress(writer.owned(0), '2030-01-01T00:00:00Z');
        await store.clearAwaited();
        await writer.settle(0, { nodeTasks: [nodeTask()], behind: [behind({ since: 9 })] });
        expect(await store.readShared(revision)).toBeNull();
      });
    });
  });
}
