import { allShards } from '../placement/shard-map.ts';
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
  const { cluster, ports } = context;
  const { shards, replicationFactor, replicaGroups } = cluster.topology;
  const nowMs = ports.clock.monoMs();
  const nodes = cluster.nodes().map((node) => {
    const seenMs = cluster.lastSeenMs(node.id);
    return {
      id: node.id,
      replica_group: node.replicaGroup,
      status: node.state,
      shard_count: cluster.shardMap(shards).shardsOf(node.id).length,
      last_seen_ms: seenMs === undefined ? null : Math.round(nowMs - seenMs),
      behind: behindOf(context, node.id),
    };
  });
  return jsonAnswer(200, {
    shards,
    replication_factor: replicationFactor,
    replica_groups: replicaGroups,
    nodes,
    degraded_node_count: nodes.filter((node) => node.status !== 'active').length,
    rebalance_in_progress: false,
    fully_covered: uncoveredShards(context).length === 0,
  });
}

/** `GET /_miroir/shards`: which nodes hold each shard of a new index, and of each index. */
export async function getShards(context: EngineContext): Promise<Answer> {
  const indexes = context.catalogue
    .allVisible()
    .map((index) => [index.uid, placement(context, index.shards)]);
  return jsonAnswer(200, {
    shards: placement(context, context.cluster.topology.shards),
    indexes: Object.fromEntries(indexes),
  });
}

/** `GET /_miroir/metrics`: the same text as the metrics port. */
export async function getMetrics(context: EngineContext, _request: RoutedRequest): Promise<Answer> {
  const body = await context.ports.metrics.text();
  return { status: 200, body, headers: { 'content-type': 'text/plain; version=0.0.4' } };
}

function placement(context: EngineContext, shards: number): Record<string, readonly string[]> {
  const shardMap = context.cluster.shardMap(shards);
  return Object.fromEntries(
    allShards(shards).map((shard) => [String(shard), shardMap.writeTargets(shard)]),
  );
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
