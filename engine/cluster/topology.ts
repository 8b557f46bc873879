/** A node's name, as configured. Part of the placement hash, so it never changes. */
export type NodeId = string;
/** A shard's number within an index: 0 to `shards` − 1. */
export type ShardId = number;
/** A replica group's number: each group holds a full copy of every index. */
export type GroupId = number;

/**
 * What a node is meant to be, as its operator or a move says; whether it answers just now is another
 * matter (see `health.ts`). `failed`: given up until it is recovered; its shards go elsewhere.
 */
export type NodeState = 'joining' | 'active' | 'draining' | 'failed';

export interface NodeRecord {
  readonly id: NodeId;
  /** Base URL. */
  readonly address: string;
  readonly replicaGroup: GroupId;
  readonly state: NodeState;
  /** Set once the node was found to have lost what it had acknowledged, as it was restored or wiped. */
  readonly restored?: {
    /** How often that was found. */
    readonly count: number;
    /** Whether the ledger names all that it had then. Until it does, nobody relies on the node. */
    readonly isMarked: boolean;
  };
  /**
   * Set while a node that was given up and taken back may have indexes that were deleted meanwhile: they
   * are still to be named in the ledger, which has them removed.
   */
  readonly isBack?: boolean;
}

/** Which nodes there are and how documents are spread over them. */
export interface Topology {
  readonly replicaGroups: number;
  readonly replicationFactor: number;
  /** Shards that a new index gets; an existing index keeps its own number. */
  readonly shards: number;
  readonly nodes: readonly NodeRecord[];
}
