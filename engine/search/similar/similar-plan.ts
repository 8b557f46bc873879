import { indexPath } from '../../indexes/node-requests.ts';
import { limits } from '../../limits.ts';
import type { NodeRequest } from '../../ports/node-client.ts';
import type { IndexRecord } from '../../ports/task-store.ts';
import { markers } from '../../protocol/markers.ts';
import { narrowFilter } from '../../documents/filter.ts';
import { objectText } from '../plan.ts';
import { type HitProjection, planProjection } from '../projection.ts';
import { readSearchSettings, type SearchSettings } from '../search-settings.ts';
import type { SimilarQuery } from './similar-query.ts';

/** What a `similar` asks of nodes and what to make of their answers. */
export interface SimilarPlan {
  readonly indexUid: string;
  readonly query: SimilarQuery;
  readonly settings: SearchSettings;
  readonly projection: HitProjection;
  /** How many of its best hits each node must give. */
  readonly depth: number;
  /** Whether nodes order documents by their vectors at all. */
  readonly ranksByVector: boolean;
}

/** Ranking rules in whose place a search by vector compares vectors. */
const wordRules: readonly string[] = ['words', 'typo', 'proximity', 'attribute', 'exactness'];

/** Plans a search of an index for documents like another one. */
export function planSimilar(index: IndexRecord, query: SimilarQuery): SimilarPlan {
  const settings = readSearchSettings(index.settings);
  const vectorPlace = settings.rankingRules.findIndex((rule) => wordRules.includes(rule));
  const ranksFirst = settings.rankingRules.findIndex((rule) => rule !== 'sort') === vectorPlace;
  // The document itself is among what nodes find, and what ranks above vectors hides the best.
  const depth = ranksFirst ? query.offset.value + query.limit.value + 1 : Infinity;
  const { attributesToRetrieve } = query;
  return {
    indexUid: index.uid,
    query,
    settings,
    projection: planProjection(
      {
        attributesToRetrieve,
        attributesToFormat: [],
        showRankingScore: false,
        showRankingScoreDetails: false,
      },
      settings,
      null,
    ),
    depth: Math.min(depth, limits.nodeTotalHitsMax),
    ranksByVector: vectorPlace >= 0,
  };
}

/**
 * The sub-query for one node: the documents nearest to `vector` (exact text), or none of them if
 * there is nothing to compare with and only their number is wanted.
 */
export function similarRequest(
  { indexUid, query, projection, depth }: SimilarPlan,
  vector: string | undefined,
  shardFilter: string | null,
): NodeRequest {
  const { embedder, retrieveVectors } = query;
  const path = `${indexPath(indexUid)}/search`;
  const retrieved =
    projection.retrieved === null ? {} : { attributesToRetrieve: projection.retrieved };
  const parameters = {
    limit: vector === undefined ? 0 : depth,
    retrieveVectors,
    ...retrieved,
    ...(vector === undefined ? {} : { hybrid: { embedder, semanticRatio: 1 } }),
    showRankingScoreDetails: true,
    distinct: nobodysAttribute,
  };
  const members = new Map(
    Object.entries(parameters).map(([name, value]) => [name, JSON.stringify(value)]),
  );
  const filter = narrowFilter(query.filter, shardFilter);
  if (filter !== null) members.set('filter', filter);
  if (vector !== undefined) members.set('vector', vector);
  return { method: 'POST', path, body: objectText(members) };
}

/**
 * Documents like another one may share the value that searches keep distinct. Of an attribute that
 * every node can filter by and no document has, none is left out.
 */
const nobodysAttribute = `${markers.shard}.none`;
