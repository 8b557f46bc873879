import { must } from '../base/assert.ts';
import type { ShardId } from '../cluster/topology.ts';
import type { EngineContext } from '../context.ts';
import type { NodeBatch } from '../gather/write.ts';
import { indexPath } from '../indexes/node-requests.ts';
import type { IndexRecord, TaskUid } from '../ports/task-store.ts';
import { encodeShard, encodeTime, encodeVersion, markers } from '../protocol/markers.ts';
import { joinDocuments, spliceMembers } from './payload/splice.ts';

/** Documents of one request with what placement needs to know of them. */
export interface PlacedDocuments {
  /** Exact texts, in payload order. */
  readonly documents: readonly string[];
  readonly ids: readonly string[];
  readonly shardOf: ReadonlyMap<string, ShardId>;
}

/** The documents of a write, marked: per document its text, per id its insertion sequence. */
interface MarkedDocuments {
  readonly texts: readonly string[];
  readonly sequences: ReadonlyMap<string, string>;
}

/**
 * Splices the hidden markers into each document's text. A document that existed keeps its sequence;
 * a new one gets the version of its first occurrence in the payload.
 */
export function markDocuments(
  placed: PlacedDocuments,
  known: ReadonlyMap<string, string>,
  version: { task: TaskUid; wallMs: number },
): MarkedDocuments {
  const sequences = new Map<string, string>();
  const updatedAt = encodeTime(version.wallMs);
  const texts = placed.documents.map((document, place) => {
    const id = must(placed.ids[place], 'the id of a document');
    const written = encodeVersion(version.task, place);
    const sequence = sequences.get(id) ?? known.get(id) ?? written;
    sequences.set(id, sequence);
    const shard = encodeShard(must(placed.shardOf.get(id), 'the shard of an id'));
    return spliceMembers(
      document,
      `"${markers.shard}":"${shard}","${markers.version}":"${written}","${markers.sequence}":"${sequence}","${markers.updatedAt}":"${updatedAt}"`,
    );
  });
  return { texts, sequences };
}

/** One request per node with the documents whose shards it holds, in payload order. */
export function writeBatches(
  context: EngineContext,
  index: IndexRecord,
  placed: PlacedDocuments,
  write: { texts: readonly string[]; method: 'POST' | 'PUT'; primaryKey: string },
): NodeBatch[] {
  const shardMap = context.cluster.shardMap(index.shards);
  const perNode = new Map<string, { texts: string[]; shards: Set<ShardId> }>();
  for (const [place, text] of write.texts.entries()) {
    const id = must(placed.ids[place], 'the id of a document');
    const shard = must(placed.shardOf.get(id), 'the shard of an id');
    for (const node of shardMap.writeTargets(shard)) {
      let batch = perNode.get(node);
      if (batch === undefined) {
        batch = { texts: [], shards: new Set() };
        perNode.set(node, batch);
      }
      batch.texts.push(text);
      batch.shards.add(shard);
    }
  }
  const path = `${indexPath(index.uid)}/documents?primaryKey=${encodeURIComponent(write.primaryKey)}`;
  return [...perNode].map(([node, batch]) => ({
    node,
    shards: [...batch.shards],
    request: { method: write.method, path, body: joinDocuments(batch.texts) },
  }));
}
