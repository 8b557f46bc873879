import { must } from '../../../engine/base/assert.ts';
import type { Revision } from '../../../engine/placement/placement.ts';
import type { Revisions } from './rows.ts';
import type { Statements } from './statements.ts';

/** What changed when in a SQLite store. */
export class RevisionRow {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  read(): Revisions {
    return must(this.#statements.selectRevisions.get(), 'the revisions');
  }

  /** The revision of a change to an index. */
  next(): Revision {
    return must(this.#statements.nextRevision.get(), 'the revision').revision;
  }

  /** Notes that rows of the ledger changed, if there are such. */
  noteLedger(changes: number): void {
    if (changes > 0) this.#statements.nextLedgerRevision.run();
  }

  noteFleet(): void {
    this.#statements.nextFleetRevision.run();
  }

  noteKeys(): void {
    this.#statements.nextKeysRevision.run();
  }

  noteInstance(): void {
    this.#statements.nextInstanceRevision.run();
  }
}
