import { must } from '../base/assert.ts';
import type { NodeId, ShardId } from '../cluster/topology.ts';
import type { EngineContext } from '../context.ts';
import type { NodeBatch } from '../gather/write.ts';
import { indexPath } from '../indexes/node-requests.ts';
import type { IndexRecord, TaskUid } from '../ports/task-store.ts';
import { markerWriter, versionWriter } from '../protocol/markers.ts';
import { listParts, type SplicedDocument, spliceMembers } from './payload/splice.ts';
import type { PlacedDocuments } from './placed-documents.ts';

/** The documents of a write, marked: per document its text, per id its insertion sequence. */
interface MarkedDocuments {
  readonly texts: readonly SplicedDocument[];
  readonly sequences: ReadonlyMap<string, string>;
}

/**
 * Splices the hidden markers into each document's text. A document that existed keeps its sequence;
 * a new one gets the version of its first occurrence in the payload.
 */
export function markDocuments(
  { documents, ids, shards }: PlacedDocuments,
  known: ReadonlyMap<string, string>,
  version: { task: TaskUid; wallMs: number },
): MarkedDocuments {
  const writeVersion = versionWriter(version.task);
  const writeMarkers = markerWriter(version.wallMs);
  const sequences = new Map<string, string>();
  const texts = documents.map((document, place) => {
    const id = must(ids[place], 'the id of a document');
    const shard = must(shards[place], 'the shard of a document');
    const written = writeVersion(place);
    const sequence = sequences.get(id) ?? known.get(id) ?? written;
    sequences.set(id, sequence);
    return spliceMembers(document, writeMarkers(shard, written, sequence));
  });
  return { texts, sequences };
}

interface Batch {
  readonly shards: ShardId[];
  readonly texts: SplicedDocument[];
}

/** One request per node with the documents whose shards it holds, in payload order. */
export function writeBatches(
  context: EngineContext,
  index: IndexRecord,
  placed: PlacedDocuments,
  write: { texts: readonly SplicedDocument[]; method: 'POST' | 'PUT'; primaryKey: string },
): NodeBatch[] {
  const shardMap = context.cluster.shardMap(index.shards);
  const perNode = new Map<NodeId, Batch>();
  const perShard = new Map<ShardId, readonly Batch[]>();
  for (const [place, text] of write.texts.entries()) {
    const shard = must(placed.shards[place], 'the shard of a document');
    let batches = perShard.get(shard);
    if (batches === undefined) {
      batches = shardMap.writeTargets(shard).map((node) => batchWith(shard, node, perNode));
      perShard.set(shard, batches);
    }
    for (const batch of batches) batch.texts.push(text);
  }
  const path = `${indexPath(index.uid)}/documents?primaryKey=${encodeURIComponent(write.primaryKey)}`;
  return [...perNode].map(([node, { shards, texts }]) => ({
    node,
    shards,
    request: { method: write.method, path, body: listParts(texts) },
  }));
}

/** The batch of `node`, which from now on is about `shard` too. */
function batchWith(shard: ShardId, node: NodeId, perNode: Map<NodeId, Batch>): Batch {
  const batch = perNode.get(node) ?? { shards: [], texts: [] };
  perNode.set(node, batch);
  batch.shards.push(shard);
  return batch;
}
