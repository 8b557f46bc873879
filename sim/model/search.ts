import { compareCodePoints } from '../../engine/base/order.ts';
import { ApiError, invalidRequest } from '../../engine/protocol/api-error.ts';
import { selectHits } from './distinct.ts';
import { facetMembers } from './facets.ts';
import { filterableRule, isNamed, patternNames } from './filterable-attributes.ts';
import { matchingDocuments, readFilter } from './filter.ts';
import { planFormatting } from './formatting.ts';
import { printHit } from './hit.ts';
import type { RankedDocument, RankingQuery } from './ranking/ranking.ts';
import { type PageWindow, type SearchQuery, windowOf } from './search-query.ts';
import { refuseVectors } from './vectors.ts';
import { readSort } from './sort.ts';
import { availableNames, listNames } from './shown-names.ts';
import { SortSyntaxError } from './sort-error.ts';
import type { StoredIndex } from './stored-index.ts';

/** Searches an index: answers the JSON text of the response. Throws the {@link ApiError} of a bad query. */
export function search(index: StoredIndex, query: SearchQuery): string {
  refuseVectors(query);
  const filter = readFilter(query.filter ?? [], 'invalid_search_filter');
  try {
    checkSearchedAttributes(index, query);
    const distinct = distinctAttribute(index, query);
    const candidates =
      filter === null ? index.live : matchingDocuments(index, filter, 'invalid_search_filter');
    const ranking = rankingQuery(index, query);
    const ranked = rank(index, candidates, ranking);
    const window = windowOf(query, index.config.maxTotalHits);
    const selection = selectHits(index, ranked, {
      distinct,
      window,
      threshold: query.rankingScoreThreshold,
    });
    const formatting = planFormatting(index, query, ranking);
    const plan = { index, query, ranking, formatting };
    const hits = selection.hits.map((hit) => printHit(plan, hit));
    return printPage(query, window, {
      hits,
      total: Math.min(selection.candidates.length, index.config.maxTotalHits),
      facets: facetMembers(index, query.facets, selection.candidates),
    });
  } catch (error) {
    throw error instanceof ApiError ? inIndex(index, error) : error;
  }
}

/** Messages about an index begin with its name, but for those about facets and about syntax. */
function inIndex(index: StoredIndex, error: ApiError): ApiError {
  if (error instanceof SortSyntaxError || error.code === 'invalid_search_facets') return error;
  return invalidRequest(error.code, `Index \`${index.uid}\`: ${error.message}`);
}

function rankingQuery(index: StoredIndex, query: SearchQuery): RankingQuery {
  const sort = readSort(index, query.sort, 'invalid_search_sort');
  if (sort.length > 0 && !index.config.ranking.rankingRules.includes('sort')) {
    throw invalidRequest(
      'invalid_search_sort',
      'You must specify where `sort` is listed in the rankingRules setting to use the sort parameter at search time.',
    );
  }
  const { q, matchingStrategy, attributesToSearchOn } = query;
  return {
    q: q === null || q.trim() === '' ? null : q,
    matchingStrategy,
    attributesToSearchOn,
    sort,
  };
}

/** Names that nobody made searchable are errors, unless everything is. */
function checkSearchedAttributes(index: StoredIndex, query: SearchQuery): void {
  const { searchableAttributes } = index.config.ranking;
  if (query.attributesToSearchOn === null || searchableAttributes.includes('*')) return;
  const searchable = [...index.fields()]
    .filter((field) => searchableAttributes.some((name) => isNamed(field, name)))
    .toSorted(compareCodePoints);
  const wrong = query.attributesToSearchOn.find(
    (name) => name !== '*' && !searchable.includes(name),
  );
  if (wrong === undefined) return;
  throw invalidRequest(
    'invalid_search_attributes_to_search_on',
    `Attribute \`${wrong}\` is not searchable. Available searchable attributes are: \`${listNames(index.config, searchable)}\`.`,
  );
}

function distinctAttribute(index: StoredIndex, query: SearchQuery): string | null {
  const { distinct } = query;
  if (distinct === null) return index.config.distinctAttribute;
  if (filterableRule(index.config, distinct) !== undefined) return distinct;
  const available = availableNames(index.config, {
    names: patternNames(index.config),
    configured: 'filterable attributes',
    available: 'filterable attributes patterns',
  });
  throw invalidRequest(
    'invalid_search_distinct',
    `Attribute \`${distinct}\` is not filterable and thus, cannot be used as distinct attribute. ${available}`,
  );
}

/** Without words and without anything to sort by, hits are in internal order. */
function rank(
  index: StoredIndex,
  candidates: readonly number[],
  query: RankingQuery,
): readonly RankedDocument[] {
  const sorts = index.config.ranking.rankingRules.some((rule) => rule.includes(':'));
  if (query.q !== null || query.sort.length > 0 || sorts) {
    return index.textIndex().rank(candidates, query);
  }
  return candidates.map((internalId) => ({ internalId, score: 1, details: [] }));
}

interface Page {
  readonly hits: readonly string[];
  readonly total: number;
  /** JSON members, each after a comma. */
  readonly facets: string;
}

function printPage(query: SearchQuery, window: PageWindow, page: Page): string {
  const { hits, total, facets } = page;
  const start = `{"hits":[${hits.join(',')}],"query":${JSON.stringify(query.q ?? '')},"processingTimeMs":0`;
  if (!window.isPaged) {
    return `${start},"limit":${query.limit},"offset":${window.offset},"estimatedTotalHits":${total}${facets}}`;
  }
  const perPage = query.hitsPerPage ?? 20;
  const totalPages = perPage === 0 ? 0 : Math.ceil(total / perPage);
  return `${start},"hitsPerPage":${perPage},"page":${query.page ?? 1},"totalPages":${totalPages},"totalHits":${total}${facets}}`;
}
