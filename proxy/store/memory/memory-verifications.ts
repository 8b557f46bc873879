import { compareCodePoints, compareNumbers } from '../../../engine/base/order.ts';
import type { ShardId } from '../../../engine/cluster/topology.ts';
import type { ShardVerification } from '../../../engine/ports/entropy-store.ts';
import type { RepairClaim } from '../../../engine/ports/repair-store.ts';
import type { MemoryIndexes } from './memory-indexes.ts';
import type { MemoryRepairs } from './memory-repairs.ts';

/** When shards were last verified, in a {@link MemoryStore}. */
export class MemoryVerifications {
  readonly #repairs: MemoryRepairs;
  readonly #indexes: MemoryIndexes;
  /** By index and shard. */
  readonly #verifiedAt = new Map<string, Map<ShardId, string>>();

  constructor(repairs: MemoryRepairs, indexes: MemoryIndexes) {
    this.#repairs = repairs;
    this.#indexes = indexes;
  }

  note(claim: RepairClaim, shards: readonly ShardId[], verifiedAt: string): boolean {
    const { indexUid } = claim;
    if (!this.#repairs.isHeld(claim) || this.#indexes.get(indexUid) === undefined) return false;
    const known = this.#verifiedAt.get(indexUid) ?? new Map<ShardId, string>();
    this.#verifiedAt.set(indexUid, known);
    for (const shard of shards) known.set(shard, verifiedAt);
    return true;
  }

  list(): readonly ShardVerification[] {
    return [...this.#verifiedAt]
      .flatMap(([indexUid, shards]) =>
        [...shards].map(([shard, verifiedAt]) => ({ indexUid, shard, verifiedAt })),
      )
      .toSorted(
        (left, right) =>
          compareCodePoints(left.indexUid, right.indexUid) ||
          compareNumbers(left.shard, right.shard),
      );
  }

  forgetIndex(uid: string): void {
    this.#verifiedAt.delete(uid);
  }
}
