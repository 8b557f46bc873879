import { beforeEach, describe, expect, test } from 'vitest';
import { withFeatures } from '../../../engine/instance/features.ts';
import { type FeatureSet, featureNames } from '../../../engine/ports/features-store.ts';
import type { TaskStore } from '../../../engine/ports/task-store.ts';

/** What every task store must do so that proxies agree about experimental features. */
export function describeFeatures(storeOf: () => TaskStore): void {
  describe('experimental features', () => {
    let store: TaskStore;
    beforeEach(() => {
      store = storeOf();
    });

    async function shared(since = 0): Promise<FeatureSet | null> {
      return (await store.readShared(since))?.features ?? null;
    }

    test('are not shared while nobody has changed one', async () => {
      expect(await store.changeFeatures({})).toEqual(withFeatures({}));
      expect(await store.changeFeatures({ network: false })).toEqual(withFeatures({}));
      expect(await shared()).toBeNull();
    });

    test('change in what is named, and keep their order', async () => {
      const both = withFeatures({ network: true, metrics: true });
      expect(await store.changeFeatures({ network: true })).toEqual(
        withFeatures({ network: true }),
      );
      const after = await store.changeFeatures({ metrics: true });
      expect(after).toEqual(both);
      expect(Object.keys(after)).toEqual(featureNames);
      expect(await shared()).toEqual(both);
      expect(Object.keys((await shared()) ?? {})).toEqual(featureNames);
      expect(await store.changeFeatures({ network: false })).toEqual(
        withFeatures({ metrics: true }),
      );
    });

    test('are shared when one changes, and only then', async () => {
      await store.changeFeatures({ multimodal: true });
      const before = (await store.readShared(0))?.revision ?? 0;
      await store.changeFeatures({ multimodal: true });
      expect(await store.readShared(before)).toBeNull();
      await store.changeFeatures({ multimodal: false });
      expect(await store.readShared(before)).toMatchObject({
        changed: [],
        behind: null,
        fleet: null,
        keys: null,
        features: withFeatures({}),
      });
    });

    test('are not shared again when something else changes', async () => {
      await store.changeFeatures({ multimodal: true });
      const before = (await store.readShared(0))?.revision ?? 0;
      await store.initializeFleet({ replicaGroups: 1, replicationFactor: 1, shards: 1, nodes: [] });
      expect((await store.readShared(before))?.features ?? null).toBeNull();
    });
  });
}
