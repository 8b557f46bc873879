import type { NodeId, ShardId } from '../cluster/topology.ts';
import type { Place } from '../movement/place.ts';
import type { Revision, ShardPlacement } from '../placement/placement.ts';
import type { TaskUid } from './task-store.ts';
import type { BehindReplica, LedgerEntry, RepairClaim } from './repair-store.ts';

/**
 * How far a move has come. `dual-write`: the target is to get every write from now on. `copy`: it is
 * given what the source had before. `drain`: writes that are under way end. `delta`: both are
 * compared, and made equal. `activate`: the target takes over, which ends the move; what is left where
 * the shards were is `outgoing` in their placement, until it is cleaned.
 */
export type MovePhase = 'dual-write' | 'copy' | 'drain' | 'delta' | 'activate';

/** The phase in which every move begins. */
export const firstPhase: MovePhase = 'dual-write';

/** Shards of an index on their way to a node; what a proxy needs to go on with it after a crash. */
export interface MoveRecord {
  readonly indexUid: string;
  /** The node that is given the shards. */
  readonly target: NodeId;
  /** The node that they are copied from: a replica, which may stay one. */
  readonly source: NodeId;
  readonly shards: readonly ShardId[];
  readonly phase: MovePhase;
  /** The first write that the target may lack. */
  readonly since: TaskUid;
  /** How far the source has been copied. */
  readonly place: Place;
  /** Documents that were copied, and bytes of their text, so far. */
  readonly copied: number;
  readonly copiedBytes: number;
  /** Documents of the shards on the source when the copy began. */
  readonly documents: number;
  /** RFC 3339. */
  readonly startedAt: string;
}

/** A change of where shards of an index are; only what is named changes. */
export interface PlacementChange {
  /** The version of the placement that it was made for. */
  readonly expected: Revision;
  readonly hosts?: readonly NodeId[];
  readonly shards: readonly (Omit<ShardPlacement, 'version'> & { readonly shard: ShardId })[];
  /** What to enter in the ledger. */
  readonly marks: readonly BehindReplica[];
  /**
   * What leaves the ledger, as it was when its replicas were repaired. A replica that is named here
   * must have no other entry.
   */
  readonly repaired: readonly LedgerEntry[];
}

/** The part of the store by which shards move (decision 11). All of it needs the claim of the index. */
export interface MoveStore {
  /**
   * Changes the placement of an index. Entries of the ledger for nodes that are neither replica nor
   * incoming of their shard afterwards are forgotten. `stale`, and nothing changes, if the placement
   * is of another version or the ledger says more of a repaired replica; `unclaimed` without the claim.
   */
  changePlacement(
    claim: RepairClaim,
    change: PlacementChange,
  ): Promise<'changed' | 'stale' | 'unclaimed'>;
  /**
   * Saves how far the move to its target has come, in place of what was saved before; false without
   * the claim, or if the index is gone. Without anything saved before, a move can only begin: the index
   * that it was about is gone then, though there may be another of that uid.
   */
  saveMove(claim: RepairClaim, move: MoveRecord): Promise<boolean>;
  /** Forgets the move of the claimed index to `target`; false without the claim. */
  endMove(claim: RepairClaim, target: NodeId): Promise<boolean>;
  /** Every move of every index, by index and target. */
  listMoves(): Promise<readonly MoveRecord[]>;
}
