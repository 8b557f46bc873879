import type { ShardId } from '../cluster/topology.ts';
import type { RepairClaim } from './repair-store.ts';

/** When the replicas of a shard were last compared with one another. */
export interface ShardVerification {
  readonly indexUid: string;
  readonly shard: ShardId;
  /** RFC 3339. */
  readonly verifiedAt: string;
}

/** The part of the store that knows which shards anti-entropy has seen (decision 12). */
export interface EntropyStore {
  /**
   * Notes that these shards of the claimed index were verified, in place of what was noted of them
   * before; false, and nothing is noted, without the claim or once the index is gone.
   */
  noteVerified(
    claim: RepairClaim,
    shards: readonly ShardId[],
    verifiedAt: string,
  ): Promise<boolean>;
  /** Shards that were ever verified, by index and shard. They are forgotten with their index. */
  listVerified(): Promise<readonly ShardVerification[]>;
}
