/** A node's name, as configured. Part of the placement hash, so it never changes. */
export type NodeId = string;
/** A shard's number within an index: 0 to `shards` − 1. */
export type ShardId = number;
/** A replica group's number: each group holds a full copy of every index. */
export type GroupId = number;

export type NodeState =
  | 'joining'
  | 'active'
  | 'degraded'
  | 'draining'
  | 'failed'
  | 'restoring'
  | 'removed';

export interface NodeRecord {
  readonly id: NodeId;
  readonly replicaGroup: GroupId;
  readonly state: NodeState;
}

/** Which nodes there are and how documents are spread over them. */
export interface Topology {
  readonly replicaGroups: number;
  readonly replicationFactor: number;
  /** Shards that a new index gets; an existing index keeps its own number. */
  readonly shards: number;
  readonly nodes: readonly NodeRecord[];
}
