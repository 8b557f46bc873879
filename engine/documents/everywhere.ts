import type { ShardId } from '../cluster/topology.ts';
import type { EngineContext } from '../context.ts';
import type { NodeBatch } from '../gather/write.ts';
import type { NodeRequest } from '../ports/node-client.ts';
import type { IndexRecord } from '../ports/task-store.ts';
import { shardFilter } from '../protocol/markers.ts';
import { type Filter, narrowFilter } from './filter.ts';

/**
 * A write to all documents, or to those that match `filter`, for every node with a part in the index. On
 * a node that is also being given shards, or rid of some, each part is written to by itself: how many
 * documents there were counts only where the node holds all of them.
 */
export function batchesEverywhere(
  context: EngineContext,
  index: IndexRecord,
  filter: Filter | null,
  request: (filter: Filter | null) => NodeRequest,
): NodeBatch[] {
  const shardMap = context.cluster.shardMap(index);
  return shardMap.nodes().flatMap((node): NodeBatch[] => {
    const held = shardMap.shardsOf(node);
    const whole = { node, shards: held, request: request(filter) };
    if (shardMap.isTidy(node)) return held.length === 0 ? [] : [whole];
    const given = context.ports.fault.planted('M45') ? [] : shardMap.incomingOf(node);
    const part = (shards: readonly ShardId[]): NodeBatch[] =>
      // Of everything: as a list, so that it is not taken for the cleaning of what is held elsewhere.
      shards.length === 0
        ? []
        : [{ node, shards, request: request(narrowFilter(filter ?? '[]', shardFilter(shards))) }];
    return [...part(held), ...part(given).map((batch) => ({ ...batch, incoming: true }) as const)];
  });
}
