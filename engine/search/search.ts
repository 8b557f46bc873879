import { allShards } from '../placement/shard-map.ts';
import type { ShardId } from '../cluster/topology.ts';
import type { EngineContext } from '../context.ts';
import { NodeRefusal } from '../gather/call.ts';
import { readShards, type ShardReadOutcome } from '../gather/read.ts';
import { checkIndexUid } from '../indexes/index-uid.ts';
import { filterOfCaller } from '../keys/caller.ts';
import type { IndexRecord } from '../ports/task-store.ts';
import { shardUnavailable } from '../protocol/api-error.ts';
import { coverageHeaders } from '../protocol/coverage.ts';
import { jsonBody } from '../protocol/json-content-type.ts';
import type { Answer, RoutedRequest } from '../protocol/routed-request.ts';
import { scrubErrorBody } from '../protocol/scrub.ts';
import {
  areGoodEnough,
  asHybridBody,
  hasWords,
  keywordQuery,
  suffice,
  weighsKeywords,
} from './keyword-hits.ts';
import { mergeSearch } from './merge.ts';
import { type NodePage, readNodePage } from './node-page.ts';
import { parseSearchBody, parseSearchParameters } from './parse.ts';
import { nodeRequest, planSearch, type SearchPlan, stickyText } from './plan.ts';
import type { SearchQuery } from './query.ts';

/** `POST` and `GET /indexes/{uid}/search` */
export async function searchHandler(
  context: EngineContext,
  request: RoutedRequest,
): Promise<Answer> {
  const asked =
    request.http.method === 'GET'
      ? parseSearchParameters(request.query)
      : parseSearchBody(jsonBody(request));
  const index = context.catalogue.visible(checkIndexUid(request.parameters['uid'] ?? ''));
  const query = { ...asked, filter: filterOfCaller(request.caller, index.name, asked.filter) };
  const { body, ...coverage } = await searchIndex(context, index, query);
  return { status: 200, body, headers: coverageHeaders(context, 'search', coverage) };
}

/** What a search of one index has found. */
export interface SearchOutcome {
  /** The body of the answer, without the hits of missing shards. */
  readonly body: string;
  /** Shards that no replica answered for, ascending. */
  readonly missing: readonly ShardId[];
  /** Shards that only a replica which lacks a write answered for, ascending. */
  readonly stale: readonly ShardId[];
}

/**
 * Searches every shard of an index and merges what is found. Throws {@link NodeRefusal} if the
 * request is at fault, `miroir_shard_unavailable` if no shard answers at all.
 */
export async function searchIndex(
  context: EngineContext,
  index: IndexRecord,
  query: SearchQuery,
): Promise<SearchOutcome> {
  const plan = planSearch(index, query);
  const { values, missing, stale } = await gatherPages(context, index, plan);
  if (weighsKeywords(query) && areGoodEnough(plan, values)) {
    const outcome = await searchByKeywords(context, index, query);
    if (outcome !== undefined) return outcome;
  }
  return { body: mergeSearch(plan, values), missing, stale };
}

/** A hybrid search as Meilisearch answers it if keywords alone find enough; undefined if they do not. */
async function searchByKeywords(
  context: EngineContext,
  index: IndexRecord,
  hybrid: SearchQuery,
): Promise<SearchOutcome | undefined> {
  // Without words there are no keywords that could be good enough.
  if (!hasWords(hybrid)) return undefined;
  const plan = { ...planSearch(index, keywordQuery(hybrid)), scoresHits: true };
  const { values, missing, stale } = await gatherPages(context, index, plan);
  if (!suffice(plan, values, hybrid.semanticRatio ?? 0)) return undefined;
  return { body: asHybridBody(mergeSearch(plan, values)), missing, stale };
}

/** What the nodes answer to a planned search, of at least one shard. Throws as {@link searchIndex}. */
export async function gatherPages(
  context: EngineContext,
  index: IndexRecord,
  plan: SearchPlan,
): Promise<ShardReadOutcome<NodePage>> {
  const { fault } = context.ports;
  try {
    const outcome = await readShards(context, {
      operation: 'search',
      index,
      shards: allShards(index.shards),
      sticky: `${index.uid} ${stickyText(plan.query)}`,
      request: ({ filter }) =>
        nodeRequest(fault.planted('M43') ? firstPageOnly(plan) : plan, filter),
      read: (body, { shards }) =>
        fault.planted('M44') ? fastestFirst(body) : readNodePage(body, Math.min(...shards)),
    });
    if (outcome.values.length === 0) throw shardUnavailable(outcome.missing);
    return outcome;
  } catch (error) {
    if (!(error instanceof NodeRefusal)) throw error;
    const body = scrubErrorBody(error.body, plan.settings.displayed);
    throw new NodeRefusal(error.status, body, error.stale, true);
  }
}

/** The planted bug M43. */
function firstPageOnly(plan: SearchPlan): SearchPlan {
  const { start, end } = plan.window;
  return { ...plan, window: { start: 0, end: end - start } };
}

/** The planted bug M44. */
function fastestFirst(body: string): NodePage {
  const unordered = body.replaceAll(/"_miroir_seq":"[^"]*"/g, '"_miroir_seq":""');
  const page = readNodePage(unordered, 0);
  return { ...page, firstShard: page.processingTimeMs };
}
