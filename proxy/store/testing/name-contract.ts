import { beforeEach, describe, expect, test } from 'vitest';
import type { NameChange } from '../../../engine/ports/index-names.ts';
import type { RegistrationOutcome } from '../../../engine/ports/registration.ts';
import type {
  ClientTask,
  IndexRecord,
  TaskDraft,
  TaskStore,
} from '../../../engine/ports/task-store.ts';
import { acceptance, appearance, draft, nodeTask, page, placement } from './store-samples.ts';
import { Writer } from './writer.ts';

/** What every task store must do about the names of indexes (decision 19). */
export function describeNames(storeOf: () => TaskStore): void {
  describe('names', () => {
    let store: TaskStore;
    let writer: Writer;
    beforeEach(async () => {
      store = storeOf();
      writer = await Writer.open(store);
      for (const uid of ['books', 'movies']) {
        await writer.settle(await writer.send(draft({ indexUid: uid }), acceptance({ uid })), {
          appearance: appearance({ uid }),
        });
      }
    });

    async function named(name: string): Promise<IndexRecord | null> {
      const indexes = await store.listIndexes();
      return indexes.find(({ acceptedName }) => acceptedName === name) ?? null;
    }

    async function names(): Promise<readonly (readonly [string, string | null, string])[]> {
      const indexes = await store.listIndexes();
      return indexes.map(({ uid, acceptedName, name }) => [uid, acceptedName, name]);
    }

    /** Registers a write to the index that writers know by `name`. */
    async function write(
      name: string,
      changes: Partial<TaskDraft> = {},
    ): Promise<RegistrationOutcome> {
      const seen = await named(name);
      const { session } = writer;
      const indexUid = seen?.uid ?? name;
      return store.registerTask({
        session,
        draft: draft({ indexUid, indexName: name, ...changes }),
        seen,
      });
    }

    /** Registers a change of names that is prepared with what there is now. */
    async function rename(
      change: NameChange,
      mine: Partial<TaskDraft> = {},
    ): Promise<RegistrationOutcome> {
      const all = change.pairs.flatMap((pair) => pair.names);
      const alsoSeen = await Promise.all(
        all.map(async (name) => ({ name, seen: await named(name) })),
      );
      return store.registerTask({
        session: writer.session,
        draft: draft({ ...swapDraft(change), ...mine }),
        seen: mine.indexName === undefined ? null : await named(mine.indexName),
        alsoSeen,
      });
    }

    test('are uids to begin with', async () => {
      expect(await names()).toEqual([
        ['books', 'books', 'books'],
        ['movies', 'movies', 'movies'],
      ]);
    });

    test('change for writers at once, and for readers when the task ends', async () => {
      const { uid } = registered(await rename(swap));
      expect(await names()).toEqual([
        ['books', 'movies', 'books'],
        ['movies', 'books', 'movies'],
      ]);
      expect(await writer.settle(uid, { nodeTasks: [] })).toBe(true);
      expect(await names()).toEqual([
        ['books', 'movies', 'movies'],
        ['movies', 'books', 'books'],
      ]);
    });

    test('are told to everybody who asks what has changed', async () => {
      const before = (await store.readShared(0))?.revision ?? 0;
      await rename(swap);
      const changed = (await store.readShared(before))?.changed.map(({ uid }) => uid);
      expect(changed).toEqual(['books', 'movies']);
    });

    test.each(['books', 'movies'])(
      'make a write to %s stale that was prepared before',
      async (name) => {
        const seen = await named(name);
        registered(await rename(swap));
        const { session } = writer;
        const late = draft({ indexUid: name, indexName: name });
        expect(await store.registerTask({ session, draft: late, seen })).toEqual({ kind: 'stale' });
        expect(registered(await write(name)).indexUid).toBe(name === 'books' ? 'movies' : 'books');
      },
    );

    test('make the creation stale of an index with a name that is taken', async () => {
      registered(await rename(renaming('movies', 'films')));
      const creation = { acceptance: acceptance({ uid: 'films' }) };
      const task = draft({ indexUid: 'films' });
      expect((await writer.tryToRegister(task, creation.acceptance)).kind).toBe('stale');
    });

    test('are changed only if all indexes are as they were seen', async () => {
      const alsoSeen = [
        { name: 'books', seen: await named('books') },
        { name: 'movies', seen: await named('movies') },
      ];
      registered(await write('movies', { foregone: 'succeeded' }));
      const { session } = writer;
      const late = { session, draft: swapDraft(swap), seen: null, alsoSeen };
      expect(await store.registerTask(late)).toEqual({ kind: 'stale' });
      expect(await names()).toContainEqual(['movies', 'movies', 'movies']);
    });

    test('wait for the write that is being sent to any of the indexes', async () => {
      const { uid } = registered(await write('movies'));
      expect(await rename(swap)).toEqual({ kind: 'busy' });
      await writer.dispatch(uid);
      registered(await rename(swap));
    });

    test('wait for the turn of a repair of any of the indexes', async () => {
      const claim = { session: writer.session, indexUid: 'books' };
      await store.claimRepair(claim, []);
      await store.takeRepairTurn(claim);
      expect(await rename(swap)).toEqual({ kind: 'busy' });
      await store.endRepair(claim, 'turn');
      registered(await rename(swap));
    });

    test('that become free are for a new index, whose uid must be free as well', async () => {
      registered(await rename(renaming('movies', 'films')));
      const { session } = writer;
      const creation = { session, seen: null, placement: placement() };
      const task = draft({ indexUid: 'movies', indexName: 'movies' });
      const taken = { ...creation, draft: task, acceptance: acceptance({ uid: 'movies' }) };
      expect(await store.registerTask(taken)).toEqual({ kind: 'stale' });
      const free = {
        ...creation,
        draft: { ...task, indexUid: 'movies-2' },
        acceptance: acceptance({ uid: 'movies-2' }),
      };
      expect(registered(await store.registerTask(free)).previous).toMatchObject({
        uid: 'movies-2',
        acceptedName: 'movies',
      });
      expect(await names()).toContainEqual(['movies-2', 'movies', 'movies']);
    });

    test('pass to another index from one that writers take for gone', async () => {
      const deletion = registered(
        await store.registerTask({
          session: writer.session,
          draft: draft({ indexUid: 'movies', effect: { kind: 'delete-index' } }),
          seen: await named('movies'),
          acceptance: acceptance({ accepted: false }),
        }),
      );
      await writer.dispatch(deletion.uid);
      registered(await rename(renaming('books', 'movies')));
      expect(await names()).toEqual([
        ['books', 'movies', 'books'],
        ['movies', null, 'movies'],
      ]);
    });

    describe('that a task changes which is sent to nodes', () => {
      const mine = { indexUid: 'movies', indexName: 'movies', foregone: null } as const;

      test('are nobody else’s while it is sent', async () => {
        registered(await rename(renaming('movies', 'films'), mine));
        for (const name of ['movies', 'films']) {
          expect((await write(name, { indexUid: 'other' })).kind).toBe('busy');
        }
        registered(await write('books'));
      });

      test.each(['withdrawn', 'given up'])('are put back when it is %s', async (end) => {
        const { uid } = registered(await rename(renaming('movies', 'films'), mine));
        if (end === 'withdrawn') await store.withdrawTask(writer.owned(uid));
        else {
          const abandonment = {
            error: '{}',
            effect: { kind: 'none' },
            nodeTasks: [],
            behind: [],
          } as const;
          await store.abandonTask(writer.owned(uid), abandonment);
          await writer.settle(uid, { nodeTasks: [] });
        }
        expect(await names()).toContainEqual(['movies', 'movies', 'movies']);
        expect(registered(await write('movies')).indexUid).toBe('movies');
      });

      test('change even if it fails once it has been sent', async () => {
        const { uid } = registered(await rename(renaming('movies', 'films'), mine));
        await writer.dispatch(uid, [nodeTask()]);
        await writer.settle(uid, { status: 'failed' });
        expect(await names()).toContainEqual(['movies', 'films', 'films']);
      });
    });

    describe('of tasks', () => {
      async function shown(uid: number): Promise<ClientTask | undefined> {
        return store.getTask(uid);
      }

      async function found(name: string): Promise<readonly number[]> {
        const { tasks } = await store.listTasks(page({ filter: { indexUids: [name] } }));
        return tasks.map(({ uid }) => uid);
      }

      test('follow a swap as in Meilisearch: only those of the first name, and only earlier ones', async () => {
        const { uid } = registered(await rename(swap));
        const later = registered(await write('books'));
        await writer.dispatch(later.uid);
        await writer.settle(uid, { nodeTasks: [] });
        expect((await shown(0))?.indexName).toBe('movies');
        expect(await shown(0)).toMatchObject({ indexUid: 'books' });
        expect(await shown(1)).not.toHaveProperty('indexName');
        expect((await shown(later.uid))?.indexName).toBe('books');
        expect(await found('books')).toEqual([later.uid, uid]);
        expect(await found('movies')).toEqual([uid, 1, 0]);
        expect((await shown(0))?.firstName).toBe('books');
        // Batches keep the names of their time.
        const { batches } = await store.listBatches(page({ filter: { indexUids: ['books'] } }));
        expect(batches.map((batch) => batch.uid)).toContain(0);
        expect(await shown(later.uid)).not.toHaveProperty('firstName');
      });

      test('follow a renaming, those of the new name as well', async () => {
        const missing = registered(await write('films', { foregone: 'failed' }));
        await writer.settle(missing.uid, { status: 'failed', nodeTasks: [] });
        const { uid } = registered(await rename(renaming('movies', 'films')));
        await writer.settle(uid, { nodeTasks: [] });
        expect((await shown(1))?.indexName).toBe('films');
        expect((await shown(missing.uid))?.indexName).toBe('movies');
        expect(await found('films')).toEqual([uid, 1]);
        expect(await found('movies')).toEqual([uid, missing.uid]);
      });

      test('change in the details of earlier swaps', async () => {
        const first = registered(await rename(swap));
        await writer.settle(first.uid, { details: first.details, nodeTasks: [] });
        const second = registered(await rename(renaming('books', 'novels', 'movies')));
        await writer.settle(second.uid, { details: second.details, nodeTasks: [] });
        expect((await shown(first.uid))?.details).toBe(
          '{"swaps":[{"indexes":["novels","movies"],"rename":false}]}',
        );
        expect((await shown(second.uid))?.details).toBe(second.details);
        expect(await found('novels')).toEqual([second.uid, first.uid]);
      });
    });
  });
}

const swap: NameChange = {
  pairs: [{ names: ['books', 'movies'], mutual: false }],
  indexes: [
    { uid: 'books', name: 'movies' },
    { uid: 'movies', name: 'books' },
  ],
};

function renaming(from: string, to: string, uid = from): NameChange {
  return { pairs: [{ names: [from, to], mutual: true }], indexes: [{ uid, name: to }] };
}

function swapDraft(nameChange: NameChange): TaskDraft {
  const swaps = nameChange.pairs.map(({ names, mutual }) => ({ indexes: names, rename: mutual }));
  return draft({
    indexUid: null,
    type: 'indexSwap',
    details: JSON.stringify({ swaps }),
    effect: { kind: 'none' },
    foregone: 'succeeded',
    names: nameChange.pairs.flatMap((pair) => pair.names),
    nameChange,
  });
}

function registered(outcome: RegistrationOutcome): ClientTask {
  if (outcome.kind !== 'registered') throw new Error(`not registered: ${outcome.kind}`);
  return outcome.task;
}
