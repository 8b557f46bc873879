import { beforeEach, describe, expect, test } from 'vitest';
import type { RepairClaim } from '../../../engine/ports/repair-store.ts';
import type { IndexRecord, TaskStore } from '../../../engine/ports/task-store.ts';
import {
  acceptance,
  appearance,
  behind,
  draft,
  placement,
  placementChange,
} from './store-samples.ts';
import { Writer } from './writer.ts';

/** What every task store must remember of where the shards of an index are. */
export function describePlacements(storeOf: () => TaskStore): void {
  describe('placements', () => {
    let store: TaskStore;
    let writer: Writer;
    let claim: RepairClaim;
    beforeEach(async () => {
      store = storeOf();
      writer = await Writer.open(store);
      claim = { session: writer.session, indexUid: 'movies' };
    });

    /** The one index that there is. */
    async function stored(): Promise<IndexRecord> {
      const [index] = await store.listIndexes();
      if (index === undefined) throw new Error('there is no index');
      return index;
    }

    /** Creates the index, with these replicas behind, and claims it. */
    async function begin(...entries: Parameters<typeof behind>[0][]): Promise<IndexRecord> {
      const { uid } = await writer.register(draft(), acceptance());
      await writer.dispatch(uid, [], entries.map(behind));
      await store.claimRepair(claim, []);
      return stored();
    }

    describe('a placement', () => {
      test('begins with its index, all of it of the version of that change', async () => {
        await store.initializeFleet({
          replicaGroups: 1,
          replicationFactor: 1,
          shards: 1,
          nodes: [],
        });
        const before = (await store.readShared(0))?.revision ?? 0;
        const index = await begin();
        const { version, hosts, shards } = index.placement;
        expect(version).toBe(before + 1);
        expect(index.placementVersion).toBe(version);
        expect(hosts).toEqual(placement().hosts);
        expect(shards).toEqual(placement().shards.map((shard) => ({ ...shard, version })));
        expect((await store.readShared(before))?.changed).toEqual([index]);
      });

      test('must be given for an index that begins', async () => {
        const registered = store.registerTask({
          session: writer.session,
          draft: draft(),
          seen: null,
          acceptance: acceptance(),
        });
        await expect(registered).rejects.toThrow('where the documents of movies go');
        expect(await store.listIndexes()).toEqual([]);
        expect(await store.listUnsettledTasks(10)).toEqual([]);
      });

      test('stays what it is, the same object, whatever writers and readers do', async () => {
        const first = await begin();
        const second = await writer.register(draft(), acceptance({ acceptedPrimaryKey: null }));
        const other = { ...placement(), hosts: ['elsewhere'] };
        await store.withdrawTask(writer.owned(second.uid));
        await writer.settle(0, { appearance: appearance(), acceptance: acceptance() });
        await writer.tryToRegister(draft(), acceptance(), { placement: other });
        const last = await stored();
        expect(last.placement).toBe(first.placement);
        expect(last.placementVersion).toBe(first.placementVersion);
        expect((await store.readShared(0))?.changed[0]?.placement).toBe(first.placement);
      });

      test('is kept though its index is accepted anew while readers still see it', async () => {
        const first = await begin();
        await writer.settle(0, { appearance: appearance() });
        await writer.send(draft({ type: 'indexDeletion' }), acceptance({ accepted: false }));
        await writer.send(draft(), acceptance());
        expect((await stored()).placement).toBe(first.placement);
      });

      test('stays the same object when another index goes', async () => {
        await writer.send(draft({ indexUid: 'books' }), acceptance({ uid: 'books' }));
        const books = (await stored()).placement;
        const { uid } = await writer.register(draft(), acceptance());
        await store.readShared(0);
        await store.withdrawTask(writer.owned(uid));
        await store.readShared(0);
        expect((await stored()).placement).toBe(books);
      });

      test('goes with its index: the next one of this name gets another', async () => {
        const first = await begin();
        await writer.settle(0, { acceptance: acceptance({ accepted: false }) });
        expect(await store.listIndexes()).toEqual([]);
        await writer.register(draft(), acceptance());
        const second = await stored();
        expect(second.placementVersion).toBeGreaterThan(first.placementVersion);
        expect(second.placement.version).toBe(second.placementVersion);
      });

      test('cannot be changed through what was handed in', async () => {
        const hosts = ['meili-0'];
        const given = { ...placement(), hosts };
        await writer.tryToRegister(draft(), acceptance(), { placement: given });
        hosts.push('late');
        expect((await stored()).placement.hosts).toEqual(['meili-0']);
      });
    });

    describe('a change of a placement', () => {
      test('replaces what it names, under a new version that everybody hears of', async () => {
        const before = await begin();
        const { revision } = (await store.readShared(0)) ?? { revision: 0 };
        const hosts = ['meili-0', 'meili-1', 'meili-2'];
        const change = placementChange(before.placementVersion, { hosts });
        expect(await store.changePlacement(claim, change)).toBe('changed');
        const after = await stored();
        const version = after.placementVersion;
        expect(version).toBeGreaterThan(revision);
        expect(after.placement).toMatchObject({ version, hosts });
        expect(after.placement.shards).toEqual(
          before.placement.shards.map((shard, number) =>
            number === 3 ? { ...shard, incoming: ['meili-2'], version } : shard,
          ),
        );
        const shared = await store.readShared(revision);
        expect(shared).toMatchObject({ behind: null, fleet: null, uids: ['movies'] });
        expect(shared?.changed[0]?.placement).toBe(after.placement);
        expect(await store.readShared(shared?.revision ?? 0)).toBeNull();
        expect(after).toEqual({
          ...before,
          placement: after.placement,
          placementVersion: version,
        });
      });

      test('cannot be changed through what was handed in', async () => {
        const { placementVersion } = await begin();
        const hosts = ['meili-0'];
        await store.changePlacement(claim, placementChange(placementVersion, { hosts }));
        hosts.push('late');
        expect((await stored()).placement.hosts).toEqual(['meili-0']);
      });

      test('leaves hosts alone that it does not name', async () => {
        const before = await begin();
        await store.changePlacement(claim, placementChange(before.placementVersion));
        expect((await stored()).placement.hosts).toEqual(before.placement.hosts);
      });

      test('makes a write stale that was prepared with another placement', async () => {
        const seen = await begin();
        await store.changePlacement(claim, placementChange(seen.placementVersion));
        const late = await writer.tryToRegister(draft(), acceptance(), { seen });
        expect(late).toEqual({ kind: 'stale' });
        expect(await writer.tryToRegister(draft())).toMatchObject({
          kind: 'registered',
          task: { previous: { placementVersion: (await stored()).placementVersion } },
        });
      });

      test('needs the claim of its index', async () => {
        const before = await begin({ since: 0 });
        const other = await Writer.open(store, 'other');
        const marks = [behind({ shard: 9 })];
        const change = placementChange(before.placementVersion, { marks });
        for (const wrong of [
          { ...claim, session: other.session },
          { ...claim, indexUid: 'books' },
        ]) {
          expect(await store.changePlacement(wrong, change)).toBe('unclaimed');
        }
        await store.endSession({ session: writer.session });
        expect(await store.changePlacement(claim, change)).toBe('unclaimed');
        expect(await stored()).toEqual(before);
        expect(await store.listBehind()).toEqual([behind({ since: 0 })]);
      });

      test('is stale if the placement is of another version, or gone', async () => {
        const before = await begin();
        const marks = [behind({ shard: 9 })];
        for (const expected of [before.placementVersion - 1, before.placementVersion + 1]) {
          const change = placementChange(expected, { marks });
          expect(await store.changePlacement(claim, change)).toBe('stale');
        }
        expect(await stored()).toEqual(before);
        await writer.settle(0, { acceptance: acceptance({ accepted: false }) });
        const late = placementChange(before.placementVersion, { marks });
        expect(await store.changePlacement(claim, late)).toBe('stale');
        expect(await store.listBehind()).toEqual([]);
      });

      test('must be of shards that the index has', async () => {
        const { placementVersion } = await begin();
        const beyond = { shard: 64, replicas: [['meili-0']], incoming: [], outgoing: [] };
        const change = placementChange(placementVersion, { shards: [beyond] });
        await expect(store.changePlacement(claim, change)).rejects.toThrow('no shard 64');
      });
    });
  });
}
