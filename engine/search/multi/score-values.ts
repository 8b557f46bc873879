import { compareNumbers, type Comparison } from '../../base/order.ts';
import { sequenceRule } from '../../protocol/markers.ts';
import { compareParts, type RankPart } from '../rank.ts';
import { isRecord } from '../../base/json/record.ts';
import { mergedScore, type RelevancyRank, rankOfRule, termsOf } from './relevancy-rank.ts';

/** What hits of different queries are compared by, the most significant first. */
export type ScoreValue =
  /** The score of rules of relevancy that follow one another, or a similarity, times the weight. */
  | { readonly kind: 'score'; readonly score: number }
  | { readonly kind: 'sort'; readonly part: RankPart }
  | { readonly kind: 'distance'; readonly isAscending: boolean; readonly distance: number | null };

/** A hit of a federated search as far as its place among those of other queries goes. */
export interface ScoredHit {
  readonly values: readonly ScoreValue[];
  /** The score that the hit shows, times the weight of its query. */
  readonly weightedScore: number;
}

/** What a query gives to its hits. */
export interface HitWeight {
  readonly weight: number;
  /** As in {@link RankScale}. */
  readonly attributePlaces: number;
}

/**
 * Weighs a hit by its `_rankingScoreDetails` (parsed) and its `_rankingScore`, which is the first score
 * that its details contain, exactly.
 */
export function scoredHit(
  details: unknown,
  score: number,
  { weight, attributePlaces }: HitWeight,
): ScoredHit {
  const values: ScoreValue[] = [];
  let group: RelevancyRank[] = [];
  let isFirst = true;
  const add = (computed: number): void => {
    values.push({ kind: 'score', score: (isFirst ? score : computed) * weight });
    isFirst = false;
  };
  const endGroup = (): void => {
    if (group.length > 0) add(mergedScore(group));
    group = [];
  };
  const known = isRecord(details) ? details : {};
  const scale = { terms: termsOf(known), attributePlaces };
  for (const [rule, detail] of Object.entries(known)) {
    if (rule === sequenceRule || !isRecord(detail)) continue;
    const rank = rankOfRule(rule, detail, scale);
    if (rank !== undefined) {
      group.push(...rank);
      continue;
    }
    endGroup();
    if (rule === 'vectorSort') add(numberOr(detail['similarity'], 0));
    else values.push(sortValue(rule, detail));
  }
  endGroup();
  return { values, weightedScore: score * weight };
}

function sortValue(rule: string, detail: Readonly<Record<string, unknown>>): ScoreValue {
  const isAscending = rule.endsWith(':asc');
  if ('distance' in detail) {
    return { kind: 'distance', isAscending, distance: numberOr(detail['distance'], null) };
  }
  const { value } = detail;
  return {
    kind: 'sort',
    part: {
      direction: isAscending ? 'ascending' : 'descending',
      value: typeof value === 'string' ? value : numberOr(value, null),
    },
  };
}

function numberOr<Fallback>(value: unknown, fallback: Fallback): number | Fallback {
  return typeof value === 'number' ? value : fallback;
}

/**
 * Negative if a hit comes before one of another query, zero if nothing tells them apart: Meilisearch's
 * own comparison, with its oddities. Of two distances the larger one wins, in either direction.
 */
export function compareScored(left: ScoredHit, right: ScoredHit): Comparison {
  for (let place = 0; ; place += 1) {
    const own = left.values[place];
    const other = right.values[place];
    // A hit that more values speak for goes first.
    if (own === undefined || other === undefined) {
      return compareNumbers(right.values.length, left.values.length);
    }
    const order = compareValues(own, other);
    if (order === 'by-rest') {
      const counts = compareNumbers(right.values.length, left.values.length);
      return counts === 0 ? compareNumbers(right.weightedScore, left.weightedScore) : counts;
    }
    if (order === 'by-score') return compareNumbers(right.weightedScore, left.weightedScore);
    if (order !== 0) return order;
  }
}

function compareValues(left: ScoreValue, right: ScoreValue): Comparison | 'by-rest' | 'by-score' {
  if (left.kind === 'score' && right.kind === 'score') return nearly(right.score, left.score);
  if (left.kind === 'sort' && right.kind === 'sort') {
    const isSameWay = left.part.direction === right.part.direction;
    return isSameWay ? compareParts(left.part, right.part) : 'by-score';
  }
  if (left.kind === 'distance' && right.kind === 'distance') return compareDistances(left, right);
  return 'by-rest';
}

type Distance = Extract<ScoreValue, { kind: 'distance' }>;

function compareDistances(left: Distance, right: Distance): Comparison {
  if (left.isAscending !== right.isAscending) return 0;
  if (left.distance === null || right.distance === null) {
    return Number(left.distance === null) - Number(right.distance === null);
  }
  return nearly(right.distance, left.distance);
}

function nearly(left: number, right: number): Comparison {
  return Math.abs(left - right) <= Number.EPSILON ? 0 : compareNumbers(left, right);
}
