import type { EngineContext } from '../../context.ts';
import { limits } from '../../limits.ts';
import { compareCodePoints } from '../../base/order.ts';
import { mergeFacets, shownFacets, type ShownFacets } from '../facets.ts';
import { readSearchSettings } from '../search-settings.ts';
import { checkFindings, type FoundByQuery, type IndexResult } from './check-findings.ts';
import { type FacetOrders, facetsByIndexMember, mergedFacetMembers } from './federated-facets.ts';
import { federatedHits, federatedHitText } from './federated-hits.ts';
import { type AskedIndex, searchFederatedIndex } from './federated-index.ts';
import { checkFederatedQueries } from './federation-faults.ts';
import type { Federation, IndexQuery } from './multi-query.ts';
import type { MultiSearchOutcome } from './separate-searches.ts';
import { inOrder } from './side-by-side.ts';

/**
 * Answers all queries with one list of hits. Throws what Meilisearch would find wrong first: with the
 * queries in their order, then index by index, then with facets of other indexes.
 */
export async function federatedSearch(
  context: EngineContext,
  queries: readonly IndexQuery[],
  federation: Federation,
): Promise<MultiSearchOutcome> {
  checkFederatedQueries(context, queries);
  const asked = await askIndexes(context, queries, federation);
  const orders: FacetOrders = new Map();
  const results = checkFindings(asked, federation.mergeFacets === null ? null : orders);
  const { offset, limit } = federation;
  const lists = results.map((index) => index.found);
  const end = offset.value + limit.value;
  const page = [...federatedHits(lists, end)].slice(offset.value);
  const found = lists.flat();
  const counts = results.map((index) => index.count).filter((count) => count !== null);
  const parts = [...found, ...counts];
  const total = results.reduce((sum, { totalHits }) => sum + totalHits, 0);
  const facets = facetsOf(results);
  const members = [
    `"hits":[${page.map(federatedHitText).join(',')}]`,
    `"processingTimeMs":${Math.max(0, ...parts.map((part) => part.processingTimeMs))}`,
    `"limit":${limit.text},"offset":${offset.text},"estimatedTotalHits":${total}`,
    queryVectorsMember(found),
    found.some(({ isSemantic }) => isSemantic)
      ? `"semanticHitCount":${page.filter(({ ranked }) => ranked.isSemantic).length}`
      : '',
    federation.mergeFacets === null
      ? facetsByIndexMember(facets)
      : mergedFacetMembers(facets, orders, federation.mergeFacets),
  ];
  return {
    body: `{${members.filter((text) => text !== '').join(',')}}`,
    missing: parts.flatMap(({ missing }) => missing),
    stale: parts.flatMap(({ stale }) => stale),
  };
}

/** Asks every index that is named, those of queries before those that only facets are asked of. */
async function askIndexes(
  context: EngineContext,
  queries: readonly IndexQuery[],
  { offset, limit, facetsByIndex }: Federation,
): Promise<readonly AskedIndex[]> {
  const byIndex = Map.groupBy(queries, ({ indexUid }) => indexUid);
  const used = [...byIndex.keys()].toSorted(compareCodePoints);
  const unused = [...facetsByIndex.keys()].filter((uid) => !byIndex.has(uid));
  const hitsMax = Math.min(offset.value + limit.value, limits.nodeTotalHitsMax);
  return inOrder([...used, ...unused.toSorted(compareCodePoints)], async (uid) => {
    const record = context.catalogue.get(uid);
    const index = record?.visible === true ? record : undefined;
    const own = byIndex.get(uid) ?? [];
    const facets = facetsByIndex.get(uid) ?? null;
    const asked = { uid, index, queries: own, facets };
    if (index === undefined) return { ...asked, findings: null };
    const isCompared = queries.length > 1;
    const question = { index, queries: own, facets, hitsMax, isCompared };
    return { ...asked, findings: await searchFederatedIndex(context, question) };
  });
}

// The vectors of queries that retrieve vectors, by their places; empty if there are none.
function queryVectorsMember(found: readonly FoundByQuery[]): string {
  const vectors = found
    .filter(({ queryVector }) => queryVector !== undefined)
    .toSorted((left, right) => left.asked.position - right.asked.position)
    .map(({ asked, queryVector }) => `"${asked.position}":${queryVector}`);
  return vectors.length === 0 ? '' : `"queryVectors":{${vectors.join(',')}}`;
}

function facetsOf(results: readonly IndexResult[]): ReadonlyMap<string, ShownFacets> {
  const shown = new Map<string, ShownFacets>();
  for (const { index, facets, found, count } of results) {
    if (facets === null || count === null) continue;
    const [first] = found;
    // Only where hits of all queries differ in the same attribute do counts of it stay below two.
    const distinct = first?.plan.distinct ?? null;
    const isShared = found.every(({ plan }) => plan.distinct === distinct);
    const merged = mergeFacets(count.facets, isShared ? distinct : null);
    const settings = readSearchSettings(index.settings);
    const candidates = count.totalHits;
    shown.set(index.uid, shownFacets(merged, { facets, settings, candidates }));
  }
  return shown;
}
