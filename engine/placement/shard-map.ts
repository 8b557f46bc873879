import { must } from '../base/assert.ts';
import type { NodeId, ShardId } from '../cluster/topology.ts';
import type { ShardPlacement } from './placement.ts';

const none: readonly ShardId[] = [];

/** What one node has to do with an index, shards ascending. */
interface NodeShards {
  readonly replica: ShardId[];
  readonly incoming: ShardId[];
  readonly outgoing: ShardId[];
}

/** The shards of an index by node, and the nodes by shard: looked up for every request. */
export class ShardMap {
  readonly shards: number;
  readonly #placements: readonly ShardPlacement[];
  readonly #replicaNodes: readonly (readonly NodeId[])[];
  readonly #byNode = new Map<NodeId, NodeShards>();

  constructor(placements: readonly ShardPlacement[]) {
    this.shards = placements.length;
    this.#placements = placements;
    this.#replicaNodes = placements.map(({ replicas }) => replicas.flat());
    for (const [shard, { incoming, outgoing }] of placements.entries()) {
      for (const node of this.replicaNodes(shard)) this.#of(node).replica.push(shard);
      for (const node of incoming) this.#of(node).incoming.push(shard);
      for (const node of outgoing) this.#of(node).outgoing.push(shard);
    }
  }

  /** The nodes that hold `shard` whole, by replica group, the strongest draw of each group first. */
  replicas(shard: ShardId): readonly (readonly NodeId[])[] {
    return this.#at(shard).replicas;
  }

  /**
   * The same over all groups. Among them may be nodes that take no writes at the moment: those are
   * behind from that write on.
   */
  replicaNodes(shard: ShardId): readonly NodeId[] {
    return must(this.#replicaNodes[shard], 'shard');
  }

  /** The nodes that are being given `shard`: whatever is written to it is written there, too. */
  incoming(shard: ShardId): readonly NodeId[] {
    return this.#at(shard).incoming;
  }

  /** Every node with a part in the index. */
  nodes(): readonly NodeId[] {
    return [...this.#byNode.keys()];
  }

  /** The shards that `node` holds whole, ascending. */
  shardsOf(node: NodeId): readonly ShardId[] {
    return this.#byNode.get(node)?.replica ?? none;
  }

  /** The shards that `node` is being given, ascending. */
  incomingOf(node: NodeId): readonly ShardId[] {
    return this.#byNode.get(node)?.incoming ?? none;
  }

  /** Whether `node` has no documents but of the shards that it holds whole. */
  isTidy(node: NodeId): boolean {
    const shards = this.#byNode.get(node);
    return shards === undefined || (shards.incoming.length === 0 && shards.outgoing.length === 0);
  }

  #at(shard: ShardId): ShardPlacement {
    return must(this.#placements[shard], 'shard');
  }

  #of(node: NodeId): NodeShards {
    const known = this.#byNode.get(node);
    if (known !== undefined) return known;
    const fresh: NodeShards = { replica: [], incoming: [], outgoing: [] };
    this.#byNode.set(node, fresh);
    return fresh;
  }
}

/** The numbers of all shards of an index that has this many. */
export function allShards(shards: number): readonly ShardId[] {
  return Array.from({ length: shards }, (_, shard) => shard);
}
