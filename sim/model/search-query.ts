import type { HybridQuery } from './vectors.ts';

/** A search as it was asked, with defaults for what was not said. */
export interface SearchQuery {
  readonly q: string | null;
  readonly offset: number;
  readonly limit: number;
  readonly page: number | null;
  readonly hitsPerPage: number | null;
  readonly attributesToRetrieve: readonly string[] | null;
  readonly attributesToCrop: readonly string[] | null;
  readonly cropLength: number;
  readonly attributesToHighlight: readonly string[] | null;
  readonly showMatchesPosition: boolean;
  readonly showRankingScore: boolean;
  readonly showRankingScoreDetails: boolean;
  readonly hybrid: HybridQuery | null;
  readonly vector: readonly number[] | null;
  readonly filter: unknown;
  readonly sort: readonly string[];
  readonly distinct: string | null;
  readonly facets: readonly string[] | null;
  readonly highlightPreTag: string;
  readonly highlightPostTag: string;
  readonly cropMarker: string;
  readonly matchingStrategy: 'last' | 'all' | 'frequency';
  readonly attributesToSearchOn: readonly string[] | null;
  readonly rankingScoreThreshold: number | null;
}

export const defaultQuery: SearchQuery = {
  q: null,
  offset: 0,
  limit: 20,
  page: null,
  hitsPerPage: null,
  attributesToRetrieve: null,
  attributesToCrop: null,
  cropLength: 10,
  attributesToHighlight: null,
  showMatchesPosition: false,
  showRankingScore: false,
  showRankingScoreDetails: false,
  hybrid: null,
  vector: null,
  filter: null,
  sort: [],
  distinct: null,
  facets: null,
  highlightPreTag: '<em>',
  highlightPostTag: '</em>',
  cropMarker: '…',
  matchingStrategy: 'last',
  attributesToSearchOn: null,
  rankingScoreThreshold: null,
};

/** Which of the ordered hits are asked for. */
export interface PageWindow {
  readonly isPaged: boolean;
  readonly offset: number;
  readonly limit: number;
}

/** The window of a search, within the most hits that the index ever shows. */
export function windowOf(query: SearchQuery, maxTotalHits: number): PageWindow {
  const isPaged = query.page !== null || query.hitsPerPage !== null;
  const page = query.page ?? 1;
  const perPage = query.hitsPerPage ?? defaultQuery.limit;
  // Page 0 has no hits.
  const [start, size] = page === 0 ? [0, 0] : [(page - 1) * perPage, perPage];
  const [wantedOffset, wantedLimit] = isPaged ? [start, size] : [query.offset, query.limit];
  const offset = Math.min(wantedOffset, maxTotalHits);
  return { isPaged, offset, limit: Math.min(wantedLimit, maxTotalHits - offset) };
}
