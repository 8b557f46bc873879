import { compareCodePoints, compareNumbers } from '../../../engine/base/order.ts';
import { gapKey } from '../../../engine/movement/ledger.ts';
import type { BehindReplica, LedgerEntry } from '../../../engine/ports/repair-store.ts';
import type { MemoryRevisions } from './memory-revisions.ts';

/** The ledger of a {@link MemoryStore}. */
export class MemoryLedger {
  readonly #revisions: MemoryRevisions;
  readonly #behind = new Map<string, BehindReplica>();
  readonly #renewals = new Map<string, number>();

  constructor(revisions: MemoryRevisions) {
    this.#revisions = revisions;
  }

  list(): readonly BehindReplica[] {
    return [...this.#behind.values()].toSorted(
      (left, right) =>
        compareCodePoints(left.indexUid, right.indexUid) ||
        compareNumbers(left.shard, right.shard) ||
        compareCodePoints(left.node, right.node) ||
        compareCodePoints(left.reason, right.reason),
    );
  }

  /** The ledger of one index, with renewals. */
  listOf(indexUid: string): readonly LedgerEntry[] {
    return this.list()
      .filter((entry) => entry.indexUid === indexUid)
      .map((entry) => ({ ...entry, renewals: this.#renewalsOf(entry) }));
  }

  add(entries: readonly BehindReplica[]): void {
    for (const entry of entries) {
      const known = this.#behind.get(gapKey(entry));
      const renewals = known === undefined ? 0 : this.#renewalsOf(entry) + 1;
      this.#renewals.set(gapKey(entry), renewals);
      if (known !== undefined && known.since <= entry.since) continue;
      this.#behind.set(gapKey(entry), { ...entry });
      this.#revisions.noteLedger();
    }
  }

  forget(isForgotten: (entry: BehindReplica) => boolean): void {
    for (const [key, entry] of this.#behind) {
      if (!isForgotten(entry)) continue;
      this.#behind.delete(key);
      this.#revisions.noteLedger();
    }
  }

  /** Forgets those of `entries` that are still as they were. */
  forgetUnchanged(entries: readonly LedgerEntry[]): void {
    const unchanged = entries.filter((entry) => {
      const known = this.#behind.get(gapKey(entry));
      return known?.since === entry.since && this.#renewalsOf(entry) === entry.renewals;
    });
    const keys = new Set(unchanged.map(gapKey));
    this.forget((entry) => keys.has(gapKey(entry)));
  }

  #renewalsOf(entry: BehindReplica): number {
    return this.#renewals.get(gapKey(entry)) ?? 0;
  }
}
