import { compareCodePoints, compareNumbers, type Comparison } from '../base/order.ts';
import { sequenceRule } from '../protocol/markers.ts';
import type { NodeHit } from './node-hit.ts';
import type { SearchPlan } from './plan.ts';
import { isRecord } from '../base/json/record.ts';

/** What one ranking rule says of a hit. */
export interface RankPart {
  readonly direction: 'ascending' | 'descending';
  /** Null: the hit lacks what the rule looks at. */
  readonly value: number | string | null;
}

/** A hit with its place in the order of all hits. */
export interface RankedHit {
  readonly hit: NodeHit;
  /** The ordering vector: one part per ranking rule, the most significant first. */
  readonly rank: readonly RankPart[];
  /** The order of first insertion, in which equal hits follow one another. */
  readonly sequence: string;
  /** Whether it was found by its vector. */
  readonly isSemantic: boolean;
}

/**
 * Negative if `left` comes before `right` in a merged list: Meilisearch's own order, rule by rule,
 * then that of first insertion.
 */
export function compareHits(left: RankedHit, right: RankedHit): Comparison {
  const parts = Math.min(left.rank.length, right.rank.length);
  for (let place = 0; place < parts; place += 1) {
    const order = compareParts(left.rank[place], right.rank[place]);
    if (order !== 0) return order;
  }
  // A hit that more rules had something to say about goes first.
  return right.rank.length - left.rank.length || compareCodePoints(left.sequence, right.sequence);
}

/**
 * Negative if a hit with `left` comes before one with `right`. Missing values come last and numbers
 * before strings, whatever the direction.
 */
export function compareParts(left: RankPart | undefined, right: RankPart | undefined): Comparison {
  const leftValue = left?.value ?? null;
  const rightValue = right?.value ?? null;
  if (leftValue === rightValue) return 0;
  if (leftValue === null) return 1;
  if (rightValue === null) return -1;
  const order = compareValues(leftValue, rightValue);
  if (typeof leftValue !== typeof rightValue) return order;
  return left?.direction === 'ascending' ? order : -order;
}

function compareValues(left: number | string, right: number | string): Comparison {
  if (typeof left === 'number') return typeof right === 'number' ? compareNumbers(left, right) : -1;
  return typeof right === 'number' ? 1 : compareCodePoints(left, right);
}

/** Reads the place of a node's hit in the order of all hits. */
export function rankHit(hit: NodeHit, plan: SearchPlan): RankedHit {
  const details = plan.ordersByDetails ? hit.details : undefined;
  const isSemantic = isRecord(details) && details['vectorSort'] !== undefined;
  return { hit, rank: rankOf(hit, details, isSemantic, plan), sequence: hit.sequence, isSemantic };
}

function rankOf(
  hit: NodeHit,
  details: unknown,
  isSemantic: boolean,
  plan: SearchPlan,
): readonly RankPart[] {
  if (!plan.ordersByDetails) return [descending(hit.score)];
  const parts = isRecord(details) ? detailParts(details) : [];
  const { semanticRatio } = plan.query;
  if (semanticRatio === null) return parts;
  // Keyword and semantic hits are measured by different rules, so their weighted scores come first.
  const weight = isSemantic ? semanticRatio : 1 - semanticRatio;
  return [descending(hit.score * weight), descending(Number(isSemantic)), ...parts];
}

function detailParts(details: Readonly<Record<string, unknown>>): RankPart[] {
  const parts: RankPart[] = [];
  for (const [rule, detail] of Object.entries(details)) {
    if (rule !== sequenceRule && isRecord(detail)) parts.push(partOf(rule, detail));
  }
  return parts;
}

function partOf(rule: string, detail: Readonly<Record<string, unknown>>): RankPart {
  // The search was cut short before this rule: the rest of the hits go last.
  if (rule === 'skipped') return descending(null);
  if (rule === 'vectorSort') return descending(numberOf(detail['similarity']));
  if ('score' in detail) return descending(numberOf(detail['score']));
  const value = 'distance' in detail ? detail['distance'] : detail['value'];
  return {
    direction: rule.endsWith(':asc') ? 'ascending' : 'descending',
    value: typeof value === 'string' ? value : numberOf(value),
  };
}

function descending(value: number | null): RankPart {
  return { direction: 'descending', value };
}

function numberOf(value: unknown): number | null {
  return typeof value === 'number' ? value : null;
}
