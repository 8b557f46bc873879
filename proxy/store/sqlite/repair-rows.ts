import type {
  BehindReplica,
  LedgerEntry,
  RepairClaim,
} from '../../../engine/ports/repair-store.ts';
import type { LedgerRows } from './ledger-rows.ts';
import type { RepairRow } from './rows.ts';
import type { SessionRows } from './session-rows.ts';
import type { Statements } from './statements.ts';

/** The claims to repairs in a SQLite store. To be used inside a transaction. */
export class RepairRows {
  readonly #statements: Statements;
  readonly #sessions: SessionRows;
  readonly #ledger: LedgerRows;

  constructor(statements: Statements, sessions: SessionRows, ledger: LedgerRows) {
    this.#statements = statements;
    this.#sessions = sessions;
    this.#ledger = ledger;
  }

  claim(claim: RepairClaim, marks: readonly BehindReplica[]): readonly LedgerEntry[] | null {
    if (!this.#sessions.isOpen(claim.session)) return null;
    this.#statements.claimRepair.run(rowOf(claim));
    if (!this.isHeld(claim)) return null;
    this.#ledger.add(marks);
    return this.#ledger.listOf(claim.indexUid);
  }

  isHeld(claim: RepairClaim): boolean {
    return this.#statements.selectClaim.get(rowOf(claim)) !== undefined;
  }

  takeTurn(claim: RepairClaim): boolean {
    return this.#statements.takeRepairTurn.get(rowOf(claim))?.turn === 'taken';
  }

  end(claim: RepairClaim, what: 'turn' | 'claim'): void {
    if (what === 'turn') this.#statements.endRepairTurn.run(rowOf(claim));
    else this.#statements.endRepair.run(rowOf(claim));
  }

  clear(claim: RepairClaim, entries: readonly LedgerEntry[]): boolean {
    if (!this.isHeld(claim)) return false;
    this.#ledger.clearUnchanged(entries);
    return true;
  }

  /** Whether a repair has the turn of an index or waits for it. */
  hasTurn(indexUid: string): boolean {
    return this.#statements.selectRepairTurn.get(indexUid) !== undefined;
  }
}

function rowOf({ indexUid, session }: RepairClaim): RepairRow {
  return { index_uid: indexUid, session };
}
