import { must } from '../base/assert.ts';
import { findMember, skipSpace } from '../base/json/scan.ts';
import type { ShardId } from '../cluster/topology.ts';
import type { EngineContext } from '../context.ts';
import { readShards } from '../gather/read.ts';
import { indexPath } from '../indexes/node-requests.ts';
import { limits } from '../limits.ts';
import type { IndexRecord } from '../ports/task-store.ts';
import { markers } from '../protocol/markers.ts';
import type { PlacedDocuments } from './placed-documents.ts';

/**
 * The insertion sequences of those of the documents that exist already (design decision 1: a
 * replaced document keeps its place among ties): from unfinished writes where these tell, from the
 * nodes otherwise. A shard that cannot be read yields none, which costs a place and no document.
 */
export async function knownSequences(
  context: EngineContext,
  index: IndexRecord,
  primaryKey: string,
  placed: PlacedDocuments,
): Promise<ReadonlyMap<string, string>> {
  const known = new Map<string, string>();
  if (!index.written) return known;
  const unknown: string[] = [];
  for (const id of placed.firstPlaces.keys()) {
    const pending = context.pendingSequences.lookup(index.uid, id);
    if (pending === undefined) unknown.push(id);
    else if (pending !== null) known.set(id, pending);
  }
  for (let from = 0; from < unknown.length; from += limits.identifiersPerReadMax) {
    const ids = unknown.slice(from, from + limits.identifiersPerReadMax);
    const stored = await storedSequences(context, index, primaryKey, { ids, placed });
    for (const [id, sequence] of stored) known.set(id, sequence);
  }
  return known;
}

async function storedSequences(
  context: EngineContext,
  index: IndexRecord,
  primaryKey: string,
  wanted: { ids: readonly string[]; placed: PlacedDocuments },
): Promise<[string, string][]> {
  const { firstPlaces, shards: shardsByPlace } = wanted.placed;
  const shardOf = (id: string): ShardId => {
    const place = must(firstPlaces.get(id), 'the place of an id');
    return must(shardsByPlace[place], 'the shard of a document');
  };
  const outcome = await readShards(context, {
    operation: 'read-sequences',
    index,
    shards: [...new Set(wanted.ids.map(shardOf))],
    sticky: `documents ${index.uid}`,
    request: ({ shards }) => ({
      method: 'POST',
      path: `${indexPath(index.uid)}/documents/fetch`,
      body: JSON.stringify({
        ids: wanted.ids.filter((id) => shards.includes(shardOf(id))),
        fields: [primaryKey, markers.sequence],
        limit: wanted.ids.length,
      }),
    }),
    read: (body) => readSequences(body, primaryKey),
  });
  return outcome.values.flat();
}

function readSequences(body: string, primaryKey: string): [string, string][] {
  const results = must(findMember(body, skipSpace(body, 0), 'results'), 'results');
  const documents: Record<string, unknown>[] = JSON.parse(body.slice(results.start, results.end));
  return documents.flatMap((document) => {
    const id = identifierAt(document, primaryKey);
    const sequence = document[markers.sequence];
    return id === undefined || typeof sequence !== 'string' ? [] : [[id, sequence]];
  });
}

/** The id in a parsed document; a primary key may be a path (`a.b`). Ids above 2^53 are not found. */
function identifierAt(document: Record<string, unknown>, primaryKey: string): string | undefined {
  let value: unknown = document[primaryKey];
  if (value === undefined) {
    value = primaryKey
      .split('.')
      .reduce<unknown>((parent, name) => memberOf(parent, name), document);
  }
  if (typeof value === 'string') return value;
  return Number.isSafeInteger(value) ? String(value) : undefined;
}

function memberOf(parent: unknown, name: string): unknown {
  if (typeof parent !== 'object' || parent === null) return undefined;
  return Object.entries(parent).find(([key]) => key === name)?.[1];
}
