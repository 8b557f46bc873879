import type { NodeId, ShardId } from '../cluster/topology.ts';
import type { SessionId } from './session.ts';

/** A replica of a shard that lacks a write (design decision 2). */
export interface BehindReplica {
  readonly indexUid: string;
  readonly shard: ShardId;
  readonly node: NodeId;
  /** The number of the first write that it may lack. */
  readonly since: number;
  /**
   * `awaiting-outcome`: it acknowledged the write and then became unreachable; cleared when its task
   * turns out to have succeeded. `interrupted`: the proxy died while sending. `given-up`: no group had
   * a quorum, so that the write failed for its client. `under-repair`: a proxy began to make it equal
   * to another replica. `incoming`: its node is being given the shard. `restored`: its node was found
   * to have lost what it had acknowledged. `unhosted`: its node was given up, and took no part in what
   * was done to the index as a whole meanwhile.
   */
  readonly reason:
    | 'not-acknowledged'
    | 'task-failed'
    | 'awaiting-outcome'
    | 'interrupted'
    | 'given-up'
    | 'under-repair'
    | 'incoming'
    | 'restored'
    | 'unhosted';
}

/** An entry of the ledger as it is at a moment. */
export interface LedgerEntry extends BehindReplica {
  /** How often it was entered again: what was missed meanwhile changes this, not `since`. */
  readonly renewals: number;
}

/** The session of a proxy and the index whose replicas it alone repairs and moves. */
export interface RepairClaim {
  readonly session: SessionId;
  readonly indexUid: string;
}

/** The part of the store by which replicas are repaired (decision 10). Claims end with their session. */
export interface RepairStore {
  /**
   * Claims the repair of an index, or goes on with it, and enters `marks` in the ledger; answers the
   * ledger of the index. Null, and nothing changes, if another open session has the claim.
   */
  claimRepair(
    claim: RepairClaim,
    marks: readonly BehindReplica[],
  ): Promise<readonly LedgerEntry[] | null>;
  /**
   * Takes the turn of the index: no task of it becomes `dispatching` until it is given back. False
   * while one is; no further one is registered from then on. False without the claim.
   */
  takeRepairTurn(claim: RepairClaim): Promise<boolean>;
  /** Gives back the turn (or the place of who waits for it), or the whole claim. */
  endRepair(claim: RepairClaim, what: 'turn' | 'claim'): Promise<void>;
  /** Forgets those of `entries` that are still as they were; false without the claim. */
  clearRepaired(claim: RepairClaim, entries: readonly LedgerEntry[]): Promise<boolean>;
}
