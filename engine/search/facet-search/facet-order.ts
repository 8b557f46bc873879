import { compareCodePoints, type Comparison } from '../../base/order.ts';
import { normalizeFacet } from '../facet-text.ts';
import { searchedForm } from './searched-form.ts';

/** A value of a facet and how many hits have it. */
export interface FacetHit {
  /** How it is shown. */
  readonly value: string;
  readonly count: number;
}

/**
 * The values that a client sees, in the order of its settings, `cap` of them at most. `isSearched`:
 * the values were found by a query, which Meilisearch looks up in another list than the one of all.
 */
export function orderFacetHits(
  hits: readonly FacetHit[],
  { byCount, isSearched, cap }: { byCount: boolean; isSearched: boolean; cap: number },
): readonly FacetHit[] {
  const listed = hits
    .map((hit) => ({ hit, keys: listKeys(hit.value, isSearched) }))
    .toSorted((left, right) => compareKeys(left.keys, right.keys))
    .map(({ hit }) => hit);
  return byCount ? mostFrequent(listed, cap) : listed.slice(0, cap);
}

function listKeys(label: string, isSearched: boolean): readonly string[] {
  const form = normalizeFacet(label);
  return isSearched ? [searchedForm(form), form] : [form];
}

function compareKeys(left: readonly string[], right: readonly string[]): Comparison {
  for (const [place, key] of left.entries()) {
    const order = compareCodePoints(key, right[place] ?? '');
    if (order !== 0) return order;
  }
  return 0;
}

/**
 * Meilisearch fills a heap in the order of its list and replaces the least value by a later one that
 * is as frequent, so that which of several equals stay depends on the order in which they come.
 */
function mostFrequent(listed: readonly FacetHit[], cap: number): readonly FacetHit[] {
  const kept: FacetHit[] = [];
  if (cap === 0) return kept;
  for (const hit of listed) {
    const least = kept.at(-1);
    if (kept.length === cap && least !== undefined) {
      if (least.count > hit.count) continue;
      kept.pop();
    }
    kept.splice(placeOf(hit, kept), 0, hit);
  }
  return kept;
}

/** Where a hit belongs in a list that is in order. */
function placeOf(hit: FacetHit, ordered: readonly FacetHit[]): number {
  let [from, until] = [0, ordered.length];
  while (from < until) {
    const middle = (from + until) >>> 1;
    const other = ordered[middle];
    if (other !== undefined && compareFrequency(other, hit) <= 0) from = middle + 1;
    else until = middle;
  }
  return from;
}

function compareFrequency(left: FacetHit, right: FacetHit): Comparison {
  return right.count - left.count || compareCodePoints(right.value, left.value);
}
