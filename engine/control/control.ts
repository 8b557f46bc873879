import { antiEntropyStatus } from '../movement/entropy/verification-schedule.ts';
import type { NodeId } from '../cluster/topology.ts';
import { desiredReplicas, type ShardPlacement } from '../placement/placement.ts';
import { allShards } from '../placement/shard-map.ts';
import type { IndexRecord } from '../ports/task-store.ts';
import { isFleetInPlace } from '../movement/move/fleet-settling.ts';
import { coverForRead } from '../cluster/cover-choice.ts';
import type { EngineContext } from '../context.ts';
import { compareNumbers } from '../base/order.ts';
import { type Answer, jsonAnswer, type RoutedRequest } from '../protocol/routed-request.ts';

/** `GET /_miroir/ready`: 200 once every shard of every index can be read, 503 before. */
export async function getReady(context: EngineContext): Promise<Answer> {
  const missing = uncoveredShards(context);
  if (missing.length > 0) return jsonAnswer(503, { status: 'unavailable', missing });
  return jsonAnswer(200, { status: 'ready' });
}

/** `GET /_miroir/topology`: the nodes and what this proxy believes about them. */
export async function getTopology(context: EngineContext): Promise<Answer> {
  const { catalogue, cluster, ports } = context;
  const { version, paused } = cluster.fleet;
  const { shards, replicationFactor, replicaGroups } = cluster.topology;
  const indexes = catalogue.all();
  const nowMs = ports.clock.monoMs();
  const nodes = cluster.nodes().map((node) => {
    const seenMs = cluster.lastSeenMs(node.id);
    return {
      id: node.id,
      address: node.address,
      replica_group: node.replicaGroup,
      status: node.state,
      shard_count: shardCount(context, indexes, node.id),
      last_seen_ms: seenMs === undefined ? null : Math.round(nowMs - seenMs),
      behind: behindOf(context, node.id),
    };
  });
  return jsonAnswer(200, {
    fleet_version: version,
    shards,
    replication_factor: replicationFactor,
    replica_groups: replicaGroups,
    nodes,
    degraded_node_count: nodes.filter((node) => node.status === 'failed').length,
    rebalance_in_progress: !isFleetInPlace(context),
    rebalance_paused: paused,
    fully_covered: uncoveredShards(context).length === 0,
  });
}

/** `GET /_miroir/shards`: which nodes a new index would use, and which each index does. */
export async function getShards(context: EngineContext): Promise<Answer> {
  const { topology } = context.cluster;
  const indexes = context.catalogue
    .allVisible()
    .map(({ uid, placement }) => [uid, byShard(placement.shards.map(renderShard))]);
  return jsonAnswer(200, {
    shards: byShard(desiredReplicas(topology, topology.shards).map((groups) => groups.flat())),
    indexes: Object.fromEntries(indexes),
  });
}

/** `GET /_miroir/metrics`: the same text as the metrics port. */
export async function getMetrics(context: EngineContext, _request: RoutedRequest): Promise<Answer> {
  const body = await context.ports.metrics.text();
  return { status: 200, body, headers: { 'content-type': 'text/plain; version=0.0.4' } };
}

function byShard<Value>(values: readonly Value[]): Record<string, Value> {
  return Object.fromEntries(values.map((value, shard) => [String(shard), value]));
}

function renderShard({ replicas, incoming, outgoing }: ShardPlacement): object {
  return { replicas, incoming, outgoing };
}

/** Replicas on a node over all indexes; while there is none, those that an index would get. */
function shardCount(
  { cluster }: EngineContext,
  indexes: readonly IndexRecord[],
  node: NodeId,
): number {
  if (indexes.length > 0) {
    return indexes.reduce((sum, index) => sum + cluster.shardMap(index).shardsOf(node).length, 0);
  }
  const { topology } = cluster;
  const desired = desiredReplicas(topology, topology.shards);
  return desired.filter((groups) => groups.flat().includes(node)).length;
}

function uncoveredShards(context: EngineContext): { index: string; shards: readonly number[] }[] {
  return context.catalogue.allVisible().flatMap((index) => {
    const { missing } = coverForRead(context, index, allShards(index.shards), {
      sticky: 'ready',
      failed: new Set(),
    });
    return missing.length === 0 ? [] : [{ index: index.uid, shards: missing }];
  });
}

function behindOf(context: EngineContext, node: string): { index: string; shards: number[] }[] {
  const entries = context.ledger.entries().filter((entry) => entry.node === node);
  const byIndex = Map.groupBy(entries, (entry) => entry.indexUid);
  return [...byIndex].map(([index, behind]) => ({
    index,
    shards: [...new Set(behind.map((entry) => entry.shard))].toSorted(compareNumbers),
  }));
}

/** `GET /_miroir/anti-entropy/status`: how far the replicas have been compared with one another. */
export async function getAntiEntropyStatus(context: EngineContext): Promise<Answer> {
  return jsonAnswer(200, await antiEntropyStatus(context));
}
