import type { BehindReplica, LedgerEntry } from '../../../engine/ports/repair-store.ts';
import type { RevisionRow } from './revision-row.ts';
import { type BehindRow, behindOf, behindRow } from './rows.ts';
import type { Statements } from './statements.ts';

/** The ledger of a SQLite store. To be changed inside a transaction. */
export class LedgerRows {
  readonly #statements: Statements;
  readonly #revisions: RevisionRow;

  constructor(statements: Statements, revisions: RevisionRow) {
    this.#statements = statements;
    this.#revisions = revisions;
  }

  list(): readonly BehindReplica[] {
    return this.#statements.selectBehind.all().map(behindOf);
  }

  /** The ledger of one index, with renewals. */
  listOf(indexUid: string): readonly LedgerEntry[] {
    return this.#statements.selectBehindOf
      .all(indexUid)
      .map((row) => ({ ...behindOf(row), renewals: row.renewals }));
  }

  add(entries: readonly BehindReplica[]): void {
    // What is known already is renewed, which no proxy need hear of at once.
    for (const entry of entries) this.#statements.renewBehind.run(behindRow(entry));
    this.#change(entries, (row) => this.#statements.addBehind.run(row).changes);
  }

  clear(entries: readonly BehindReplica[]): void {
    this.#change(entries, (row) => this.#statements.clearBehind.run(row).changes);
  }

  /** Forgets those of `entries` that are still as they were. */
  clearUnchanged(entries: readonly LedgerEntry[]): void {
    const cleared = entries.map(
      (entry) =>
        this.#statements.clearUnchanged.run({ ...behindRow(entry), renewals: entry.renewals })
          .changes,
    );
    this.#revisions.noteLedger(cleared.reduce((sum, changes) => sum + changes, 0));
  }

  forgetIndex(uid: string): void {
    this.#revisions.noteLedger(this.#statements.forgetIndex.run(uid).changes);
  }

  #change(entries: readonly BehindReplica[], change: (row: BehindRow) => number): void {
    const changes = entries.reduce((sum, entry) => sum + change(behindRow(entry)), 0);
    this.#revisions.noteLedger(changes);
  }
}
