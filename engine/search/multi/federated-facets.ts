import { compareCodePoints } from '../../base/order.ts';
import { type ApiError, invalidRequest } from '../../protocol/api-error.ts';
import { type FacetRange, facetTexts, type ShownFacets, type ShownValue } from '../facets.ts';
import type { SearchSettings } from '../search-settings.ts';
import type { MergeFacets } from './multi-query.ts';

/** Which index was the first to order the values of a facet, and how. */
export type FacetOrders = Map<string, { readonly indexUid: string; readonly order: FacetOrder }>;

type FacetOrder = 'alpha' | 'count';

/**
 * Notes how an index orders the values of these facets. Throws Meilisearch's
 * `invalid_multi_search_facet_order` if another one orders those of a facet otherwise.
 */
export function noteFacetOrders(
  orders: FacetOrders,
  indexUid: string,
  facets: readonly string[],
  settings: SearchSettings,
): void {
  for (const facet of facets) {
    const order = orderOf(facet, settings);
    const known = orders.get(facet);
    if (known === undefined) orders.set(facet, { indexUid, order });
    else if (known.order !== order) throw inconsistentOrder(facet, known, { indexUid, order });
  }
}

function orderOf(facet: string, { facetOrders }: SearchSettings): FacetOrder {
  return (facetOrders.get(facet) ?? facetOrders.get('*')) === 'count' ? 'count' : 'alpha';
}

interface OrderedBy {
  readonly indexUid: string;
  readonly order: FacetOrder;
}

const orderNames = { alpha: 'alphabetically', count: 'by count' } as const;

function inconsistentOrder(facet: string, first: OrderedBy, other: OrderedBy): ApiError {
  return invalidRequest(
    'invalid_multi_search_facet_order',
    `Inconsistent order for values in facet \`${facet}\`: ` +
      `index \`${first.indexUid}\` orders ${orderNames[first.order]}, ` +
      `but index \`${other.indexUid}\` orders ${orderNames[other.order]}.\n` +
      ' - Hint: Remove `federation.mergeFacets` or change `faceting.sortFacetValuesBy` to be' +
      ' consistent in settings.',
  );
}

/** `"facetsByIndex":{…}`: the facets of each index; empty if there are none. */
export function facetsByIndexMember(indexes: ReadonlyMap<string, ShownFacets>): string {
  if (indexes.size === 0) return '';
  const members = [...indexes].map(([uid, facets]) => {
    const { distribution, stats } = facetTexts(facets);
    return `${JSON.stringify(uid)}:{"distribution":${distribution},"stats":${stats}}`;
  });
  return `"facetsByIndex":{${members.join(',')}}`;
}

/**
 * `"facetDistribution":{…},"facetStats":{…}` over all indexes: counts of the same label are added up,
 * then ordered by label or by count; empty if there are none.
 */
export function mergedFacetMembers(
  indexes: ReadonlyMap<string, ShownFacets>,
  orders: FacetOrders,
  { valuesMax }: MergeFacets,
): string {
  if (indexes.size === 0) return '';
  const counts = new Map<string, Map<string, number>>();
  const stats = new Map<string, FacetRange>();
  for (const facets of indexes.values()) {
    for (const [facet, values] of facets.distribution) {
      const known = counts.get(facet) ?? new Map<string, number>();
      counts.set(facet, known);
      for (const { label, count } of values) known.set(label, (known.get(label) ?? 0) + count);
    }
    for (const [facet, range] of facets.stats) {
      const known = stats.get(facet);
      stats.set(facet, known === undefined ? range : widest(known, range));
    }
  }
  const sorted = [...counts].map(([facet, values]): [string, readonly ShownValue[]] => {
    const all = [...values].map(([label, count]) => ({ label, count }));
    const byCount = orders.get(facet)?.order === 'count';
    all.sort(byCount ? largerFirst : byLabel);
    return [facet, valuesMax === null ? all : all.slice(0, valuesMax)];
  });
  const texts = facetTexts({ distribution: byName(sorted), stats: byName([...stats]) });
  return `"facetDistribution":${texts.distribution},"facetStats":${texts.stats}`;
}

function byName<Value>(entries: readonly (readonly [string, Value])[]): Map<string, Value> {
  return new Map(entries.toSorted(([left], [right]) => compareCodePoints(left, right)));
}

function byLabel(left: ShownValue, right: ShownValue): number {
  return compareCodePoints(left.label, right.label);
}

function largerFirst(left: ShownValue, right: ShownValue): number {
  return right.count - left.count;
}

function widest(left: FacetRange, right: FacetRange): FacetRange {
  return {
    min: Number(right.min) < Number(left.min) ? right.min : left.min,
    max: Number(right.max) > Number(left.max) ? right.max : left.max,
  };
}
