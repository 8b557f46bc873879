import { assert } from '../../../engine/base/assert.ts';
import { compareCodePoints } from '../../../engine/base/order.ts';
import type { NodeId } from '../../../engine/cluster/topology.ts';
import { gapKey } from '../../../engine/movement/ledger.ts';
import {
  firstPhase,
  type MoveRecord,
  type PlacementChange,
} from '../../../engine/ports/move-store.ts';
import type { RepairClaim } from '../../../engine/ports/repair-store.ts';
import { changedPlacement, isMisplaced, isRepairUpToDate } from '../placement-change.ts';
import type { MemoryIndexes } from './memory-indexes.ts';
import type { MemoryLedger } from './memory-ledger.ts';
import type { MemoryRepairs } from './memory-repairs.ts';

/** The moves of shards in a {@link MemoryStore}. */
export class MemoryMoves {
  readonly #repairs: MemoryRepairs;
  readonly #indexes: MemoryIndexes;
  readonly #ledger: MemoryLedger;
  /** By index and target. */
  readonly #moves = new Map<string, Map<NodeId, MoveRecord>>();

  constructor(repairs: MemoryRepairs, indexes: MemoryIndexes, ledger: MemoryLedger) {
    this.#repairs = repairs;
    this.#indexes = indexes;
    this.#ledger = ledger;
  }

  changePlacement(claim: RepairClaim, change: PlacementChange): 'changed' | 'stale' | 'unclaimed' {
    const { indexUid } = claim;
    if (!this.#repairs.isHeld(claim)) return 'unclaimed';
    const placement = this.#indexes.get(indexUid)?.placement;
    if (placement?.version !== change.expected) return 'stale';
    if (!isRepairUpToDate(this.#ledger.listOf(indexUid), change.repaired)) return 'stale';
    const repaired = new Set(change.repaired.map(gapKey));
    this.#ledger.forget((entry) => repaired.has(gapKey(entry)));
    this.#ledger.add(change.marks);
    const kept = structuredClone(change);
    this.#indexes.replacePlacement(indexUid, (version) =>
      changedPlacement(placement, kept, version),
    );
    this.#ledger.forget((entry) => entry.indexUid === indexUid && isMisplaced(entry, change));
    return 'changed';
  }

  save(claim: RepairClaim, move: MoveRecord): boolean {
    const { indexUid } = claim;
    assert(move.indexUid === indexUid, 'a move belongs to the index that is claimed');
    if (!this.#repairs.isHeld(claim) || this.#indexes.get(indexUid) === undefined) return false;
    const moves = this.#moves.get(indexUid) ?? new Map<NodeId, MoveRecord>();
    if (!moves.has(move.target) && move.phase !== firstPhase) return false;
    this.#moves.set(indexUid, moves.set(move.target, structuredClone(move)));
    return true;
  }

  end(claim: RepairClaim, target: NodeId): boolean {
    if (!this.#repairs.isHeld(claim)) return false;
    this.#moves.get(claim.indexUid)?.delete(target);
    return true;
  }

  list(): readonly MoveRecord[] {
    return [...this.#moves.values()]
      .flatMap((moves) => [...moves.values()])
      .toSorted(
        (left, right) =>
          compareCodePoints(left.indexUid, right.indexUid) ||
          compareCodePoints(left.target, right.target),
      );
  }

  forgetIndex(uid: string): void {
    this.#moves.delete(uid);
  }
}
