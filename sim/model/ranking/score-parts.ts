import type { SortValue } from './sort-values.ts';

/** A place among the possible ones: `max` is the best, and scores 1. */
export interface Rank {
  readonly rank: number;
  readonly max: number;
}

/** What one rule says of a document. */
export type ScorePart =
  | {
      readonly kind: 'words' | 'typo' | 'proximity' | 'fieldRank' | 'position' | 'exactWords';
      readonly rank: Rank;
    }
  | { readonly kind: 'exactAttribute'; readonly match: ExactMatch }
  | { readonly kind: 'bm25'; readonly score: number }
  | { readonly kind: 'sort'; readonly key: string; readonly value: SortValue }
  | { readonly kind: 'geo'; readonly key: string; readonly point: GeoPoint | null };

export type ExactMatch = 'exactMatch' | 'matchesStart' | 'noExactMatch';

/** The point of a document and how far it is, in metres. */
export interface GeoPoint {
  readonly lat: number;
  readonly lng: number;
  readonly distance: number;
}

/** `_rankingScore`: the first group of neighbouring rules that give ranks; 1 if there is none. */
export function scoreOf(parts: readonly ScorePart[]): number {
  let merged: Rank | undefined;
  for (const part of parts) {
    if (part.kind === 'bm25') return part.score;
    const rank = rankOf(part);
    if (rank !== undefined) merged = merged === undefined ? rank : merge(merged, rank);
    else if (merged !== undefined) break;
  }
  return merged === undefined ? 1 : share(merged);
}

/** `_rankingScoreDetails` in the order and shape of v1.21. */
export function detailsOf(parts: readonly ScorePart[]): (readonly [string, unknown])[] {
  const details: [string, Record<string, unknown>][] = [];
  for (const part of parts) {
    const last = details.at(-1)?.[1] ?? {};
    if (part.kind === 'position') addPosition(last, part.rank, parts);
    else if (part.kind === 'exactWords') addExactWords(last, part.rank);
    else details.push(detailOf(part, details.length));
  }
  return details;
}

function detailOf(part: ScorePart, order: number): [string, Record<string, unknown>] {
  switch (part.kind) {
    case 'words': {
      const { rank, max } = part.rank;
      const score = share(part.rank);
      return ['words', { order, matchingWords: rank, maxMatchingWords: max, score }];
    }
    case 'typo': {
      const { rank, max } = part.rank;
      const score = share(part.rank);
      return ['typo', { order, typoCount: max - rank, maxTypoCount: max - 1, score }];
    }
    case 'fieldRank':
      return ['attribute', { order, attributeRankingOrderScore: share(part.rank) }];
    case 'exactAttribute': {
      const score = share(exactRank(part.match));
      return ['exactness', { order, matchType: part.match, score }];
    }
    case 'bm25':
      return ['bm25', { order, score: part.score }];
    case 'sort':
      return [part.key, { order, value: part.value }];
    case 'geo': {
      const { point } = part;
      const value = point === null ? null : { lat: point.lat, lng: point.lng };
      return [part.key, { order, value, distance: point?.distance ?? null }];
    }
    case 'proximity':
    case 'position':
    case 'exactWords':
    default:
      return [part.kind, { order, score: share(part.rank) }];
  }
}

function addPosition(
  detail: Record<string, unknown>,
  rank: Rank,
  parts: readonly ScorePart[],
): void {
  const field = parts.find((part) => part.kind === 'fieldRank');
  const outer = (field && rankOf(field)) ?? { rank: 1, max: 1 };
  detail['queryWordDistanceScore'] = share(rank);
  detail['score'] = share(merge(outer, rank));
}

// A document that is or starts with the query has all its words.
function addExactWords(detail: Record<string, unknown>, rank: Rank): void {
  if (detail['matchType'] !== 'noExactMatch') return;
  delete detail['score'];
  detail['matchingWords'] = rank.rank - 1;
  detail['maxMatchingWords'] = rank.max - 1;
  detail['score'] = share(merge(exactRank('noExactMatch'), rank));
}

function rankOf(part: ScorePart): Rank | undefined {
  if (part.kind === 'exactAttribute') return exactRank(part.match);
  return 'rank' in part ? part.rank : undefined;
}

function exactRank(match: ExactMatch): Rank {
  return { rank: match === 'exactMatch' ? 3 : match === 'matchesStart' ? 2 : 1, max: 3 };
}

/** The rank of an inner rule inside the place that an outer one gave, in 32 bits as Meilisearch counts. */
function merge(outer: Rank, inner: Rank): Rank {
  const before = Math.imul(Math.max(0, outer.rank - 1), inner.max) >>> 0;
  return { rank: (before + inner.rank) >>> 0, max: Math.imul(outer.max, inner.max) >>> 0 };
}

function share({ rank, max }: Rank): number {
  return rank / max;
}
