import { must } from '../base/assert.ts';
import { clientHit } from './client-hit.ts';
import { countDistinct, distinctBy, type DistinctShare } from './distinct.ts';
import { countFacet, facetMembers, type FacetTexts, mergeFacets } from './facets.ts';
import { type HitSource, mergeHits } from './merge-hits.ts';
import type { NodePage } from './node-page.ts';
import { pageMembers } from './page-window.ts';
import type { SearchPlan } from './plan.ts';
import { rankHit } from './rank.ts';

/** Merges what the nodes answered into the body of one answer. `pages` must not be empty. */
export function mergeSearch(plan: SearchPlan, pages: readonly NodePage[]): string {
  const ordered = pages.toSorted((left, right) => left.firstShard - right.firstShard);
  const first = must(ordered[0], 'the answer of a node');
  const { query, settings, distinct, projection } = plan;
  const sources = ordered.map((page) => sourceOf(page, plan));
  const admits = distinct === null ? undefined : distinctBy(distinct);
  const { page, leftOut } = mergeHits(sources, plan.window, admits);
  const summed = ordered.reduce((sum, { totalHits }) => sum + totalHits, 0);
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
