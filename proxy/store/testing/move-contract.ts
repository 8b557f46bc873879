import { beforeEach, describe, expect, test } from 'vitest';
import type { PlacementChange } from '../../../engine/ports/move-store.ts';
import type { LedgerEntry, RepairClaim } from '../../../engine/ports/repair-store.ts';
import type { TaskStore } from '../../../engine/ports/task-store.ts';
import { acceptance, behind, draft, move, placementChange } from './store-samples.ts';
import { Writer } from './writer.ts';

/** What every task store must do so that shards can move. */
export function describeMoves(storeOf: () => TaskStore): void {
  describe('moves', () => {
    let store: TaskStore;
    let writer: Writer;
    let other: Writer;
    let claim: RepairClaim;
    beforeEach(async () => {
      store = storeOf();
      writer = await Writer.open(store, 'a');
      other = await Writer.open(store, 'b');
      claim = { session: writer.session, indexUid: 'movies' };
      await miss();
      await store.claimRepair(claim, []);
    });

    /** Sends a write that these replicas miss. */
    async function miss(...entries: Parameters<typeof behind>[0][]): Promise<void> {
      const { uid } = await writer.register(draft(), acceptance());
      await writer.dispatch(uid, [], entries.map(behind));
    }

    async function ledger(): Promise<readonly LedgerEntry[]> {
      return (await store.claimRepair(claim, [])) ?? [];
    }

    async function change(changes: Partial<PlacementChange>): Promise<string> {
      const [index] = await store.listIndexes();
      return store.changePlacement(claim, placementChange(index?.placementVersion ?? 0, changes));
    }

    const given = { node: 'meili-2', reason: 'incoming' } as const;

    describe('the ledger, when a placement changes,', () => {
      test('loses what was repaired and gets what is marked', async () => {
        await miss({ ...given, since: 0 }, { since: 0 });
        const { revision } = (await store.readShared(0)) ?? { revision: 0 };
        const repaired = (await ledger()).filter(({ node }) => node === 'meili-2');
        const mark = behind({ shard: 9, since: 1, reason: 'incoming' });
        expect(await change({ repaired, marks: [mark] })).toBe('changed');
        expect(await store.listBehind()).toEqual([behind({ since: 0 }), mark]);
        const shared = await store.readShared(revision);
        expect(shared?.behind).toEqual([behind({ since: 0 }), mark]);
        expect(shared?.changed).toHaveLength(1);
      });

      test('refuses what was missed anew meanwhile', async () => {
        await miss({ ...given, since: 0 });
        const repaired = await ledger();
        await miss({ ...given, since: 1 });
        const before = [await store.listIndexes(), await ledger()];
        expect(await change({ repaired, marks: [behind({ shard: 9 })] })).toBe('stale');
        expect([await store.listIndexes(), await ledger()]).toEqual(before);
        expect(await change({ repaired: await ledger() })).toBe('changed');
        expect(await store.listBehind()).toEqual([]);
      });

      test('refuses what turned out to be missing for longer', async () => {
        await miss({ ...given, since: 5 });
        const repaired = (await ledger()).map((entry) => ({ ...entry, renewals: 1 }));
        await miss({ ...given, since: 4 });
        expect(await change({ repaired })).toBe('stale');
        expect(await ledger()).toEqual([{ ...behind({ ...given, since: 4 }), renewals: 1 }]);
      });

      test('refuses a repaired replica of which it says something else as well', async () => {
        await miss({ ...given, since: 0 });
        const repaired = await ledger();
        await miss({ node: 'meili-2', since: 1, reason: 'task-failed' });
        expect(await change({ repaired })).toBe('stale');
        expect(await ledger()).toHaveLength(2);
        expect(await change({ repaired: await ledger() })).toBe('changed');
      });

      test('does not mind what it says of other replicas and indexes', async () => {
        await miss(
          { ...given, since: 0 },
          { ...given, since: 0, shard: 4 },
          { ...given, since: 0, indexUid: 'books' },
          { since: 0 },
        );
        const repaired = (await ledger()).filter(
          ({ node, shard }) => node === 'meili-2' && shard === 3,
        );
        expect(repaired).toHaveLength(1);
        expect(await change({ repaired })).toBe('changed');
        expect(await store.listBehind()).toHaveLength(3);
      });

      test('refuses what is not there any more, or of another index', async () => {
        await miss({ ...given, since: 0, indexUid: 'books' });
        const cleared = { ...behind({ ...given, since: 0 }), renewals: 0 };
        expect(await change({ repaired: [cleared] })).toBe('stale');
        expect(await change({ repaired: [{ ...cleared, indexUid: 'books' }] })).toBe('stale');
        expect(await store.listBehind()).toHaveLength(1);
      });

      test('forgets nodes that have no part in a changed shard any more', async () => {
        const elsewhere = [behind({ since: 0, shard: 4 }), behind({ since: 0, indexUid: 'books' })];
        const kept = [behind({ ...given, since: 0 }), behind({ since: 0, node: 'meili-0' })];
        await miss({ since: 0 }, { since: 0, reason: 'task-failed' }, ...elsewhere, ...kept);
        const shard = { shard: 3, replicas: [['meili-0']], incoming: ['meili-2'] };
        const outgoing = ['meili-1'];
        expect(await change({ shards: [{ ...shard, outgoing }] })).toBe('changed');
        const left = await store.listBehind();
        expect(left).toHaveLength(4);
        expect(left).toEqual(expect.arrayContaining([...elsewhere, ...kept]));
      });
    });

    describe('a move', () => {
      test('is saved in place of what was saved of it before', async () => {
        expect(await store.listMoves()).toEqual([]);
        expect(await store.saveMove(claim, move())).toBe(true);
        const place = { offset: 900, lastId: null };
        const later = move({ phase: 'delta', place, copied: 900 });
        expect(await store.saveMove(claim, later)).toBe(true);
        expect(await store.listMoves()).toEqual([later]);
      });

      test('is listed by index and target', async () => {
        const books = { ...claim, indexUid: 'books' };
        await writer.send(draft({ indexUid: 'books' }), acceptance({ uid: 'books' }));
        await store.claimRepair(books, []);
        const moves = [
          move({ indexUid: 'books', target: 'meili-9' }),
          move({ target: 'meili-10' }),
          move({ target: 'meili-2' }),
        ];
        for (const one of moves.toReversed()) {
          await store.saveMove({ ...claim, indexUid: one.indexUid }, one);
        }
        expect(await store.listMoves()).toEqual(moves);
      });

      test('ends alone', async () => {
        for (const target of ['meili-2', 'meili-3']) {
          await store.saveMove(claim, move({ target }));
        }
        expect(await store.endMove(claim, 'meili-2')).toBe(true);
        expect(await store.endMove(claim, 'meili-2')).toBe(true);
        expect(await store.listMoves()).toEqual([move({ target: 'meili-3' })]);
      });

      test('is the claimant’s to save and to end', async () => {
        const intruder = { ...claim, session: other.session };
        expect(await store.saveMove(intruder, move())).toBe(false);
        expect(await store.listMoves()).toEqual([]);
        await store.saveMove(claim, move());
        expect(await store.endMove(intruder, 'meili-2')).toBe(false);
        await store.endSession({ session: writer.session });
        expect(await store.saveMove(claim, move({ phase: 'activate' }))).toBe(false);
        expect(await store.endMove(claim, 'meili-2')).toBe(false);
        expect(await store.listMoves()).toEqual([move()]);
        await store.claimRepair(intruder, []);
        expect(await store.saveMove(intruder, move({ phase: 'activate' }))).toBe(true);
      });

      test('cannot be changed through what was handed in', async () => {
        const shards = [3, 5];
        await store.saveMove(claim, move({ shards }));
        shards.push(7);
        expect(await store.listMoves()).toEqual([move()]);
      });

      test('is of the claimed index', async () => {
        const books = move({ indexUid: 'books' });
        await expect(store.saveMove(claim, books)).rejects.toThrow('the index that is claimed');
      });

      test('goes with its index, and is not saved any more', async () => {
        await store.saveMove(claim, move());
        await writer.settle(0, { acceptance: acceptance({ accepted: false }) });
        expect(await store.listMoves()).toEqual([]);
        expect(await store.saveMove(claim, move())).toBe(false);
        await writer.register(draft(), acceptance());
        expect(await store.listMoves()).toEqual([]);
        // What goes on is the move of the index before, and what begins is one of this.
        expect(await store.saveMove(claim, move({ phase: 'drain' }))).toBe(false);
        expect(await store.listMoves()).toEqual([]);
        expect(await store.saveMove(claim, move({ phase: 'dual-write' }))).toBe(true);
      });

      test('is no news for proxies', async () => {
        const { revision } = (await store.readShared(0)) ?? { revision: 0 };
        await store.saveMove(claim, move());
        await store.endMove(claim, 'meili-2');
        expect(await store.readShared(revision)).toBeNull();
      });
    });
  });
}
