import { compareNumbers } from '../base/order.ts';
import type { ShardId } from '../cluster/topology.ts';
import type { EngineContext } from '../context.ts';
import { shardUnavailable } from './api-error.ts';

/**
 * The headers of an answer: none if it is complete, `X-Miroir-Degraded` naming the shards that it
 * lacks or that it could read only from a replica which lacks a write. Throws
 * `miroir_shard_unavailable` if it lacks any under the `error` policy.
 */
export function coverageHeaders(
  context: EngineContext,
  operation: string,
  { missing, stale }: { missing: readonly ShardId[]; stale: readonly ShardId[] },
): Record<string, string> {
  const { unavailableShardPolicy } = context.config.scatter;
  if (missing.length > 0 && unavailableShardPolicy === 'error') throw shardUnavailable(missing);
  if (missing.length === 0 && stale.length === 0) return {};
  if (context.ports.fault.planted('M34')) return {};
  const detail = `shards=${[...missing, ...stale].toSorted(compareNumbers).join(',')}`;
  context.ports.trace.note({ kind: 'degraded', operation, detail });
  return { 'x-miroir-degraded': detail };
}
