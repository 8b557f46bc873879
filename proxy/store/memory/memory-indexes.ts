import { gapKey } from '../../../engine/movement/ledger.ts';
import { compareCodePoints, compareNumbers } from '../../../engine/base/order.ts';
import type { BehindReplica, LedgerEntry } from '../../../engine/ports/repair-store.ts';
import type {
  IndexAcceptance,
  IndexAppearance,
  IndexRecord,
  Revision,
  SeenIndex,
  SharedState,
  TaskUid,
} from '../../../engine/ports/task-store.ts';
import { acceptanceOf, appearanceOf, invisible, isGone } from '../task-lifecycle.ts';

/** The indexes and the ledger of a {@link MemoryStore}: what has a revision. */
export class MemoryIndexes {
  #revision: Revision = 0;
  #ledgerRevision: Revision = 0;
  readonly #records = new Map<string, IndexRecord>();
  readonly #revisions = new Map<string, Revision>();
  readonly #behind = new Map<string, BehindReplica>();
  readonly #renewals = new Map<string, number>();

  /** Begins with these. */
  constructor(records: readonly IndexRecord[], behind: readonly BehindReplica[]) {
    for (const record of records) this.#keep(record);
    this.addBehind(behind);
  }

  get(uid: string | null): IndexRecord | undefined {
    return uid === null ? undefined : this.#records.get(uid);
  }

  list(): readonly IndexRecord[] {
    const records = [...this.#records.values()];
    return records.toSorted((left, right) => compareCodePoints(left.uid, right.uid));
  }

  readShared(since: Revision): SharedState | null {
    if (this.#revision <= since) return null;
    const records = this.list();
    return {
      revision: this.#revision,
      changed: records.filter(({ uid }) => (this.#revisions.get(uid) ?? 0) > since),
      uids: records.map(({ uid }) => uid),
      behind: this.#ledgerRevision > since ? this.listBehind() : null,
    };
  }

  accept(acceptance: IndexAcceptance): void {
    const known = this.#records.get(acceptance.uid);
    const before = known ?? { ...invisible(acceptance.uid), newestTask: null };
    this.#keep({ ...before, ...acceptanceOf(acceptance) });
  }

  /** Notes the newest task about an index, if there is one. */
  noteTask(uid: string, newestTask: TaskUid): void {
    const known = this.#records.get(uid);
    if (known !== undefined) this.#keep({ ...known, newestTask });
  }

  /** Puts the writers' side of an index back. */
  restore(seen: SeenIndex): void {
    const known = this.#records.get(seen.uid);
    if (known === undefined) return;
    this.#keep({ ...known, ...acceptanceOf(seen), newestTask: seen.newestTask });
    this.forgetIfGone(seen.uid);
  }

  show(appearance: IndexAppearance): void {
    const known = this.#records.get(appearance.uid);
    if (known !== undefined) this.#keep({ ...known, ...appearanceOf(appearance) });
  }

  forgetIfGone(uid: string): void {
    const record = this.#records.get(uid);
    if (record === undefined || !isGone(record)) return;
    this.#records.delete(uid);
    this.#revisions.delete(uid);
    this.#revision += 1;
    this.forgetBehind((entry) => entry.indexUid === uid);
  }

  listBehind(): readonly BehindReplica[] {
    return [...this.#behind.values()].toSorted(
      (left, right) =>
        compareCodePoints(left.indexUid, right.indexUid) ||
        compareNumbers(left.shard, right.shard) ||
        compareCodePoints(left.node, right.node) ||
        compareCodePoints(left.reason, right.reason),
    );
  }

  addBehind(entries: readonly BehindReplica[]): void {
    for (const entry of entries) {
      const known = this.#behind.get(gapKey(entry));
      const renewals = known === undefined ? 0 : this.#renewalsOf(entry) + 1;
      this.#renewals.set(gapKey(entry), renewals);
      if (known !== undefined && known.since <= entry.since) continue;
      this.#behind.set(gapKey(entry), { ...entry });
      this.#ledgerChanged();
    }
  }

  forgetBehind(forgotten: (entry: BehindReplica) => boolean): void {
    for (const [key, entry] of this.#behind) {
      if (!forgotten(entry)) continue;
      this.#behind.delete(key);
      this.#ledgerChanged();
    }
  }

  /** The ledger of one index, with renewals. */
  ledgerOf(indexUid: string): readonly LedgerEntry[] {
    return this.listBehind()
      .filter((entry) => entry.indexUid === indexUid)
      .map((entry) => ({ ...entry, renewals: this.#renewalsOf(entry) }));
  }

  /** Forgets those of `entries` that are still as they were. */
  forgetUnchanged(entries: readonly LedgerEntry[]): void {
    const unchanged = entries.filter((entry) => {
      const known = this.#behind.get(gapKey(entry));
      return known?.since === entry.since && this.#renewalsOf(entry) === entry.renewals;
    });
    const keys = new Set(unchanged.map(gapKey));
    this.forgetBehind((entry) => keys.has(gapKey(entry)));
  }

  #renewalsOf(entry: BehindReplica): number {
    return this.#renewals.get(gapKey(entry)) ?? 0;
  }

  #keep(record: IndexRecord): void {
    this.#revision += 1;
    this.#records.set(record.uid, record);
    this.#revisions.set(record.uid, this.#revision);
  }

  #ledgerChanged(): void {
    this.#revision += 1;
    this.#ledgerRevision = this.#revision;
  }
}
