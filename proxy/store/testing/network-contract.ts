import { beforeEach, describe, expect, test } from 'vitest';
import { type NetworkRecord, noNetwork } from '../../../engine/ports/network-store.ts';
import type { TaskStore } from '../../../engine/ports/task-store.ts';

const remote = { name: '__proto__', url: 'http://b', searchApiKey: null, writeApiKey: 'w' };
const network: NetworkRecord = { self: 'a', remotes: [remote] };

/** What every task store must do so that proxies agree about the network. */
export function describeNetwork(storeOf: () => TaskStore): void {
  describe('the network', () => {
    let store: TaskStore;
    beforeEach(() => {
      store = storeOf();
    });

    test('is replaced as a whole, and shared', async () => {
      expect(await store.replaceNetwork(noNetwork, network)).toBe(true);
      const shared = await store.readShared(0);
      expect(shared?.network).toEqual(network);
      expect(await store.replaceNetwork(network, noNetwork)).toBe(true);
      expect((await store.readShared(shared?.revision ?? 0))?.network).toEqual(noNetwork);
    });

    test('is left alone if it is another than the one to be replaced', async () => {
      await store.replaceNetwork(noNetwork, network);
      const before = (await store.readShared(0))?.revision ?? 0;
      expect(await store.replaceNetwork(noNetwork, { self: 'c', remotes: [] })).toBe(false);
      expect(await store.replaceNetwork({ self: 'a', remotes: [] }, noNetwork)).toBe(false);
      expect(await store.readShared(before)).toBeNull();
      expect((await store.readShared(0))?.network).toEqual(network);
    });

    test('that stays the same is not shared again', async () => {
      await store.replaceNetwork(noNetwork, network);
      const before = (await store.readShared(0))?.revision ?? 0;
      expect(await store.replaceNetwork(network, network)).toBe(true);
      expect(await store.readShared(before)).toBeNull();
    });
  });
}
