import { must } from '../base/assert.ts';
import type { NodeId, ShardId } from '../cluster/topology.ts';
import type { EngineContext } from '../context.ts';
import type { NodeBatch } from '../gather/write.ts';
import { indexPath } from '../indexes/node-requests.ts';
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
 * One request per node with the documents whose shards it holds, in payload order. A body stays in
 * parts, which the nodes share: its text would be a copy of nearly the whole payload for each.
 */
export function writeBatches(
  context: EngineContext,
  index: IndexRecord,
  { documents, shards }: PlacedDocuments,
  write: { endings: readonly string[]; method: 'POST' | 'PUT'; primaryKey: string },
): NodeBatch[] {
  const shardMap = context.cluster.shardMap(index.shards);
  const perNode = new Map<NodeId, Batch>();
  const perShard = new Map<ShardId, readonly Batch[]>();
  for (const [place, ending] of write.endings.entries()) {
    const shard = must(shards[place], 'the shard of a document');
    let batches = perShard.get(shard);
    if (batches === undefined) {
      batches = shardMap.writeTargets(shard).map((node) => batchWith(shard, node, perNode));
      perShard.set(shard, batches);
    }
    const start = must(documents[place], 'a document').slice(0, -1);
    for (const { parts } of batches) parts.push(parts.length === 0 ? '[' : ',', start, ending);
  }
  for (const { parts } of perNode.values()) parts.push(']');
  const path = `${indexPath(index.uid)}/documents?primaryKey=${encodeURIComponent(write.primaryKey)}`;
  return [...perNode].map(([node, batch]) => ({
    node,
    shards: batch.shards,
    request: { method: write.method, path, body: batch.parts },
  }));
}

/** The batch of `node`, which from now on is about `shard` too. */
function batchWith(shard: ShardId, node: NodeId, perNode: Map<NodeId, Batch>): Batch {
  const batch = perNode.get(node) ?? { shards: [], parts: [] };
  perNode.set(node, batch);
  batch.shards.push(shard);
  return batch;
}
