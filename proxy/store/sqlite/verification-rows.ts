import type { ShardId } from '../../../engine/cluster/topology.ts';
import type { ShardVerification } from '../../../engine/ports/entropy-store.ts';
import type { RepairClaim } from '../../../engine/ports/repair-store.ts';
import type { IndexRows } from './index-rows.ts';
import type { RepairRows } from './repair-rows.ts';
import type { Statements } from './statements.ts';

/** When shards were last verified, in a SQLite store. To be used inside a transaction. */
export class VerificationRows {
  readonly #statements: Statements;
  readonly #repairs: RepairRows;
  readonly #indexes: IndexRows;

  constructor(statements: Statements, repairs: RepairRows, indexes: IndexRows) {
    this.#statements = statements;
    this.#repairs = repairs;
    this.#indexes = indexes;
  }

  note(claim: RepairClaim, shards: readonly ShardId[], verifiedAt: string): boolean {
    const { indexUid } = claim;
    if (!this.#repairs.isHeld(claim) || !this.#indexes.has(indexUid)) return false;
    for (const shard of shards) this.#statements.putVerification.run(indexUid, shard, verifiedAt);
    return true;
  }

  list(): readonly ShardVerification[] {
    return this.#statements.selectVerifications.all();
  }
}
