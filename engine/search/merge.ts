import { must } from '../base/assert.ts';
import { clientHit } from './client-hit.ts';
import { countDistinct, distinctBy, type DistinctShare } from './distinct.ts';
import { countFacet, facetMembers, type FacetTexts, mergeFacets } from './facets.ts';
import { type HitSource, type MergedHits, mergeHits } from './merge-hits.ts';
import type { NodePage } from './node-page.ts';
import { pageMembers } from './page-window.ts';
import type { SearchPlan } from './plan.ts';
import { rankHit } from './rank.ts';

/** Merges what the nodes answered into the body of one answer. `pages` must not be empty. */
export function mergeSearch(plan: SearchPlan, pages: readonly NodePage[]): string {
  const ordered = pages.toSorted((left, right) => left.firstShard - right.firstShard);
  const first = must(ordered[0], 'the answer of a node');
  const { query, settings, distinct, projection } = plan;
  const { page, leftOut } = mergePages(plan, ordered);
  const summed = sumOfHits(ordered);
  const facets = mergeFacets(ordered.map(facetTexts), distinct);
  const values = plan.countsDistinctValues ? facets.distribution.get(distinct ?? '') : undefined;
  const totalHits =
    values === undefined ? summed - leftOut : countDistinct(values, sharesOf(ordered, distinct));
  const queryVector = ordered.find((node) => node.members.has('queryVector'));
  const milliseconds = Math.max(...ordered.map((node) => node.processingTimeMs));
  const members = [
    `"hits":[${page.map(({ hit }) => clientHit(hit.text, projection)).join(',')}]`,
    member(first, 'query'),
    queryVector === undefined ? '' : member(queryVector, 'queryVector'),
    `"processingTimeMs":${milliseconds}`,
    pageMembers(query.page, totalHits, settings.maxTotalHits),
    query.facets === null
      ? ''
      : facetMembers(facets, { facets: query.facets, settings, candidates: summed }),
    ordered.some((node) => node.members.has('semanticHitCount'))
      ? `"semanticHitCount":${page.filter((hit) => hit.isSemantic).length}`
      : '',
  ];
  return `{${members.filter((text) => text !== '').join(',')}}`;
}

/** The hits of a search in their order, as far as its window; of equal distinct values the first. */
export function mergePages(plan: SearchPlan, pages: readonly NodePage[]): MergedHits {
  const ordered = pages.toSorted((left, right) => left.firstShard - right.firstShard);
  const sources = ordered.map((page) => sourceOf(page, plan));
  const admits = plan.distinct === null ? undefined : distinctBy(plan.distinct);
  return mergeHits(sources, plan.window, admits);
}

/** How many hits the nodes have counted. */
export function sumOfHits(pages: readonly NodePage[]): number {
  return pages.reduce((sum, { totalHits }) => sum + totalHits, 0);
}

function sourceOf({ hits }: NodePage, plan: SearchPlan): HitSource {
  return {
    length: hits.length,
    hitAt: (place) => rankHit(must(hits[place], 'a hit'), plan),
  };
}

function facetTexts({ members }: NodePage): FacetTexts {
  return { distribution: members.get('facetDistribution'), stats: members.get('facetStats') };
}

function sharesOf(pages: readonly NodePage[], distinct: string | null): DistinctShare[] {
  return pages.map(({ totalHits, members }) => ({
    totalHits,
    hitsWithValue: countFacet(members.get('facetDistribution') ?? '{}', distinct ?? ''),
  }));
}

function member(page: NodePage, name: string): string {
  return `${JSON.stringify(name)}:${must(page.members.get(name), name)}`;
}
