import { beforeEach, describe, expect, test } from 'vitest';
import type { KeyRecord } from '../../../engine/ports/key-store.ts';
import type { TaskStore } from '../../../engine/ports/task-store.ts';
import { at, keyRecord } from './store-samples.ts';

/** What every task store must do so that proxies agree about API keys. */
export function describeKeys(storeOf: () => TaskStore): void {
  describe('API keys', () => {
    let store: TaskStore;
    const [first, second, third] = [keyRecord(1), keyRecord(2), keyRecord(3)];
    beforeEach(() => {
      store = storeOf();
    });

    async function keys(): Promise<readonly KeyRecord[]> {
      return (await store.readShared(0))?.keys ?? [];
    }

    async function revision(): Promise<number> {
      return (await store.readShared(0))?.revision ?? 0;
    }

    test('are listed as they came, the newest first', async () => {
      expect(await keys()).toEqual([]);
      expect(await store.createKey(first)).toBe(true);
      expect(await store.createKey({ ...second, createdAt: first.createdAt })).toBe(true);
      expect(await store.createKey({ ...third, name: null, actions: [], indexes: [] })).toBe(true);
      expect(await keys()).toEqual([
        { ...third, name: null, actions: [], indexes: [] },
        { ...second, createdAt: first.createdAt },
        first,
      ]);
    });

    test('have uids of their own', async () => {
      await store.createKey(first);
      const before = await revision();
      expect(await store.createKey({ ...second, uid: first.uid })).toBe(false);
      expect(await store.readShared(before)).toBeNull();
      expect(await keys()).toEqual([first]);
    });

    test('change in what is named, and stay where they are in the list', async () => {
      await store.createKey(first);
      await store.createKey(second);
      const named = { ...first, name: 'new', updatedAt: at(9) };
      expect(await store.changeKey(first.uid, { name: 'new', updatedAt: at(9) })).toEqual(named);
      const described = { ...named, name: null, description: 'd', updatedAt: at(10) };
      const change = { name: null, description: 'd', updatedAt: at(10) };
      expect(await store.changeKey(first.uid, change)).toEqual(described);
      expect(await keys()).toEqual([second, described]);
    });

    test('that are not there cannot be changed or deleted', async () => {
      await store.createKey(first);
      const before = await revision();
      expect(await store.changeKey(second.uid, { name: 'x', updatedAt: at(9) })).toBeNull();
      expect(await store.deleteKey(second.uid)).toBe(false);
      expect(await store.readShared(before)).toBeNull();
    });

    test('are gone once they are deleted, and can be made again as the newest', async () => {
      await store.createKey(first);
      await store.createKey(second);
      expect(await store.deleteKey(first.uid)).toBe(true);
      expect(await store.deleteKey(first.uid)).toBe(false);
      expect(await keys()).toEqual([second]);
      expect(await store.createKey(first)).toBe(true);
      expect(await keys()).toEqual([first, second]);
    });

    test('are put in place of all others at once, and are then no more the first ones', async () => {
      await store.createKey(first);
      await store.createKey(second);
      const before = await revision();
      await store.replaceKeys([third, first]);
      expect(await keys()).toEqual([first, third]);
      expect((await store.readShared(before))?.keys).toEqual([first, third]);
      await store.replaceKeys([]);
      expect(await keys()).toEqual([]);
      await store.initializeKeys([second]);
      expect(await keys()).toEqual([]);
    });

    test('begin with the first ones, once', async () => {
      await store.initializeKeys([first, second]);
      expect(await keys()).toEqual([second, first]);
      await store.initializeKeys([third]);
      expect(await keys()).toEqual([second, first]);
      await store.deleteKey(first.uid);
      await store.deleteKey(second.uid);
      await store.initializeKeys([third]);
      expect(await keys()).toEqual([]);
    });

    test('begin with the first ones besides those that were there before', async () => {
      await store.createKey(third);
      await store.initializeKeys([first, { ...second, uid: third.uid }]);
      expect(await keys()).toEqual([first, third]);
    });

    test.each<[string, () => Promise<unknown>]>([
      ['made', () => store.createKey(second)],
      ['changed', () => store.changeKey(first.uid, { updatedAt: at(9) })],
      ['deleted', () => store.deleteKey(first.uid)],
    ])('are shared, all of them, when one is %s', async (_what, step) => {
      await store.createKey(first);
      const before = await revision();
      await step();
      const after = await store.readShared(before);
      expect(after?.keys).toEqual(await keys());
      expect(after?.changed).toEqual([]);
      expect(await store.readShared(after?.revision ?? 0)).toBeNull();
    });

    test('are not shared again when something else changes', async () => {
      await store.createKey(first);
      const before = await revision();
      await store.initializeFleet({
        replicaGroups: 1,
        replicationFactor: 1,
        shards: 1,
        nodes: [],
      });
      expect((await store.readShared(before))?.keys ?? null).toBeNull();
    });
  });
}
