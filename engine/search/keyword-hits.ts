import type { SearchPlan } from './plan.ts';
import type { SearchQuery } from './query.ts';
import { mergePages } from './merge.ts';
import type { NodePage } from './node-page.ts';

/** The weighted score from which on Meilisearch is content with the hits of a hybrid search by words. */
const goodEnoughScore = 0.45;

/**
 * Whether the hits of a hybrid search fill its pages so far, each with a weighted score that is good
 * enough. Keyword hits are never better than the hits of both kinds, so that only then can a single
 * node have been content with keywords alone.
 */
export function areGoodEnough(plan: SearchPlan, pages: readonly NodePage[]): boolean {
  const ratio = plan.query.semanticRatio ?? 0;
  const { end } = plan.window;
  const { page } = mergePages({ ...plan, window: { start: 0, end } }, pages);
  if (end === 0 || page.length < end) return false;
  // Meilisearch keeps the ratio in 32 bits.
  const keywordWeight = Math.fround(1 - Math.fround(ratio));
  return page.every(({ hit, isSemantic }) => {
    return hit.score * (isSemantic ? ratio : keywordWeight) >= goodEnoughScore;
  });
}

/** Whether a hybrid search weighs keywords against vectors at all. */
export function weighsKeywords({ semanticRatio }: SearchQuery): boolean {
  return semanticRatio !== null && semanticRatio > 0 && semanticRatio < 1;
}

/** Whether a search has a query with anything but white space in it. */
export function hasWords({ members }: SearchQuery): boolean {
  const words: unknown = JSON.parse(members.get('q') ?? 'null');
  return typeof words === 'string' && words.trim() !== '';
}

/** The same search by keywords alone. */
export function keywordQuery(query: SearchQuery): SearchQuery {
  const members = new Map(query.members);
  members.delete('hybrid');
  members.delete('vector');
  return { ...query, members, semanticRatio: null };
}

/**
 * Whether hits by keywords are good enough for a hybrid search with this ratio, and fill its pages.
 * `plan` is that of the search by keywords, and must have its hits scored.
 */
export function suffice(plan: SearchPlan, pages: readonly NodePage[], ratio: number): boolean {
  const { end } = plan.window;
  const { page } = mergePages({ ...plan, window: { start: 0, end } }, pages);
  const weight = Math.fround(1 - Math.fround(ratio));
  return page.length >= end && page.every(({ hit }) => hit.score * weight >= goodEnoughScore);
}

/** The body of a search by keywords as that of a hybrid search that had no need of vectors. */
export function asHybridBody(body: string): string {
  return `${body.slice(0, -1)},"semanticHitCount":0}`;
}
