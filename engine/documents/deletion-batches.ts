import type { NodeId, ShardId } from '../cluster/topology.ts';
import type { EngineContext } from '../context.ts';
import type { NodeBatch } from '../gather/write.ts';
import { indexPath } from '../indexes/node-requests.ts';
import { shardForKey } from '../placement/hash.ts';
import type { NodeRequest } from '../ports/node-client.ts';
import type { IndexRecord } from '../ports/task-store.ts';
import { shardFilter } from '../protocol/markers.ts';
import { type Filter, narrowFilter } from './filter.ts';

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

/**
 * A deletion of all documents, or of those that match `filter`, for every node with a part in the
 * index. On a node that is also being given shards, or rid of some, each part is deleted from by
 * itself: how many documents went counts only where the node holds all of them.
 */
export function deletionsEverywhere(
  context: EngineContext,
  index: IndexRecord,
  filter: Filter | null,
): NodeBatch[] {
  const shardMap = context.cluster.shardMap(index);
  return shardMap.nodes().flatMap((node): NodeBatch[] => {
    const held = shardMap.shardsOf(node);
    const whole = { node, shards: held, request: deletion(index, filter) };
    if (shardMap.isTidy(node)) return held.length === 0 ? [] : [whole];
    const given = context.ports.fault.planted('M45') ? [] : shardMap.incomingOf(node);
    const part = (shards: readonly ShardId[]): NodeBatch[] =>
      // Of everything: as a list, so that it is not taken for the cleaning of what is held elsewhere.
      shards.length === 0
        ? []
        : [
            {
              node,
              shards,
              request: deletion(index, narrowFilter(filter ?? [], shardFilter(shards))),
            },
          ];
    return [...part(held), ...part(given).map((batch) => ({ ...batch, incoming: true }) as const)];
  });
}

function deletion({ uid }: IndexRecord, filter: Filter | null): NodeRequest {
  const path = `${indexPath(uid)}/documents`;
  if (filter === null) return { method: 'DELETE', path };
  return { method: 'POST', path: `${path}/delete`, body: JSON.stringify({ filter }) };
}
