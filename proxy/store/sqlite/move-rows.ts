import { assert } from '../../../engine/base/assert.ts';
import type { NodeId } from '../../../engine/cluster/topology.ts';
import {
  firstPhase,
  type MoveRecord,
  type PlacementChange,
} from '../../../engine/ports/move-store.ts';
import type { RepairClaim } from '../../../engine/ports/repair-store.ts';
import { changedPlacement, isMisplaced, isRepairUpToDate } from '../placement-change.ts';
import type { IndexRows } from './index-rows.ts';
import type { LedgerRows } from './ledger-rows.ts';
import type { RepairRows } from './repair-rows.ts';
import type { Statements } from './statements.ts';

/** The moves of shards in a SQLite store. To be used inside a transaction. */
export class MoveRows {
  readonly #statements: Statements;
  readonly #repairs: RepairRows;
  readonly #indexes: IndexRows;
  readonly #ledger: LedgerRows;

  constructor(statements: Statements, repairs: RepairRows, indexes: IndexRows, ledger: LedgerRows) {
    this.#statements = statements;
    this.#repairs = repairs;
    this.#indexes = indexes;
    this.#ledger = ledger;
  }

  changePlacement(claim: RepairClaim, change: PlacementChange): 'changed' | 'stale' | 'unclaimed' {
    const { indexUid } = claim;
    if (!this.#repairs.isHeld(claim)) return 'unclaimed';
    const placement = this.#indexes.placement(indexUid);
    if (placement?.version !== change.expected) return 'stale';
    if (!isRepairUpToDate(this.#ledger.listOf(indexUid), change.repaired)) return 'stale';
    this.#ledger.clear(change.repaired);
    this.#ledger.add(change.marks);
    this.#indexes.replacePlacement(indexUid, (version) =>
      changedPlacement(placement, change, version),
    );
    const entries = this.#ledger.listOf(indexUid);
    this.#ledger.clear(entries.filter((entry) => isMisplaced(entry, change)));
    return 'changed';
  }

  save(claim: RepairClaim, move: MoveRecord): boolean {
    assert(move.indexUid === claim.indexUid, 'a move belongs to the index that is claimed');
    if (!this.#repairs.isHeld(claim) || !this.#indexes.has(move.indexUid)) {
      return false;
    }
    const { putMove, replaceMove } = this.#statements;
    const statement = move.phase === firstPhase ? putMove : replaceMove;
    const { indexUid: index_uid, target } = move;
    return statement.run({ index_uid, target, document: JSON.stringify(move) }).changes > 0;
  }

  end(claim: RepairClaim, target: NodeId): boolean {
    if (!this.#repairs.isHeld(claim)) return false;
    this.#statements.deleteMove.run(claim.indexUid, target);
    return true;
  }

  list(): readonly MoveRecord[] {
    return this.#statements.selectMoves.all().map(({ document }) => JSON.parse(document));
  }
}
