import { findMember, forEachElement } from '../../base/json/scan.ts';
import type { ShardId } from '../../cluster/topology.ts';
import type { EngineContext } from '../../context.ts';
import { readDocumentList } from '../../documents/stored-document.ts';
import { readShards, type ShardReadOutcome } from '../../gather/read.ts';
import { indexPath } from '../../indexes/node-requests.ts';
import { shardForKey } from '../../placement/hash.ts';
import type { IndexRecord } from '../../ports/task-store.ts';
import { invalidRequest, shardUnavailable } from '../../protocol/api-error.ts';
import { markers } from '../../protocol/markers.ts';
import { narrowFilter } from '../../documents/filter.ts';
import { objectText } from '../plan.ts';
import type { SimilarQuery } from './similar-query.ts';

/** The document that others are compared with. */
export interface SourceDocument {
  /** Its marker, which tells it from all others. */
  readonly sequence: string;
  /** Its vectors for the embedder, as exact text. */
  readonly vectors: readonly string[];
  /** Shards that only a replica which lacks a write answered for. */
  readonly stale: readonly ShardId[];
}

/**
 * Reads the document with the id of `query` from a replica of its shard. Throws `not_found_similar_id`
 * if there is none, `miroir_shard_unavailable` if no replica answers.
 */
export async function readSource(
  context: EngineContext,
  index: IndexRecord,
  query: SimilarQuery,
): Promise<SourceDocument> {
  const { values, missing, stale } = await fetchById(context, index, query.id, {
    retrieveVectors: true,
    filter: null,
  });
  if (missing.length > 0) throw shardUnavailable(missing);
  const found = values.flatMap(({ documents }) => documents)[0];
  if (found === undefined) {
    throw invalidRequest('not_found_similar_id', `Document \`${query.id}\` not found.`);
  }
  return {
    sequence: found.sequence,
    vectors: vectorsOf(found.text, query.embedder),
    stale,
  };
}

/** Whether the document is among those that the client's filter leaves: one of the hits, but for itself. */
export async function isAmongFiltered(
  context: EngineContext,
  index: IndexRecord,
  id: string,
  filter: string,
): Promise<boolean> {
  const { values } = await fetchById(context, index, id, { retrieveVectors: false, filter });
  return values.some(({ documents }) => documents.length > 0);
}

function fetchById(
  context: EngineContext,
  index: IndexRecord,
  id: string,
  { retrieveVectors, filter }: { retrieveVectors: boolean; filter: string | null },
): Promise<ShardReadOutcome<ReturnType<typeof readDocumentList>>> {
  const path = `${indexPath(index.uid)}/documents/fetch`;
  const parameters = {
    ids: [id],
    limit: 1,
    retrieveVectors,
    ...(retrieveVectors ? {} : { fields: [markers.sequence] }),
  };
  const members = Object.entries(parameters).map(
    ([name, value]) => [name, JSON.stringify(value)] as const,
  );
  const bodyFor = (shardFilter: string | null) => {
    const narrowed = narrowFilter(filter, shardFilter);
    return objectText(new Map(narrowed === null ? members : [...members, ['filter', narrowed]]));
  };
  return readShards(context, {
    operation: 'similar-source',
    index,
    shards: [shardForKey(id, index.shards)],
    sticky: id,
    request: (slice) => ({ method: 'POST', path, body: bodyFor(slice.filter) }),
    read: readDocumentList,
  });
}

function vectorsOf(document: string, embedder: string): readonly string[] {
  const path = ['_vectors', embedder, 'embeddings'];
  let at = 0;
  for (const name of path) {
    if (document[at] !== '{') return [];
    const member = findMember(document, at, name);
    if (member === undefined) return [];
    at = member.start;
  }
  const vectors: string[] = [];
  if (document[at] !== '[') return vectors;
  forEachElement(document, at, (start, end) => vectors.push(document.slice(start, end)));
  return vectors;
}
