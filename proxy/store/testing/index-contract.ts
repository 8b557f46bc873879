import { beforeEach, describe, expect, test } from 'vitest';
import type { TaskStore } from '../../../engine/ports/task-store.ts';
import { acceptance, appearance, behind, draft, settlement } from './store-samples.ts';

/** What every task store must remember of indexes, and of replicas that lack writes to them. */
export function describeIndexes(storeOf: () => TaskStore): void {
  let store: TaskStore;
  beforeEach(() => {
    store = storeOf();
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
      await store.registerTask(draft(), acceptance());
      expect(await store.listIndexes()).toEqual([{ ...acceptance(), ...hidden }]);
      await store.settleTask(0, settlement({ appearance: appearance() }));
      expect(await store.listIndexes()).toEqual([{ ...acceptance(), ...appearance() }]);
    });

    test('has two sides that do not overwrite each other', async () => {
      await store.registerTask(draft(), acceptance());
      await store.registerTask(draft(), acceptance({ accepted: false, written: false }));
      await store.settleTask(0, settlement({ appearance: appearance() }));
      expect(await store.listIndexes()).toEqual([
        { ...acceptance({ accepted: false, written: false }), ...appearance() },
      ]);
      await store.restoreAcceptance(acceptance({ shards: 128 }));
      expect(await store.listIndexes()).toEqual([
        { ...acceptance({ shards: 128 }), ...appearance() },
      ]);
    });

    test('is forgotten, with what replicas lacked of it, when nobody sees it any more', async () => {
      await store.registerTask(draft(), acceptance());
      await store.settleTask(0, settlement({ appearance: appearance() }));
      await store.registerTask(draft({ type: 'indexDeletion' }), acceptance({ accepted: false }));
      const kept = behind({ indexUid: 'books' });
      await store.recordDispatch(1, [], [behind(), kept]);
      const gone = appearance({ visible: false });
      await store.settleTask(1, settlement({ appearance: gone, behind: [behind({ shard: 9 })] }));
      expect(await store.listIndexes()).toEqual([]);
      expect(await store.listBehind()).toEqual([kept]);
    });

    test('is forgotten when the task that would have made it fails', async () => {
      await store.registerTask(draft(), acceptance());
      await store.restoreAcceptance(acceptance({ accepted: false }));
      await store.settleTask(0, settlement({ status: 'failed' }));
      expect(await store.listIndexes()).toEqual([]);
    });

    test('is put back, or forgotten, when the task that changed it is withdrawn', async () => {
      await store.registerTask(draft(), acceptance({ acceptedPrimaryKey: null }));
      await store.registerTask(draft(), acceptance());
      await store.withdrawTask(1, acceptance({ acceptedPrimaryKey: null }));
      expect(await store.listIndexes()).toEqual([
        { ...acceptance({ acceptedPrimaryKey: null }), ...hidden },
      ]);
      await store.withdrawTask(0, acceptance({ accepted: false }));
      expect(await store.listIndexes()).toEqual([]);
    });

    test('is listed by the code points of its uid', async () => {
      for (const uid of ['b', 'B', 'a-1', 'a', '\u{1F600}', '\uFF5E']) {
        await store.registerTask(draft({ indexUid: uid }), acceptance({ uid }));
      }
      const uids = (await store.listIndexes()).map((index) => index.uid);
      expect(uids).toEqual(['B', 'a', 'a-1', 'b', '\uFF5E', '\u{1F600}']);
    });
  });

  describe('the ledger', () => {
    test('keeps one entry a replica and reason: the older one', async () => {
      await store.registerTask(draft());
      const possible = behind({ since: 4, reason: 'awaiting-outcome' });
      const older = behind({ since: 2, reason: 'awaiting-outcome' });
      const certain = behind({ since: 8, reason: 'task-failed' });
      await store.recordDispatch(0, [], [possible]);
      await store.recordDispatch(0, [], [certain, older, possible]);
      expect(await store.listBehind()).toEqual([older, certain]);
      await store.clearBehind([older]);
      expect(await store.listBehind()).toEqual([certain]);
    });

    test('is listed and cleared by index, shard and node', async () => {
      await store.registerTask(draft());
      const entries = [
        behind({ indexUid: 'a', shard: 10, node: 'x' }),
        behind({ indexUid: 'a', shard: 9, node: 'y' }),
        behind({ indexUid: 'a', shard: 9, node: 'x' }),
        behind({ indexUid: 'B', shard: 1, node: 'z' }),
      ];
      await store.recordDispatch(0, [], entries);
      const sorted = [entries[3], entries[2], entries[1], entries[0]];
      expect(await store.listBehind()).toEqual(sorted);
      await store.clearBehind([
        behind({ indexUid: 'a', shard: 9, node: 'x', since: 1 }),
        behind({ indexUid: 'a', shard: 9, node: 'unknown' }),
      ]);
      expect(await store.listBehind()).toEqual([entries[3], entries[1], entries[0]]);
    });
  });
}
