import { must } from '../../base/assert.ts';
import { findMember } from '../../base/json/scan.ts';
import { narrowFilter } from '../../documents/filter.ts';
import type { EngineContext } from '../../context.ts';
import { NodeRefusal } from '../../gather/call.ts';
import { readShards } from '../../gather/read.ts';
import type { NodeRequest } from '../../ports/node-client.ts';
import type { IndexRecord } from '../../ports/task-store.ts';
import { shardUnavailable } from '../../protocol/api-error.ts';
import { scrubErrorBody } from '../../protocol/scrub.ts';
import { allShards } from '../../placement/shard-map.ts';
import type { ShardId } from '../../cluster/topology.ts';
import type { FacetTexts } from '../facets.ts';
import { objectText } from '../plan.ts';
import type { IndexQuery } from './multi-query.ts';

/** What is to be counted: the documents of an index that any of the queries finds, and their facets. */
export interface CountQuestion {
  readonly index: IndexRecord;
  /** May be empty: then only the facets are checked. */
  readonly queries: readonly IndexQuery[];
  /** Null: none. */
  readonly facets: readonly string[] | null;
  /** How far nodes must look for hits; it matters where looking changes what is counted. */
  readonly hitsMax: number;
}

/** What nodes counted for one question. */
export interface CountAnswer {
  readonly totalHits: number;
  /** One element for each node. */
  readonly facets: readonly FacetTexts[];
  readonly processingTimeMs: number;
  readonly missing: readonly ShardId[];
  readonly stale: readonly ShardId[];
}

/**
 * Has nodes count documents for several queries at once, which only a federated search of theirs can do.
 * Throws {@link NodeRefusal} if the facets are at fault, told as Meilisearch tells it of a whole
 * multi-search.
 */
export async function countDocuments(
  context: EngineContext,
  question: CountQuestion,
): Promise<CountAnswer> {
  const { index, queries } = question;
  const everything = allShards(index.shards);
  try {
    const { values, missing, stale } = await readShards(context, {
      operation: 'multi-search-count',
      index,
      // Without queries nothing is read, so any node will do.
      shards: queries.length === 0 ? everything.slice(0, 1) : everything,
      sticky: `${index.uid} count ${queries.map(({ query }) => objectText(query.members)).join()}`,
      request: ({ filter }) => countRequest(question, filter),
      read: (body) => readCount(body, index.uid),
    });
    if (queries.length === 0) return { ...nothing, facets: values.map(({ facets }) => facets) };
    if (values.length === 0) throw shardUnavailable(missing);
    return {
      totalHits: values.reduce((sum, value) => sum + value.totalHits, 0),
      facets: values.map(({ facets }) => facets),
      processingTimeMs: Math.max(...values.map((value) => value.processingTimeMs)),
      missing,
      stale,
    };
  } catch (error) {
    if (!(error instanceof NodeRefusal)) throw error;
    const told = scrubErrorBody(error.body).replace(queryPlace, (place, known: string) => {
      const asked = queries[Number(known)];
      return asked === undefined ? place : `\`.queries[${asked.position}]\``;
    });
    throw new NodeRefusal(error.status, told, error.stale);
  }
}

const queryPlace = /`\.queries\[(\d+)\]`/;

const nothing = { totalHits: 0, processingTimeMs: 0, missing: [], stale: [] } as const;

/** What decides which documents a query finds. */
const deciding: readonly string[] = [
  'q',
  'vector',
  'media',
  'hybrid',
  'distinct',
  'matchingStrategy',
  'attributesToSearchOn',
  'rankingScoreThreshold',
  'locales',
];

function countRequest(question: CountQuestion, shardFilter: string | null): NodeRequest {
  const { index, queries, facets, hitsMax } = question;
  const indexUid = JSON.stringify(index.uid);
  const counted = queries.map((asked) => countedQuery(asked, indexUid, shardFilter));
  const federation = new Map([['limit', String(hitsMax)]]);
  if (facets !== null) federation.set('facetsByIndex', `{${indexUid}:${JSON.stringify(facets)}}`);
  const body = `{"federation":${objectText(federation)},"queries":[${counted.join(',')}]}`;
  return { method: 'POST', path: '/multi-search', body };
}

function countedQuery({ query }: IndexQuery, uid: string, shardFilter: string | null): string {
  const members = new Map([['indexUid', uid]]);
  for (const name of deciding) {
    const text = query.members.get(name);
    if (text !== undefined) members.set(name, text);
  }
  const filter = narrowFilter(query.filter, shardFilter);
  if (filter !== null) members.set('filter', filter);
  members.set('attributesToRetrieve', '[]');
  return objectText(members);
}

interface NodeCount {
  readonly totalHits: number;
  readonly processingTimeMs: number;
  readonly facets: FacetTexts;
}

function member(text: string, name: string): string | undefined {
  const found = findMember(text, 0, name);
  return found === undefined ? undefined : text.slice(found.start, found.end);
}

function readCount(body: string, uid: string): NodeCount {
  const facets = member(member(body, 'facetsByIndex') ?? '{}', uid) ?? '{}';
  return {
    totalHits: Number(must(member(body, 'estimatedTotalHits'), 'the number of hits')),
    processingTimeMs: Number(must(member(body, 'processingTimeMs'), 'processingTimeMs')),
    facets: { distribution: member(facets, 'distribution'), stats: member(facets, 'stats') },
  };
}
