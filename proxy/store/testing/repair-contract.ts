import { beforeEach, describe, expect, test } from 'vitest';
import type { RepairClaim } from '../../../engine/ports/repair-store.ts';
import type { TaskStore } from '../../../engine/ports/task-store.ts';
import { acceptance, behind, draft } from './store-samples.ts';
import { Writer } from './writer.ts';

/** What every task store must do so that replicas can be repaired. */
export function describeRepairs(storeOf: () => TaskStore): void {
  describe('repairs', () => {
    let store: TaskStore;
    let writer: Writer;
    let other: Writer;
    let claim: RepairClaim;
    beforeEach(async () => {
      store = storeOf();
      writer = await Writer.open(store, 'a');
      other = await Writer.open(store, 'b');
      claim = claimOf(writer);
    });

    function claimOf({ session }: Writer, indexUid = 'movies'): RepairClaim {
      return { session, indexUid };
    }

    /** Sends a write that these replicas miss. */
    async function miss(...entries: Parameters<typeof behind>[0][]): Promise<void> {
      const { uid } = await writer.register(draft(), acceptance());
      await writer.dispatch(uid, [], entries.map(behind));
    }

    describe('a claim', () => {
      test('is one session’s until it gives it back', async () => {
        expect(await store.claimRepair(claim, [])).toEqual([]);
        expect(await store.claimRepair(claim, [])).toEqual([]);
        expect(await store.claimRepair(claimOf(other), [behind()])).toBeNull();
        expect(await store.listBehind()).toEqual([]);
        expect(await store.claimRepair(claimOf(other, 'books'), [])).toEqual([]);
        await store.endRepair(claimOf(other), 'claim');
        expect(await store.claimRepair(claimOf(other), [])).toBeNull();
        await store.endRepair(claim, 'claim');
        expect(await store.claimRepair(claimOf(other), [])).toEqual([]);
      });

      test('ends with its session', async () => {
        await store.claimRepair(claim, []);
        await store.takeRepairTurn(claim);
        await store.endSession({ session: writer.session });
        expect(await other.tryToRegister(draft())).toMatchObject({ kind: 'registered' });
        expect(await store.takeRepairTurn(claim)).toBe(false);
        expect(await store.clearRepaired(claim, [])).toBe(false);
        expect(await store.claimRepair(claim, [])).toBeNull();
        expect(await store.claimRepair(claimOf(other), [])).toEqual([]);
      });

      test('tells the ledger of its index, with the marks that it enters', async () => {
        await miss({ since: 0 });
        await store.claimRepair(claimOf(other, 'books'), [behind({ indexUid: 'books' })]);
        const mark = behind({ shard: 1, reason: 'under-repair' });
        expect(await store.claimRepair(claim, [mark])).toEqual([
          { ...mark, renewals: 0 },
          { ...behind({ since: 0 }), renewals: 0 },
        ]);
      });
    });

    describe('the turn of a repair', () => {
      test('is had only with the claim', async () => {
        expect(await store.takeRepairTurn(claim)).toBe(false);
        await store.claimRepair(claim, []);
        expect(await store.takeRepairTurn(claimOf(other))).toBe(false);
        expect(await other.tryToRegister(draft())).toMatchObject({ kind: 'registered' });
      });

      test('keeps writes to its index waiting, and nothing else', async () => {
        await store.claimRepair(claim, []);
        expect(await store.takeRepairTurn(claim)).toBe(true);
        expect(await other.tryToRegister(draft())).toEqual({ kind: 'busy' });
        const books = await other.tryToRegister(draft({ indexUid: 'books' }));
        expect(books.kind).toBe('registered');
        await store.endRepair(claim, 'turn');
        expect(await store.claimRepair(claimOf(other), [])).toBeNull();
        expect(await other.tryToRegister(draft())).toMatchObject({ kind: 'registered' });
      });

      test('begins when the write that is being sent has gone out, before any other', async () => {
        await store.claimRepair(claim, []);
        const { uid } = await other.register();
        expect(await store.takeRepairTurn(claim)).toBe(false);
        await other.dispatch(uid);
        expect(await other.tryToRegister(draft())).toEqual({ kind: 'busy' });
        expect(await store.takeRepairTurn(claim)).toBe(true);
      });

      test('is not taken away by a task that is to be undone', async () => {
        const uid = await other.send();
        await store.claimRepair(claim, []);
        await store.takeRepairTurn(claim);
        expect(await store.reopenTask(other.owned(uid))).toBe(false);
        await store.endRepair(claim, 'turn');
        expect(await store.reopenTask(other.owned(uid))).toBe(true);
        expect(await store.takeRepairTurn(claim)).toBe(false);
      });
    });

    describe('what is repaired', () => {
      test('leaves the ledger, which is a change for everybody', async () => {
        await miss({ since: 0 }, { since: 0, shard: 4 });
        const before = (await store.readShared(0))?.revision ?? 0;
        const [first] = (await store.claimRepair(claim, [])) ?? [];
        expect(await store.clearRepaired(claim, first === undefined ? [] : [first])).toBe(true);
        expect(await store.listBehind()).toEqual([behind({ since: 0, shard: 4 })]);
        expect((await store.readShared(before))?.behind).toHaveLength(1);
      });

      test('stays if it was missed anew meanwhile', async () => {
        await miss({ since: 0 });
        const entries = (await store.claimRepair(claim, [])) ?? [];
        await miss({ since: 1 });
        expect(await store.clearRepaired(claim, entries)).toBe(true);
        expect(await store.listBehind()).toEqual([behind({ since: 0 })]);
        const renewed = (await store.claimRepair(claim, [])) ?? [];
        expect(renewed).toEqual([{ ...behind({ since: 0 }), renewals: 1 }]);
        await store.clearRepaired(claim, renewed);
        expect(await store.listBehind()).toEqual([]);
      });

      test('stays if it is not the claimant who says so', async () => {
        await miss({ since: 0 });
        const entries = (await store.claimRepair(claim, [])) ?? [];
        expect(await store.clearRepaired(claimOf(other), entries)).toBe(false);
        expect(await store.listBehind()).toHaveLength(1);
      });
    });
  });
}
