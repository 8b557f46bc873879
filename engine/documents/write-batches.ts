import { must } from '../base/assert.ts';
import type { NodeId, ShardId } from '../cluster/topology.ts';
import type { EngineContext } from '../context.ts';
import type { NodeBatch } from '../gather/write.ts';
import { indexPath } from '../indexes/node-requests.ts';
import type { ShardMap } from '../placement/shard-map.ts';
import type { IndexRecord, TaskUid } from '../ports/task-store.ts';
import { markerWriter, versionWriter } from '../protocol/markers.ts';
import type { SequenceChanges } from './pending-sequences.ts';
import type { PlacedDocuments } from './placed-documents.ts';

/** What the hidden markers of a write are. */
interface Markers {
  /** For each document the text that takes the place of its closing brace. */
  readonly endings: readonly string[];
  /** The insertion sequence of each id. */
  readonly sequences: SequenceChanges;
}

/**
 * Makes the hidden markers of each document. One that existed keeps its sequence; a new one gets the
 * version of its first occurrence in the payload.
 */
export function markDocuments(
  { ids, shards, firstPlaces }: PlacedDocuments,
  known: ReadonlyMap<string, string>,
  version: { task: TaskUid; wallMs: number },
): Markers {
  const versionAt = versionWriter(version.task);
  const writeMarkers = markerWriter(version.wallMs);
  const sequenceOf = (id: string): string | undefined => {
    const place = firstPlaces.get(id);
    return place === undefined ? undefined : (known.get(id) ?? versionAt(place));
  };
  const allNew = known.size === 0 && firstPlaces.size === ids.length;
  const endings = ids.map((id, place) => {
    const written = versionAt(place);
    const sequence = allNew ? written : must(sequenceOf(id), 'the sequence of an id');
    return writeMarkers(must(shards[place], 'the shard of a document'), written, sequence);
  });
  return { endings, sequences: { has: (id) => firstPlaces.has(id), get: sequenceOf } };
}

interface Batch {
  readonly shards: ShardId[];
  /** Of the JSON list that is its body. */
  readonly parts: string[];
}

/**
 * One request per node with the documents whose shards it holds, in payload order, and one with those
 * of shards that it is being given: what comes of that decides nothing. A body stays in
 * parts, which the nodes share: its text would be a copy of nearly the whole payload for each.
 */
export function writeBatches(
  context: EngineContext,
  index: IndexRecord,
  { documents, shards }: PlacedDocuments,
  write: { endings: readonly string[]; method: 'POST' | 'PUT'; primaryKey: string },
): NodeBatch[] {
  const shardMap = context.cluster.shardMap(index);
  const [perReplica, perIncoming] = [new Map<NodeId, Batch>(), new Map<NodeId, Batch>()];
  const perShard = new Map<ShardId, readonly Batch[]>();
  for (const [place, ending] of write.endings.entries()) {
    const shard = must(shards[place], 'the shard of a document');
    let batches = perShard.get(shard);
    if (batches === undefined) {
      batches = [
        ...shardMap.replicaNodes(shard).map((node) => batchWith(shard, node, perReplica)),
        ...incomingNodes(context, shardMap, shard).map((node) =>
          batchWith(shard, node, perIncoming),
        ),
      ];
      perShard.set(shard, batches);
    }
    const start = must(documents[place], 'a document').slice(0, -1);
    for (const { parts } of batches) parts.push(parts.length === 0 ? '[' : ',', start, ending);
  }
  const path = `${indexPath(index.uid)}/documents?primaryKey=${encodeURIComponent(write.primaryKey)}`;
  const batchOf = ([node, { shards: own, parts }]: readonly [NodeId, Batch]): NodeBatch => {
    parts.push(']');
    return { node, shards: own, request: { method: write.method, path, body: parts } };
  };
  const toIncoming = [...perIncoming].map(
    (entry) => ({ ...batchOf(entry), incoming: true }) as const,
  );
  return [...[...perReplica].map(batchOf), ...toIncoming];
}

function incomingNodes(
  { ports }: EngineContext,
  shardMap: ShardMap,
  shard: ShardId,
): readonly NodeId[] {
  const nodes = shardMap.incoming(shard);
  if (!ports.fault.planted('M7')) return nodes;
  return nodes.filter((node) => shardMap.incomingOf(node)[0] === shard);
}

/** The batch of `node`, which from now on is about `shard` too. */
function batchWith(shard: ShardId, node: NodeId, perNode: Map<NodeId, Batch>): Batch {
  const batch = perNode.get(node) ?? { shards: [], parts: [] };
  perNode.set(node, batch);
  batch.shards.push(shard);
  return batch;
}
