import { forEachMember } from '../base/json/scan.ts';
import type { FacetValues } from './facets.ts';
import { normalizeFacet } from './facet-text.ts';
import type { RankedHit } from './rank.ts';
import { isRecord } from './search-settings.ts';

/**
 * Answers, hit by hit in merged order, whether a hit has no value of `attribute` in common with an
 * admitted one. Values are compared as facets; a hit without any is always admitted.
 */
export function distinctBy(attribute: string): (ranked: RankedHit) => boolean {
  const taken = new Set<string>();
  return ({ hit }) => {
    const values = [...valuesOf(hit.text, attribute)];
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

// The values of `a.b` are those of member `b` of `a`, of every element if `a` is a list, and of a
// member that is called `a.b`.
function* valuesOf(text: string, attribute: string): Generator<string> {
  const found: [unknown, string][] = [];
  forEachMember(text, 0, (name, _nameStart, start, end) => {
    const rest = restOfPath(attribute, name);
    if (rest !== undefined) found.push([JSON.parse(text.slice(start, end)), rest]);
  });
  for (const [value, rest] of found) yield* valuesAt(value, rest);
}

function* valuesAt(value: unknown, path: string): Generator<string> {
  if (Array.isArray(value)) {
    for (const element of value) yield* valuesAt(element, path);
  } else if (isRecord(value)) {
    for (const [name, member] of Object.entries(value)) {
      const rest = restOfPath(path, name);
      if (rest !== undefined) yield* valuesAt(member, rest);
    }
  } else if (path === '') {
    if (typeof value === 'number') yield `number ${value}`;
    else if (typeof value === 'boolean') yield `text ${value}`;
    else if (typeof value === 'string' && value !== '') yield `text ${normalizeFacet(value)}`;
  }
}

/** What is left of a path after its first name; undefined if it starts with another name. */
function restOfPath(path: string, name: string): string | undefined {
  if (path === name) return '';
  return path.startsWith(`${name}.`) ? path.slice(name.length + 1) : undefined;
}
