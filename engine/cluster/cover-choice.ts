import type { EngineContext } from '../context.ts';
import { chooseCover, type Cover } from '../placement/cover.ts';
import { shardForKey } from '../placement/hash.ts';
import { queryGroup } from '../placement/query-group.ts';
import type { IndexRecord } from '../ports/task-store.ts';
import type { NodeId, ShardId } from './topology.ts';

export interface CoverPreference {
  /** Reads with the same text share a cover while the nodes' states do not change. */
  readonly sticky: string;
  /** Nodes that have already failed this read. */
  readonly failed: ReadonlySet<NodeId>;
}

export interface ReadCover extends Cover {
  /** Shards of which only a replica that lacks a write can be read: the answer may lack it too. */
  readonly stale: readonly ShardId[];
}

/** Sequences that a sticky text is spread over: enough for any number of groups and nodes. */
const sequences = 4096;
/** Differences in load below this many calls do not move a query to other nodes. */
const callsPerLoadStep = 8;

/**
 * Chooses who is asked for these shards of an index, as things stand: nodes that are up, clean
 * replicas before those that are behind, nodes whose last call failed only for want of others.
 */
export function coverForRead(
  context: EngineContext,
  index: IndexRecord,
  shards: readonly ShardId[],
  { sticky, failed }: CoverPreference,
): ReadCover {
  const { cluster, ledger, nodeMemory, ports } = context;
  const shardMap = cluster.shardMap(index);
  const seed = shardForKey(sticky, sequences);
  const answers = (node: NodeId): boolean => cluster.isUp(node) && !failed.has(node);
  const isBehind = (shard: ShardId, node: NodeId): boolean =>
    !ports.fault.planted('M39') &&
    (nodeMemory.isDoubted(node) || ledger.isBehind(index.uid, shard, node));
  const request = {
    replicas: (shard: ShardId) => shardMap.replicas(shard),
    group: groupFor(context, seed),
    avoid: (node: NodeId) => cluster.isSuspect(node),
    load: (node: NodeId) => Math.floor(cluster.load(node) / callsPerLoadStep),
    seed,
  };
  const clean = chooseCover({
    ...request,
    shards,
    usable: (shard, node) => answers(node) && !isBehind(shard, node),
  });
  if (clean.missing.length === 0) return { ...clean, stale: [] };
  const rest = chooseCover({
    ...request,
    shards: clean.missing,
    usable: (_shard, node) => answers(node),
  });
  return {
    assignment: union(clean.assignment, rest.assignment),
    missing: rest.missing,
    stale: [...rest.assignment.values()].flat(),
  };
}

function groupFor(context: EngineContext, seed: number): number {
  const { replicaGroups, nodes } = context.cluster.topology;
  const usable = (group: number): boolean =>
    nodes.some((node) => node.replicaGroup === group && context.cluster.isUp(node.id));
  return queryGroup(seed, replicaGroups, usable) ?? 0;
}

function union(
  left: Cover['assignment'],
  right: Cover['assignment'],
): ReadonlyMap<NodeId, readonly ShardId[]> {
  const both = new Map(left);
  for (const [node, shards] of right) both.set(node, [...(both.get(node) ?? []), ...shards]);
  return both;
}
