import { narrowFilter } from '../documents/filter.ts';
import { indexPath } from '../indexes/node-requests.ts';
import type { NodeRequest } from '../ports/node-client.ts';
import type { IndexRecord } from '../ports/task-store.ts';
import { type HitProjection, planProjection } from './projection.ts';
import type { SearchQuery } from './query.ts';
import { readSearchSettings, type SearchSettings } from './search-settings.ts';
import { type PageWindow, pageWindow } from './page-window.ts';

/** What a search asks of nodes and what to make of their answers. */
export interface SearchPlan {
  readonly indexUid: string;
  readonly query: SearchQuery;
  readonly settings: SearchSettings;
  readonly window: PageWindow;
  /** The attribute of which hits must not share a value; null: any hits may stand side by side. */
  readonly distinct: string | null;
  /** Whether nodes list the values of the distinct attribute, so that these can be counted. */
  readonly countsDistinctValues: boolean;
  /**
   * Whether hits are ordered by their score details. Otherwise the score, which is cheaper, covers
   * every ranking rule in play (design decision 6).
   */
  readonly ordersByDetails: boolean;
  /** Whether nodes tell the score of each hit, beside its details if it is ordered by these. */
  readonly scoresHits: boolean;
  readonly projection: HitProjection;
}

/** Plans a search of an index. */
export function planSearch(index: IndexRecord, query: SearchQuery): SearchPlan {
  const settings = readSearchSettings(index.settings);
  const distinct = query.distinct ?? settings.distinctAttribute;
  const ordersByDetails =
    query.showRankingScoreDetails ||
    query.sort.length > 0 ||
    query.semanticRatio !== null ||
    settings.rankingRules.some((rule) => /:(?:asc|desc)$/.test(rule));
  return {
    indexUid: index.uid,
    query,
    settings,
    window: pageWindow(query.page, settings.maxTotalHits),
    distinct,
    countsDistinctValues:
      distinct !== null && query.page.mode === 'page' && settings.isFilterable(distinct),
    ordersByDetails,
    scoresHits: !ordersByDetails || query.semanticRatio !== null,
    projection: planProjection(query, settings, distinct),
  };
}

/** The sub-query for one node: the best hits of the shards that `shardFilter` leaves. */
export function nodeRequest(plan: SearchPlan, shardFilter: string | null): NodeRequest {
  const { query } = plan;
  const members = new Map(query.members);
  for (const name of ['offset', 'limit', 'page', 'hitsPerPage']) members.delete(name);
  if (query.page.mode === 'page') {
    // Only in page mode do nodes count their hits exactly.
    members.set('page', '1').set('hitsPerPage', String(hitsWanted(plan)));
  } else {
    members.set('limit', String(hitsWanted(plan)));
  }
  const filter = narrowFilter(query.filter, shardFilter);
  if (filter !== null) members.set('filter', filter);
  const { retrieved } = plan.projection;
  if (retrieved !== null) members.set('attributesToRetrieve', JSON.stringify(retrieved));
  if (plan.ordersByDetails) members.set('showRankingScoreDetails', 'true');
  if (plan.scoresHits) members.set('showRankingScore', 'true');
  const facets = nodeFacets(plan);
  if (facets !== null) members.set('facets', JSON.stringify(facets));
  return { method: 'POST', path: `${indexPath(plan.indexUid)}/search`, body: objectText(members) };
}

// The search by vectors is approximate, and misses less the more it is asked for.
const hitsBeyond = 100;

/** How many hits a node is asked for. */
function hitsWanted({ query, window, distinct }: SearchPlan): number {
  const isSemantic = (query.semanticRatio ?? 0) > 0 && distinct === null;
  return isSemantic && window.end > 0 ? window.end + hitsBeyond : window.end;
}

/** What makes two searches pages of one: the same text reads the same replicas. */
export function stickyText(query: SearchQuery): string {
  const members = new Map(query.members);
  for (const name of ['offset', 'limit', 'page', 'hitsPerPage']) members.delete(name);
  return objectText(members);
}

function nodeFacets({ query, distinct, countsDistinctValues }: SearchPlan): string[] | null {
  if (distinct === null || !countsDistinctValues) return null;
  return [...(query.facets ?? []), distinct];
}

/** The text of a JSON object with these members, each as exact text. */
export function objectText(members: ReadonlyMap<string, string>): string {
  return `{${[...members].map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`;
}
