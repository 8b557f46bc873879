import { findMember, forEachMember } from '../base/json/scan.ts';
import { compareCodePoints, compareNumbers } from '../base/order.ts';
import { markerNames } from '../protocol/markers.ts';
import { normalizeFacet } from './facet-text.ts';
import type { SearchSettings } from './search-settings.ts';

/** The facets of one node as exact text; undefined: it was not asked for any. */
export interface FacetTexts {
  readonly distribution: string | undefined;
  readonly stats: string | undefined;
}

/** A value of a facet and how many hits have it. */
export interface FacetValue {
  /** How it is shown. */
  readonly label: string;
  /** How it is compared: normalised, unless it is a number. */
  readonly form: string;
  readonly isNumber: boolean;
  readonly count: number;
}

/** The values of a facet by what makes them one value. */
export type FacetValues = ReadonlyMap<string, FacetValue>;

export interface MergedFacets {
  readonly distribution: ReadonlyMap<string, FacetValues>;
  readonly stats: ReadonlyMap<string, FacetRange>;
}

/** The bounds of a facet's numbers, as exact text. */
export interface FacetRange {
  readonly min: string;
  readonly max: string;
}

/**
 * Adds up the facets of all nodes. Under `distinct`, the attribute that hits must differ in, one hit
 * at most has each of its values, on however many nodes one was found.
 */
export function mergeFacets(nodes: readonly FacetTexts[], distinct: string | null): MergedFacets {
  const stats = mergeStats(nodes.map((node) => node.stats));
  const distribution = new Map<string, Map<string, FacetValue>>();
  for (const node of nodes) {
    if (node.distribution === undefined) continue;
    forEachObject(node.distribution, (attribute, text, start) => {
      const values = distribution.get(attribute) ?? new Map<string, FacetValue>();
      distribution.set(attribute, values);
      const hasNumbers = stats.has(attribute);
      forEachMember(text, start, (label, _labelStart, from, to) => {
        const value = valueOf(label, Number(text.slice(from, to)), hasNumbers);
        addValue(values, value, attribute === distinct);
      });
    });
  }
  return { distribution, stats };
}

// The same text may be a number in one document and a string in another. Nodes do not tell which it
// is, so what looks like a number is one if the facet has numbers at all.
function valueOf(label: string, count: number, hasNumbers: boolean): FacetValue {
  const isNumber = hasNumbers && /^-?[0-9]+(?:\.[0-9]+)?$/.test(label);
  return { label, form: isNumber ? label : normalizeFacet(label), isNumber, count };
}

function addValue(values: Map<string, FacetValue>, value: FacetValue, isDistinct: boolean): void {
  const key = `${value.isNumber ? 'number' : 'text'} ${value.form}`;
  const known = values.get(key);
  if (known === undefined) {
    values.set(key, value);
    return;
  }
  const count = isDistinct ? Math.max(known.count, value.count) : known.count + value.count;
  // Spellings of one value differ between nodes; any will do that does not depend on who answers first.
  const label = compareCodePoints(known.label, value.label) <= 0 ? known.label : value.label;
  values.set(key, { ...value, label, count });
}

/** The sum of the counts of a facet in one node's distribution: its hits, if each has one value. */
export function countFacet(distribution: string, attribute: string): number {
  let sum = 0;
  const facet = findMember(distribution, 0, attribute);
  if (facet === undefined) return sum;
  forEachMember(distribution, facet.start, (_label, _labelStart, from, to) => {
    sum += Number(distribution.slice(from, to));
  });
  return sum;
}

function mergeStats(texts: readonly (string | undefined)[]): Map<string, FacetRange> {
  const stats = new Map<string, FacetRange>();
  for (const nodeStats of texts) {
    if (nodeStats === undefined) continue;
    forEachObject(nodeStats, (attribute, text, start) => {
      const bounds = new Map<string, string>();
      forEachMember(text, start, (name, _nameStart, from, to) => {
        bounds.set(name, text.slice(from, to));
      });
      const min = bounds.get('min') ?? '0.0';
      const max = bounds.get('max') ?? '0.0';
      const known = stats.get(attribute) ?? { min, max };
      stats.set(attribute, {
        min: Number(min) < Number(known.min) ? min : known.min,
        max: Number(max) > Number(known.max) ? max : known.max,
      });
    });
  }
  return stats;
}

/** Which facets a client sees, and how. */
export interface FacetView {
  readonly facets: readonly string[];
  readonly settings: SearchSettings;
  /** How many hits there are, which decides how Meilisearch orders numbers. */
  readonly candidates: number;
}

/** The facets that a client sees, everything in the order in which it is shown. */
export interface ShownFacets {
  readonly distribution: ReadonlyMap<string, readonly ShownValue[]>;
  readonly stats: ReadonlyMap<string, FacetRange>;
}

export type ShownValue = Pick<FacetValue, 'label' | 'count'>;

/** What of the merged facets a client sees, as Meilisearch orders and cuts it. */
export function shownFacets(merged: MergedFacets, view: FacetView): ShownFacets {
  const isShown = (name: string): boolean =>
    !markerNames.includes(name) &&
    view.facets.some((facet) => facet === '*' || facet === name || name.startsWith(`${facet}.`));
  const names = [...merged.distribution.keys()].filter(isShown).toSorted(compareCodePoints);
  const distribution = names.map((name): [string, readonly ShownValue[]] => {
    const values = [...(merged.distribution.get(name)?.values() ?? [])];
    return [name, visibleValues(name, values, view)];
  });
  const stats = names.flatMap((name): [string, FacetRange][] => {
    const range = merged.stats.get(name);
    return range === undefined ? [] : [[name, range]];
  });
  return { distribution: new Map(distribution), stats: new Map(stats) };
}

/** `"facetDistribution":{…},"facetStats":{…}` as Meilisearch writes it. */
export function facetMembers(merged: MergedFacets, view: FacetView): string {
  const { distribution, stats } = facetTexts(shownFacets(merged, view));
  return `"facetDistribution":${distribution},"facetStats":${stats}`;
}

/** Facets as JSON objects. */
export function facetTexts({ distribution, stats }: ShownFacets): {
  readonly distribution: string;
  readonly stats: string;
} {
  const counted = [...distribution].map(([name, values]) => {
    const counts = values.map(({ label, count }) => `${JSON.stringify(label)}:${count}`);
    return `${JSON.stringify(name)}:{${counts.join(',')}}`;
  });
  const ranges = [...stats].map(
    ([name, { min, max }]) => `${JSON.stringify(name)}:{"min":${min},"max":${max}}`,
  );
  return { distribution: `{${counted.join(',')}}`, stats: `{${ranges.join(',')}}` };
}

// Up to this many hits Meilisearch reads the values from the documents, above it from its index.
const candidatesReadMax = 3000;

function visibleValues(
  attribute: string,
  values: readonly FacetValue[],
  { facets, settings, candidates }: FacetView,
): readonly FacetValue[] {
  const { facetOrders, maxValuesPerFacet: cap } = settings;
  // Where all facets are asked for at once, Meilisearch looks at the order for all only.
  const ownOrder = facets.includes('*') ? undefined : facetOrders.get(attribute);
  const byCount = (ownOrder ?? facetOrders.get('*')) === 'count';
  const numbers = values.filter((value) => value.isNumber);
  const texts = values.filter((value) => !value.isNumber);
  if (byCount) {
    numbers.sort((left, right) => right.count - left.count || compareNumberForms(right, left));
    texts.sort((left, right) => right.count - left.count || compareForms(right, left));
  } else {
    numbers.sort(candidates > candidatesReadMax ? compareNumberForms : compareForms);
    texts.sort(compareForms);
    if (candidates <= candidatesReadMax) return [...numbers, ...texts].slice(0, cap);
  }
  // Meilisearch checks the cap after each value, and misses it when the numbers alone have reached it.
  const textsKept = numbers.length < cap ? texts.slice(0, cap - numbers.length) : texts;
  return [...numbers.slice(0, cap), ...textsKept];
}

function compareForms(left: FacetValue, right: FacetValue): number {
  return compareCodePoints(left.form, right.form);
}

function compareNumberForms(left: FacetValue, right: FacetValue): number {
  return compareNumbers(Number(left.form), Number(right.form));
}

function forEachObject(
  text: string,
  visit: (name: string, text: string, start: number) => void,
): void {
  forEachMember(text, 0, (name, _nameStart, start) => visit(name, text, start));
}
