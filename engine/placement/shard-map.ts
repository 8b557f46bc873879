import { assert, must } from '../base/assert.ts';
import { isPlaced } from '../cluster/node-state.ts';
import type { GroupId, NodeId, ShardId, Topology } from '../cluster/topology.ts';
import { limits } from '../limits.ts';
import { assignShard } from './rendezvous.ts';

const none: readonly ShardId[] = [];

/**
 * Which nodes hold which shard: computed once from a topology and an index's number of shards.
 *
 * Nodes that are active, degraded, draining, failed or restoring have their place: a failure moves
 * nothing, and a draining node keeps a shard until a move has taken it away. Joining and removed
 * nodes have none: a joining node gets its shards, and meanwhile their writes, by moves.
 */
export class ShardMap {
  readonly shards: number;
  readonly #replicas: readonly (readonly (readonly NodeId[])[])[];
  readonly #writeTargets: readonly (readonly NodeId[])[];
  readonly #shardsOf = new Map<NodeId, ShardId[]>();

  /** Throws an assertion failure if `shards` is out of range or the topology contradicts itself. */
  constructor(topology: Topology, shards: number) {
    assert(shards >= 1 && shards <= limits.shardsMax, 'the number of shards is out of range');
    this.shards = shards;
    const groups = placedNodes(topology);
    const numbers = allShards(shards);
    this.#replicas = numbers.map((shard) =>
      groups.map((nodes) => assignShard(shard, nodes, topology.replicationFactor)),
    );
    this.#writeTargets = this.#replicas.map((replicas) => replicas.flat());
    for (const node of groups.flat()) this.#shardsOf.set(node, []);
    this.#writeTargets.forEach((nodes, shard) => {
      for (const node of nodes) this.#shardsOf.get(node)?.push(shard);
    });
  }

  /** The nodes that hold `shard`, by replica group, the strongest draw of each group first. */
  replicas(shard: ShardId): readonly (readonly NodeId[])[] {
    return must(this.#replicas[shard], 'shard');
  }

  /**
   * Every node that a write to `shard` is due to, over all groups. Among them may be nodes that
   * take no writes at the moment: those are behind from that write on.
   */
  writeTargets(shard: ShardId): readonly NodeId[] {
    return must(this.#writeTargets[shard], 'shard');
  }

  /** The shards that `node` holds, ascending; none if it has no place. */
  shardsOf(node: NodeId): readonly ShardId[] {
    return this.#shardsOf.get(node) ?? none;
  }
}

/** The numbers of all shards of an index that has this many. */
export function allShards(shards: number): readonly ShardId[] {
  return Array.from({ length: shards }, (_, shard) => shard);
}

/** The ids of the placed nodes of each group. */
function placedNodes(topology: Topology): readonly (readonly NodeId[])[] {
  const groups: NodeId[][] = Array.from({ length: topology.replicaGroups }, () => []);
  const seen = new Set<NodeId>();
  for (const node of topology.nodes) {
    assert(!seen.has(node.id), `node ${node.id} is listed twice`);
    seen.add(node.id);
    if (isPlaced(node.state)) groupOf(groups, node.replicaGroup).push(node.id);
  }
  return groups;
}

function groupOf(groups: readonly NodeId[][], group: GroupId): NodeId[] {
  return must(groups[group], `replica group ${group}`);
}
