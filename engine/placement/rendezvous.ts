import { compareCodePoints, type Comparison } from '../base/order.ts';
import type { NodeId, ShardId } from '../cluster/topology.ts';
import { score } from './hash.ts';

interface Candidate {
  readonly node: NodeId;
  readonly score: bigint;
}

/**
 * Sorts `nodes` by how strongly `shard` is drawn to them, strongest first (rendezvous hashing,
 * Thaler and Ravishankar 1998): adding or removing a node moves only shards of that node.
 */
export function rankNodes(shard: ShardId, nodes: readonly NodeId[]): readonly NodeId[] {
  return nodes
    .map((node) => ({ node, score: score(shard, node) }))
    .toSorted(compareCandidates)
    .map(({ node }) => node);
}

/** The nodes of one group that hold `shard`: the first `replicationFactor`, or all if fewer. */
export function assignShard(
  shard: ShardId,
  nodes: readonly NodeId[],
  replicationFactor: number,
): readonly NodeId[] {
  return rankNodes(shard, nodes).slice(0, replicationFactor);
}

/** Higher score first; equal scores by node id. */
function compareCandidates(left: Candidate, right: Candidate): Comparison {
  if (left.score !== right.score) return left.score > right.score ? -1 : 1;
  return compareCodePoints(left.node, right.node);
}
