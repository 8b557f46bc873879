import type { NodeId, ShardId } from '../cluster/topology.ts';
import type { EngineContext } from '../context.ts';
import type { NodeBatch } from '../gather/write.ts';
import { indexPath } from '../indexes/node-requests.ts';
import { shardForKey } from '../placement/hash.ts';
import type { NodeRequest } from '../ports/node-client.ts';
import type { IndexRecord } from '../ports/task-store.ts';
import { batchesEverywhere } from './everywhere.ts';
import type { Filter } from './filter.ts';

/**
 * One request per node with those of the ids whose shard it holds, and one with those whose shard it
 * is being given.
 */
export function deletionsOfIds(
  context: EngineContext,
  index: IndexRecord,
  ids: readonly string[],
  request: (own: readonly string[]) => NodeRequest,
): NodeBatch[] {
  const shardMap = context.cluster.shardMap(index);
  const [perReplica, perIncoming] = [new Map<NodeId, Named>(), new Map<NodeId, Named>()];
  for (const id of ids) {
    const shard = shardForKey(id, index.shards);
    for (const node of shardMap.replicaNodes(shard)) add(perReplica, node, shard, id);
    if (context.ports.fault.planted('M4')) continue;
    for (const node of shardMap.incoming(shard)) add(perIncoming, node, shard, id);
  }
  const batchOf = ([node, named]: readonly [NodeId, Named]): NodeBatch => {
    return { node, shards: [...named.shards], request: request(named.ids) };
  };
  const toIncoming = [...perIncoming].map(
    (entry) => ({ ...batchOf(entry), incoming: true }) as const,
  );
  return [...[...perReplica].map(batchOf), ...toIncoming];
}

/** Documents of a node that a deletion names. */
interface Named {
  readonly ids: string[];
  readonly shards: Set<ShardId>;
}

function add(perNode: Map<NodeId, Named>, node: NodeId, shard: ShardId, id: string): void {
  const named = perNode.get(node) ?? { ids: [], shards: new Set() };
  named.ids.push(id);
  named.shards.add(shard);
  perNode.set(node, named);
}

/** A deletion of all documents, or of those that match `filter`, for every node with a part in the index. */
export function deletionsEverywhere(
  context: EngineContext,
  index: IndexRecord,
  filter: Filter | null,
): NodeBatch[] {
  const path = `${indexPath(index.uid)}/documents`;
  return batchesEverywhere(context, index, filter, (narrowed) => {
    if (narrowed === null) return { method: 'DELETE', path };
    return { method: 'POST', path: `${path}/delete`, body: `{"filter":${narrowed}}` };
  });
}
