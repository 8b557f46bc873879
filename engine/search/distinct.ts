import { facetValues } from './facet-values.ts';
import type { FacetValues } from './facets.ts';
import type { RankedHit } from './rank.ts';

/**
 * Answers, hit by hit in merged order, whether a hit has no value of `attribute` in common with an
 * admitted one. Values are compared as facets; a hit without any is always admitted.
 */
export function distinctBy(attribute: string): (ranked: RankedHit) => boolean {
  const taken = new Set<string>();
  return ({ hit }) => {
    const values = [...facetValues(hit.text, attribute)].map(taggedValue);
    if (values.some((value) => taken.has(value))) return false;
    for (const value of values) taken.add(value);
    return true;
  };
}

/** A node's share of a distinct search: how many hits it counted, and in how many it saw a value. */
export interface DistinctShare {
  readonly totalHits: number;
  readonly hitsWithValue: number;
}

/**
 * How many hits are left of all nodes' when each value may occur once. Exact for attributes with one
 * value; hits with several values are counted once for each.
 */
export function countDistinct(values: FacetValues, shares: readonly DistinctShare[]): number {
  const without = shares.map((share) => Math.max(0, share.totalHits - share.hitsWithValue));
  return values.size + without.reduce((sum, count) => sum + count, 0);
}

// A number is not the text that looks like it.
function taggedValue(value: number | string): string {
  return typeof value === 'number' ? `number ${value}` : `text ${value}`;
}
