import { beforeEach, describe, expect, test } from 'vitest';
import type { RepairClaim } from '../../../engine/ports/repair-store.ts';
import type { TaskStore } from '../../../engine/ports/task-store.ts';
import { acceptance, at, draft } from './store-samples.ts';
import { Writer } from './writer.ts';

/** What every task store must do so that shards can be verified in turn. */
export function describeVerifications(storeOf: () => TaskStore): void {
  describe('verifications', () => {
    let store: TaskStore;
    let writer: Writer;
    let other: Writer;
    let claim: RepairClaim;
    beforeEach(async () => {
      store = storeOf();
      writer = await Writer.open(store, 'a');
      other = await Writer.open(store, 'b');
      await writer.send(draft(), acceptance());
      await writer.send(draft({ indexUid: 'books' }), acceptance({ uid: 'books' }));
      claim = await claimOf('movies');
    });

    async function claimOf(indexUid: string): Promise<RepairClaim> {
      const made = { session: writer.session, indexUid };
      await store.claimRepair(made, []);
      return made;
    }

    test('are noted by shard, the newest in place of earlier ones', async () => {
      expect(await store.listVerified()).toEqual([]);
      expect(await store.noteVerified(claim, [3, 10, 4], at(1))).toBe(true);
      expect(await store.noteVerified(claim, [4], at(2))).toBe(true);
      expect(await store.noteVerified(claim, [], at(3))).toBe(true);
      expect(await store.listVerified()).toEqual([
        { indexUid: 'movies', shard: 3, verifiedAt: at(1) },
        { indexUid: 'movies', shard: 4, verifiedAt: at(2) },
        { indexUid: 'movies', shard: 10, verifiedAt: at(1) },
      ]);
    });

    test('are listed by index', async () => {
      await store.noteVerified(claim, [1], at(1));
      await store.noteVerified(await claimOf('books'), [2], at(2));
      const listed = await store.listVerified();
      expect(listed.map(({ indexUid }) => indexUid)).toEqual(['books', 'movies']);
    });

    test('are the claimant’s to note', async () => {
      const intruder = { ...claim, session: other.session };
      expect(await store.noteVerified(intruder, [1], at(1))).toBe(false);
      await store.endRepair(claim, 'claim');
      expect(await store.noteVerified(claim, [1], at(1))).toBe(false);
      await store.claimRepair(intruder, []);
      expect(await store.listVerified()).toEqual([]);
      expect(await store.noteVerified(intruder, [1], at(1))).toBe(true);
      await store.endSession({ session: other.session });
      expect(await store.noteVerified(intruder, [1], at(2))).toBe(false);
      expect(await store.listVerified()).toEqual([
        { indexUid: 'movies', shard: 1, verifiedAt: at(1) },
      ]);
    });

    test('go with their index, of which no more are noted', async () => {
      await store.noteVerified(claim, [1], at(1));
      await store.noteVerified(await claimOf('books'), [2], at(1));
      await writer.settle(0, { acceptance: acceptance({ accepted: false }) });
      expect(await store.listVerified()).toEqual([
        { indexUid: 'books', shard: 2, verifiedAt: at(1) },
      ]);
      expect(await store.noteVerified(claim, [1], at(2))).toBe(false);
      await writer.register(draft(), acceptance());
      expect(await store.listVerified()).toHaveLength(1);
    });

    test('are no news for proxies', async () => {
      const { revision } = (await store.readShared(0)) ?? { revision: 0 };
      await store.noteVerified(claim, [1], at(1));
      expect(await store.readShared(revision)).toBeNull();
    });
  });
}
