import { beforeEach, describe, expect, test } from 'vitest';
import type { TaskStore } from '../../../engine/ports/task-store.ts';
import { acceptance, appearance, behind, draft, nodeTask } from './store-samples.ts';
import { Writer } from './writer.ts';

/** What every task store must remember of indexes, and of replicas that lack writes to them. */
export function describeIndexes(storeOf: () => TaskStore): void {
  describe('indexes and the ledger', () => {
    let store: TaskStore;
    let writer: Writer;
    beforeEach(async () => {
      store = storeOf();
      writer = await Writer.open(store);
    });

    describe('an index', () => {
      const hidden = {
        visible: false,
        primaryKey: null,
        createdAt: '',
        updatedAt: '',
        settings: '{}',
      };

      test('is there for writers first, and for readers when its task ends', async () => {
        await writer.send(draft(), acceptance());
        expect(await store.listIndexes()).toMatchObject([
          { ...acceptance(), ...hidden, newestTask: 0 },
        ]);
        await writer.settle(0, { appearance: appearance() });
        expect(await store.listIndexes()).toMatchObject([
          { ...acceptance(), ...appearance(), newestTask: 0 },
        ]);
      });

      test('has two sides that do not overwrite each other', async () => {
        await writer.send(draft(), acceptance());
        const later = await writer.register(
          draft(),
          acceptance({ accepted: false, written: false }),
        );
        await writer.settle(0, { appearance: appearance() });
        expect(await store.listIndexes()).toMatchObject([
          { ...acceptance({ accepted: false, written: false }), ...appearance(), newestTask: 1 },
        ]);
        await store.withdrawTask(writer.owned(later.uid));
        expect(await store.listIndexes()).toMatchObject([
          { ...acceptance(), ...appearance(), newestTask: 0 },
        ]);
      });

      test('is forgotten, with what replicas lacked of it, when nobody sees it any more', async () => {
        await writer.settle(await writer.send(draft(), acceptance()), { appearance: appearance() });
        await writer.register(draft({ type: 'indexDeletion' }), acceptance({ accepted: false }));
        const kept = behind({ indexUid: 'books' });
        // Its node may have what it had before, and nobody told it of the deletion.
        const restored = behind({ shard: 5, reason: 'restored' });
        await writer.dispatch(1, [], [behind(), kept, restored]);
        const gone = appearance({ visible: false });
        const left = behind({ shard: 9, reason: 'interrupted' });
        await writer.settle(1, { appearance: gone, behind: [left] });
        expect(await store.listIndexes()).toEqual([]);
        // What the settlement itself says is about what may be left of the index.
        expect(await store.listBehind()).toEqual(expect.arrayContaining([kept, left, restored]));
        expect(await store.listBehind()).toHaveLength(3);
      });

      test('is put back, or forgotten, when the task that changed it is withdrawn', async () => {
        await writer.register(draft(), acceptance());
        await store.withdrawTask(writer.owned(0));
        expect(await store.listIndexes()).toEqual([]);
        await writer.send(draft(), acceptance({ acceptedPrimaryKey: null }));
        await writer.register(draft(), acceptance());
        await store.withdrawTask(writer.owned(1));
        expect(await store.listIndexes()).toMatchObject([
          { ...acceptance({ acceptedPrimaryKey: null }), ...hidden, newestTask: 0 },
        ]);
      });

      test('is listed by the code points of its uid', async () => {
        for (const uid of ['b', 'B', 'a-1', 'a', '\u{1F600}', '\uFF5E']) {
          await writer.register(draft({ indexUid: uid }), acceptance({ uid }));
        }
        const uids = (await store.listIndexes()).map((index) => index.uid);
        expect(uids).toEqual(['B', 'a', 'a-1', 'b', '\uFF5E', '\u{1F600}']);
      });
    });

    describe('the ledger', () => {
      test('keeps one entry a replica and reason: the older one', async () => {
        const possible = behind({ since: 4, reason: 'awaiting-outcome' });
        const older = behind({ since: 2, reason: 'awaiting-outcome' });
        const certain = behind({ since: 8, reason: 'task-failed' });
        await writer.dispatch((await writer.register()).uid, [], [possible]);
        await writer.dispatch((await writer.register()).uid, [], [certain, older, possible]);
        expect(await store.listBehind()).toEqual([older, certain]);
      });

      test('is listed by index, shard and node', async () => {
        const entries = [
          behind({ indexUid: 'a', shard: 10, node: 'x' }),
          behind({ indexUid: 'a', shard: 9, node: 'y' }),
          behind({ indexUid: 'a', shard: 9, node: 'x' }),
          behind({ indexUid: 'B', shard: 1, node: 'z' }),
        ];
        await writer.dispatch((await writer.register()).uid, [], entries);
        expect(await store.listBehind()).toEqual(entries.toReversed());
      });

      test('forgets whose outcome was awaited, once no task waits for it', async () => {
        const awaited = behind({ shard: 0, node: 'meili-0', reason: 'awaiting-outcome' });
        const elsewhere = { ...awaited, node: 'meili-1' };
        const certain = { ...elsewhere, reason: 'task-failed' } as const;
        const pending = nodeTask({ status: 'pending' });
        await writer.send();
        const entries = [awaited, elsewhere, certain];
        await writer.settle(0, { nodeTasks: [pending], behind: entries });
        await store.clearAwaited();
        expect(await store.listBehind()).toEqual([awaited, certain]);
        await store.recordOutcomes(writer.owned(0), { nodeTasks: [nodeTask()], behind: [] });
        await store.clearAwaited();
        expect(await store.listBehind()).toEqual([certain]);
      });
    });
  });
}
