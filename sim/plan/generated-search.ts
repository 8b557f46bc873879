import type { KeyedDraws } from '../kernel/keyed-draws.ts';
import type { OperationId, Predicate, SearchIntent } from '../trace/operation.ts';
import { kinds, vocabulary } from './vocabulary.ts';

/** A search of `index` that any index of a run can answer. */
export function generatedSearch(
  draws: KeyedDraws,
  operation: OperationId,
  index: string,
): SearchIntent {
  const wordCount = draws.pick(`${operation}/words`, [0, 0, 1, 1, 2, 3]);
  const words = Array.from({ length: wordCount }, () =>
    draws.pick(`${operation}/word`, vocabulary),
  );
  const isSorted = draws.below(`${operation}/sorted`, 3) === 0;
  return {
    kind: 'search',
    index,
    words: [...new Set(words)],
    strategy: draws.pick(`${operation}/strategy`, ['last', 'last', 'all']),
    filter:
      draws.below(`${operation}/filtered`, 2) === 0 ? generatedFilter(draws, operation) : null,
    sort: isSorted ? generatedSort(draws, operation) : [],
    facets: draws.pick(`${operation}/facets`, [[], ['kind'], ['kind', 'rank'], ['rank']]),
    window: generatedWindow(draws, operation),
    showRankingScore: draws.below(`${operation}/score`, 2) === 0,
    series: null,
  };
}

/** The pages of one search, to be asked one after another. */
export function generatedPages(
  draws: KeyedDraws,
  operation: OperationId,
  index: string,
): readonly SearchIntent[] {
  const search = generatedSearch(draws, operation, index);
  const limit = draws.between(`${operation}/page size`, 2, 7);
  return [0, 1, 2].map((page) => ({
    ...search,
    series: operation,
    window: { mode: 'offset', offset: page * limit, limit },
  }));
}

/** A filter of a few levels. */
export function generatedFilter(draws: KeyedDraws, operation: OperationId, depth = 0): Predicate {
  const label = `${operation}/filter ${depth}`;
  const leaf = (): Predicate => generatedLeaf(draws, label);
  if (depth >= 2) return leaf();
  const inner = (): Predicate => generatedFilter(draws, operation, depth + 1);
  switch (draws.below(label, 6)) {
    case 0:
      return { kind: 'and', left: inner(), right: leaf() };
    case 1:
      return { kind: 'or', left: leaf(), right: inner() };
    case 2:
      return { kind: 'not', inner: inner() };
    default:
      return leaf();
  }
}

function generatedLeaf(draws: KeyedDraws, label: string): Predicate {
  const rank = draws.below(`${label}/rank`, 12);
  const kind = draws.pick(`${label}/kind`, kinds);
  switch (draws.below(`${label}/leaf`, 6)) {
    case 0:
      return { kind: 'equals', attribute: 'kind', value: kind };
    case 1:
      return { kind: 'equals', attribute: 'rank', value: rank };
    case 2:
      return { kind: 'at-least', attribute: 'rank', value: rank };
    case 3:
      return { kind: 'below', attribute: 'rank', value: rank };
    case 4:
      return {
        kind: 'in',
        attribute: 'kind',
        values: [...new Set([kind, draws.pick(`${label}/kind`, kinds)])],
      };
    default:
      return { kind: 'exists', attribute: 'rank' };
  }
}

function generatedSort(draws: KeyedDraws, operation: OperationId): SearchIntent['sort'] {
  const direction = draws.pick(`${operation}/direction`, ['asc', 'desc'] as const);
  const attribute = draws.pick(`${operation}/sort`, ['rank', 'kind'] as const);
  return [{ attribute, direction }];
}

function generatedWindow(draws: KeyedDraws, operation: OperationId): SearchIntent['window'] {
  const isPaged = draws.below(`${operation}/paged`, 4) === 0;
  if (isPaged) {
    const page = draws.between(`${operation}/page`, 1, 3);
    return { mode: 'page', page, hitsPerPage: draws.between(`${operation}/size`, 1, 20) };
  }
  const offset = draws.pick(`${operation}/offset`, [0, 0, 0, 3, 10]);
  return { mode: 'offset', offset, limit: draws.pick(`${operation}/limit`, [20, 20, 100, 5, 1]) };
}
