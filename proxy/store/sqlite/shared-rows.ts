import { must } from '../../../engine/base/assert.ts';
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
import { behindOf, behindRow, indexOf } from './rows.ts';
import type { Statements } from './statements.ts';

/** The indexes and the ledger of a SQLite store: what has a revision. To be used inside a transaction. */
export class SharedRows {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /** Whether nothing has changed since a revision: one look at one row. */
  isUnchanged(since: Revision): boolean {
    return this.#revisions().newest <= since;
  }

  read(since: Revision): SharedState {
    const { newest, ledger } = this.#revisions();
    return {
      revision: newest,
      changed: this.#statements.selectChangedIndexes.all(since).map(indexOf),
      uids: this.#statements.selectIndexUids.all().map(({ uid }) => uid),
      behind: ledger > since ? this.#statements.selectBehind.all().map(behindOf) : null,
    };
  }

  get(uid: string | null): IndexRecord | undefined {
    const row = uid === null ? undefined : this.#statements.selectIndex.get(uid);
    return row === undefined ? undefined : indexOf(row);
  }

  accept(acceptance: IndexAcceptance): void {
    this.#statements.accept.run({
      uid: acceptance.uid,
      shards: acceptance.shards,
      accepted: Number(acceptance.accepted),
      accepted_primary_key: acceptance.acceptedPrimaryKey,
      written: Number(acceptance.written),
      revision: this.#next(),
    });
  }

  /** Notes the newest task about an index, if there is one. */
  noteTask(uid: string, newestTask: TaskUid | null): void {
    this.#statements.noteTask.run({ uid, newest_task: newestTask, revision: this.#next() });
  }

  /** Puts the writers' side of an index back. */
  restore(seen: SeenIndex): void {
    this.accept(seen);
    this.noteTask(seen.uid, seen.newestTask);
    this.forgetIfGone(seen.uid);
  }

  show(appearance: IndexAppearance): void {
    this.#statements.show.run({
      uid: appearance.uid,
      visible: Number(appearance.visible),
      primary_key: appearance.primaryKey,
      created_at: appearance.createdAt,
      updated_at: appearance.updatedAt,
      settings: appearance.settings,
      revision: this.#next(),
    });
  }

  forgetIfGone(uid: string): void {
    if (this.#statements.deleteIndexIfGone.run(uid).changes === 0) return;
    this.#next();
    this.#noteLedger(this.#statements.forgetIndex.run(uid).changes);
  }

  listBehind(): readonly BehindReplica[] {
    return this.#statements.selectBehind.all().map(behindOf);
  }

  addBehind(entries: readonly BehindReplica[]): void {
    // What is known already is renewed, which no proxy need hear of at once.
    for (const entry of entries) this.#statements.renewBehind.run(behindRow(entry));
    this.#noteLedger(changesOf(entries, (entry) => this.#statements.addBehind.run(entry).changes));
  }

  clearBehind(entries: readonly BehindReplica[]): void {
    this.#noteLedger(
      changesOf(entries, (entry) => this.#statements.clearBehind.run(entry).changes),
    );
  }

  /** The ledger of one index, with renewals. */
  ledgerOf(indexUid: string): readonly LedgerEntry[] {
    return this.#statements.selectBehindOf
      .all(indexUid)
      .map((row) => ({ ...behindOf(row), renewals: row.renewals }));
  }

  /** Forgets those of `entries` that are still as they were. */
  clearUnchanged(entries: readonly LedgerEntry[]): void {
    const cleared = entries.map(
      (entry) =>
        this.#statements.clearUnchanged.run({ ...behindRow(entry), renewals: entry.renewals })
          .changes,
    );
    this.#noteLedger(cleared.reduce((sum, changes) => sum + changes, 0));
  }

  #noteLedger(changes: number): void {
    if (changes > 0) this.#statements.nextLedgerRevision.run();
  }

  #next(): Revision {
    return must(this.#statements.nextRevision.get(), 'the revision').revision;
  }

  #revisions(): { newest: Revision; ledger: Revision } {
    return must(this.#statements.selectRevisions.get(), 'the revisions');
  }
}

function changesOf(
  entries: readonly BehindReplica[],
  change: (row: ReturnType<typeof behindRow>) => number,
): number {
  return entries.reduce((sum, entry) => sum + change(behindRow(entry)), 0);
}
