import type { Comparison } from '../../base/order.ts';
import { forEachMember } from '../../base/json/scan.ts';
import { printDouble } from '../../base/json/print.ts';
import { clientHit } from '../client-hit.ts';
import type { SearchPlan } from '../plan.ts';
import type { RankedHit } from '../rank.ts';
import type { IndexQuery } from './multi-query.ts';
import { compareScored, type ScoredHit, scoredHit } from './score-values.ts';

/** The hits of one query of a federated search, in their order. */
export interface QueryHits {
  readonly asked: IndexQuery;
  readonly plan: SearchPlan;
  readonly hits: readonly RankedHit[];
}

/** A hit with the query that found it. */
export interface FederatedHit extends ScoredHit {
  readonly ranked: RankedHit;
  readonly source: QueryHits;
}

/**
 * The hits of all queries in one order, `end` at most. Takes the queries index by index, since of a
 * document that several queries find only the first hit counts.
 */
export function* federatedHits(
  indexes: readonly (readonly QueryHits[])[],
  end: number,
): Generator<FederatedHit> {
  const lists = indexes.map((queries) => {
    const hits = mergeSorted(queries.map(scoredHits), compareFederated);
    return firstAppearances(hits);
  });
  yield* firstOf(mergeSorted(lists, compareFederated), end);
}

function* scoredHits(source: QueryHits): Generator<FederatedHit> {
  const weight = {
    weight: source.asked.options?.weight ?? 1,
    attributePlaces: source.plan.settings.attributePlaces,
  };
  for (const ranked of source.hits) {
    const { hit } = ranked;
    const details = source.plan.ordersByDetails ? hit.details : undefined;
    yield { ranked, source, ...scoredHit(details, hit.score, weight) };
  }
}

function compareFederated(left: FederatedHit, right: FederatedHit): Comparison {
  return compareScored(left, right) || left.source.asked.position - right.source.asked.position;
}

// A document is known by when it was first inserted, which no two documents of an index share.
function* firstAppearances(hits: Iterable<FederatedHit>): Generator<FederatedHit> {
  const seen = new Set<string>();
  for (const hit of hits) {
    const { sequence } = hit.ranked;
    if (seen.has(sequence)) continue;
    if (sequence !== '') seen.add(sequence);
    yield hit;
  }
}

function* firstOf<Item>(items: Iterable<Item>, count: number): Generator<Item> {
  let left = count;
  if (left <= 0) return;
  for (const item of items) {
    yield item;
    left -= 1;
    if (left <= 0) return;
  }
}

/**
 * Merges lists by always taking the least of their first items, each looked at only when its turn comes.
 * The lists need not be in the order of `compare` themselves.
 */
function* mergeSorted<Item>(
  lists: readonly Iterator<Item>[],
  compare: (left: Item, right: Item) => Comparison,
): Generator<Item> {
  const heads = lists.flatMap((list) => {
    const { done, value } = list.next();
    return done === true ? [] : [{ list, item: value }];
  });
  while (heads.length > 0) {
    const best = heads.reduce((least, head) => (compare(head.item, least.item) < 0 ? head : least));
    yield best.item;
    const { done, value } = best.list.next();
    if (done === true) heads.splice(heads.indexOf(best), 1);
    else best.item = value;
  }
}

/** What Meilisearch writes after the members of a document. */
const appendices: ReadonlySet<string> = new Set([
  '_formatted',
  '_matchesPosition',
  '_rankingScore',
  '_rankingScoreDetails',
]);

/** The exact text of a hit for the client: as its query shows it, and which query that is. */
export function federatedHitText({ ranked, source, weightedScore }: FederatedHit): string {
  const { indexUid, position } = source.asked;
  const federation =
    `"_federation":{"indexUid":${JSON.stringify(indexUid)},"queriesPosition":${position},` +
    `"weightedRankingScore":${printDouble(weightedScore)}}`;
  const text = clientHit(ranked.hit.text, source.plan.projection);
  const document: string[] = [];
  const rest: string[] = [];
  let isThere = false;
  forEachMember(text, 0, (name, nameStart, _start, end) => {
    const member = text.slice(nameStart, end);
    const isOwn = name === '_federation';
    isThere ||= isOwn;
    if (appendices.has(name)) rest.push(member);
    else document.push(isOwn ? federation : member);
  });
  const added = isThere ? [] : [federation];
  return `{${[...document, ...added, ...rest].join(',')}}`;
}
