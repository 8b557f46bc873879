import type { Micros } from '../../sim/trace/operation.ts';
import type { ShardPlace } from '../../sim/trace/record.ts';

/** Where the shards of an index are, from one change to the next. */
export class PlacementVersion {
  /** In force from here … */
  readonly from: Micros;
  /** … to here: the next one begins, or the index is forgotten. */
  readonly until: Micros;
  /** The nodes that have the index. */
  readonly hosts: readonly string[];
  readonly shards: readonly ShardPlace[];
  /** Whether the index began with it. */
  readonly isFirst: boolean;

  constructor(parts: {
    readonly from: Micros;
    readonly until: Micros;
    readonly hosts: readonly string[];
    readonly shards: readonly ShardPlace[];
    readonly isFirst: boolean;
  }) {
    this.from = parts.from;
    this.until = parts.until;
    this.hosts = parts.hosts;
    this.shards = parts.shards;
    this.isFirst = parts.isFirst;
  }

  /** The nodes that hold a shard, by replica group. */
  replicas(shard: number): readonly (readonly string[])[] {
    return this.shards[shard]?.replicas ?? [];
  }

  /** Whether a node is read for a shard, and counts in its quorum. */
  isReplica(node: string, shard: number): boolean {
    return this.replicas(shard).some((group) => group.includes(node));
  }

  /** Whether a node gets the writes of a shard. */
  isWritten(node: string, shard: number): boolean {
    return this.isIncoming(node, shard) || this.isReplica(node, shard);
  }

  /** Whether a node is being given a shard. */
  isIncoming(node: string, shard: number): boolean {
    return this.shards[shard]?.incoming.includes(node) ?? false;
  }

  /** Whether a node may have documents of a shard that it is to lose. */
  isOutgoing(node: string, shard: number): boolean {
    return this.shards[shard]?.outgoing.includes(node) ?? false;
  }

  /** Whether some shard is on its way. */
  get isMoving(): boolean {
    return this.shards.some(({ incoming, outgoing }) => incoming.length + outgoing.length > 0);
  }
}
