import type { Topology } from '../cluster/topology.ts';

/** The fleet as its operator wants it. Shards follow by moves. */
export interface FleetRecord {
  /** Grows by one with each change. */
  readonly version: number;
  readonly topology: Topology;
  /** Whether moves stand still; those under way keep what they have. */
  readonly paused: boolean;
}

/** What an operator asked for. */
export type OperationKind =
  | 'add-node'
  | 'drain-node'
  | 'remove-node'
  | 'replace-node'
  | 'fail-node'
  | 'recover-node'
  /** A node was given up because it did not answer, and is taken back by itself when it does. */
  | 'lose-node'
  | 'regain-node'
  | 'add-group'
  | 'remove-group'
  | 'set-replication'
  | 'rebalance';

/** A change of the fleet and what came of it: what answers name as a Miroir task. */
export interface FleetOperation {
  /** Its number, from 1. */
  readonly id: number;
  readonly kind: OperationKind;
  /** What it is about: a node, a group. */
  readonly subject: string;
  /** `superseded`: another change came before all shards were where this one wanted them. */
  readonly status: 'running' | 'succeeded' | 'superseded';
  /** The fleet that it made. */
  readonly fleetVersion: number;
  /** Replicas of shards, over all indexes, that it had to give to nodes. */
  readonly replicasToMove: number;
  /** RFC 3339. */
  readonly startedAt: string;
  readonly finishedAt: string | null;
}

/** A change of the fleet, to be made if its version is still `expected`. */
export interface FleetChange {
  readonly expected: number;
  readonly topology: Topology;
  readonly paused: boolean;
  /** What is to be noted as an operation; null for a change that takes no time. */
  readonly operation: Pick<
    FleetOperation,
    'kind' | 'subject' | 'replicasToMove' | 'startedAt'
  > | null;
}

/** The part of the store that knows which nodes there are. */
export interface FleetStore {
  /** Stores `seed` as the fleet if there is none yet; answers the seed of then and the fleet of now. */
  initializeFleet(seed: Topology): Promise<{ seed: Topology; fleet: FleetRecord }>;
  /**
   * Changes the fleet; operations that run are superseded if there is a new one. Null, and nothing
   * changes, if its version is another one; the operation is null if none was asked for.
   */
  changeFleet(change: FleetChange): Promise<{ operation: FleetOperation | null } | null>;
  /** The newest operations first. */
  listOperations(limit: number): Promise<readonly FleetOperation[]>;
  getOperation(id: number): Promise<FleetOperation | undefined>;
  /** Notes that running operations of this fleet or an earlier one have succeeded; answers how many. */
  finishOperations(fleetVersion: number, finishedAt: string): Promise<number>;
}
