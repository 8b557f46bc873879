import { must } from '../../../engine/base/assert.ts';
import type { NodeId, NodeRecord } from '../../../engine/cluster/topology.ts';
import { newPlacement } from '../../../engine/placement/placement.ts';
import { allShards, ShardMap } from '../../../engine/placement/shard-map.ts';

/** The nodes of each replica group. */
export type Groups = readonly (readonly NodeId[])[];

/** What is spread over the nodes, and how finely. */
export interface Spread {
  readonly documents: number;
  readonly shards: number;
  readonly replicationFactor: number;
}

/** What one node holds. */
export interface NodeShare {
  readonly node: NodeId;
  readonly replicaGroup: number;
  readonly shards: number;
  readonly documents: number;
}

/** Where a new index would be on these nodes, and the documents of each shard. */
export class Placement {
  readonly groups: Groups;
  readonly #map: ShardMap;
  readonly #documents: readonly number[];
  readonly #spread: Spread;

  constructor(groups: Groups, spread: Spread) {
    const { documents, shards, replicationFactor } = spread;
    this.groups = groups;
    this.#spread = spread;
    const nodes = groups.flatMap((ids, replicaGroup) =>
      ids.map((id): NodeRecord => ({ id, address: '', replicaGroup, state: 'active' })),
    );
    const topology = { replicaGroups: groups.length, replicationFactor, shards, nodes };
    this.#map = new ShardMap(newPlacement(topology, shards).shards);
    this.#documents = evenShares(documents, shards);
  }

  /** The same documents and shards over other nodes. */
  withGroups(groups: Groups): Placement {
    return new Placement(groups, this.#spread);
  }

  /** What each node holds, group by group. */
  shares(): readonly NodeShare[] {
    return this.groups.flatMap((nodes, replicaGroup) =>
      nodes.map((node) => {
        const held = this.#map.shardsOf(node);
        const documents = held.reduce((sum, shard) => sum + this.#documentsOf(shard), 0);
        return { node, replicaGroup, shards: held.length, documents };
      }),
    );
  }

  /**
   * The documents that have to be copied to each node when `before` becomes this placement; nodes
   * that gain none are left out. Both must have the same shards.
   */
  gainsSince(before: Placement): ReadonlyMap<NodeId, number> {
    const gains = new Map<NodeId, number>();
    for (const shard of allShards(this.#map.shards)) {
      const holders = before.#map.replicaNodes(shard);
      const added = this.#map.replicaNodes(shard).filter((node) => !holders.includes(node));
      for (const node of added) {
        gains.set(node, (gains.get(node) ?? 0) + this.#documentsOf(shard));
      }
    }
    return gains;
  }

  #documentsOf(shard: number): number {
    return must(this.#documents[shard], 'shard');
  }
}

/**
 * `total` in so many whole parts that differ by one at most: a hash spreads documents so evenly that
 * how far a shard is off matters less than how many shards a node has.
 */
function evenShares(total: number, parts: number): readonly number[] {
  const part = Math.floor(total / parts);
  const rest = total % parts;
  return Array.from({ length: parts }, (_, index) => (index < rest ? part + 1 : part));
}
