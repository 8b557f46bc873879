import { assert, must } from '../../base/assert.ts';
import { findMember, forEachElement, skipSpace } from '../../base/json/scan.ts';
import { compareCodePoints, compareNumbers } from '../../base/order.ts';
import { normalizeFacet } from '../facet-text.ts';
import { isRecord } from '../../base/json/record.ts';
import { type SearchSettings } from '../search-settings.ts';
import { type FacetHit, orderFacetHits } from './facet-order.ts';
import type { FacetSearchQuery } from './parse-facet-search.ts';

/** What one node answered to its part of a facet search. */
export interface FacetPage {
  readonly hits: readonly FacetHit[];
  /** The echo of the query, as exact text. */
  readonly facetQuery: string;
  readonly processingTimeMs: number;
}

/** Reads the answer of a node to a facet search; throws if it is something else. */
export function readFacetPage(body: string): FacetPage {
  const textOf = (name: string): string => {
    const span = must(findMember(body, skipSpace(body, 0), name), name);
    return body.slice(span.start, span.end);
  };
  const list = textOf('facetHits');
  const hits: FacetHit[] = [];
  forEachElement(list, 0, (start, end) => hits.push(facetHit(JSON.parse(list.slice(start, end)))));
  return {
    hits,
    facetQuery: textOf('facetQuery'),
    processingTimeMs: Number(textOf('processingTimeMs')),
  };
}

function facetHit(parsed: unknown): FacetHit {
  const { value, count } = isRecord(parsed) ? parsed : {};
  assert(typeof value === 'string' && typeof count === 'number', 'not a facet hit');
  return { value, count };
}

/** Merges what the nodes answered into the body of one answer. `pages` must not be empty. */
export function mergeFacetSearch(
  query: FacetSearchQuery,
  settings: SearchSettings,
  pages: readonly FacetPage[],
): string {
  const { facetOrders, maxValuesPerFacet: cap } = settings;
  const order = facetOrders.get(query.facetName) ?? facetOrders.get('*');
  const values = sumByValue(pages, query.facetName === settings.distinctAttribute);
  const hits = orderFacetHits([...values.values()], {
    byCount: order === 'count',
    isSearched: query.hasFacetQuery,
    cap,
  });
  const texts = hits.map(
    ({ value, count }) => `{"value":${JSON.stringify(value)},"count":${count}}`,
  );
  const { facetQuery } = must(pages[0], 'the answer of a node');
  const milliseconds = pages
    .map((page) => page.processingTimeMs)
    .toSorted(compareNumbers)
    .at(-1);
  return `{"facetHits":[${texts.join(',')}],"facetQuery":${facetQuery},"processingTimeMs":${milliseconds}}`;
}

// Of hits that differ in the facet, one at most has each value, on however many nodes it was found.
function sumByValue(pages: readonly FacetPage[], isDistinct: boolean): Map<string, FacetHit> {
  const sums = new Map<string, FacetHit>();
  for (const { value, count } of pages.flatMap((page) => page.hits)) {
    const form = normalizeFacet(value);
    const known = sums.get(form) ?? { value, count: 0 };
    // Spellings of one value differ between nodes; any will do that does not depend on who is first.
    const shown = compareCodePoints(known.value, value) <= 0 ? known.value : value;
    const sum = isDistinct ? Math.max(known.count, count) : known.count + count;
    sums.set(form, { value: shown, count: sum });
  }
  return sums;
}
