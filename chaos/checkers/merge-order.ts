import type { SearchIntent } from '../../sim/trace/operation.ts';
import type { Checker } from './checker.ts';
import { evidenceOf, Findings } from './findings.ts';
import type { Candidate, Expectation } from './history/expectation.ts';
import type { History } from './history/history.ts';
import { textOf } from './history/json-value.ts';
import { type Page, pageOf } from './history/page.ts';
import type { Shown } from './history/shown.ts';
import { compareSortKeys, type SortKey, sortKey } from './sort-key.ts';

/**
 * Pages hold what is theirs: as many documents as are left for them, hits in the declared order, and
 * none that belongs on an earlier or a later page.
 */
export const mergeOrder: Checker = {
  name: 'merge_order',
  check(_record, history) {
    const findings = new Findings(this.name);
    for (const shown of history.shown) {
      const { intent } = shown.operation;
      const page = pageOf(intent);
      if (page === null) continue;
      findings.looked();
      const expectation = history.expectation(shown);
      if (expectation !== null) checkSize(findings, shown, page, expectation);
      if (intent.kind !== 'search' || !hasUsualOrder(history, shown)) continue;
      checkOrder(findings, shown, intent);
      const isBySort = intent.words.length === 0 && intent.sort.length > 0;
      if (expectation !== null && isBySort) {
        checkPlaces(findings, shown, { page, expectation, intent });
      }
    }
    return findings;
  },
};

function checkSize(
  findings: Findings,
  { operation, index, documents }: Shown,
  { start, size }: Page,
  { least, most, totalMax }: Expectation,
): void {
  const end = Math.min(start + size, totalMax);
  const room = Math.max(0, end - start);
  const fewest = Math.min(room, Math.max(0, least - start));
  const greatest = Math.min(room, Math.max(0, most - start));
  if (documents.length >= fewest && documents.length <= greatest) return;
  const expected = fewest === greatest ? String(fewest) : `${fewest} to ${greatest}`;
  const message = `${operation.id} has ${documents.length} documents of ${index} on the page from ${start} with room for ${size}, where ${expected} belong`;
  findings.add(`${index} page`, message, evidenceOf(operation));
}

/** Meilisearch's own rules, up to those that come after the sort. */
const rulesUpToSort = 'words,typo,proximity,attribute,sort';

/** Whether ranking rules and shown attributes are such that the order can be told from the hits. */
function hasUsualOrder(history: History, { operation, index }: Shown): boolean {
  const { endedAt: until } = operation;
  const own = history.index(index);
  return (
    own.settingValues('displayedAttributes', until).length === 0 &&
    own.settingValues('distinctAttribute', until).length === 0 &&
    own
      .settingValues('rankingRules', until)
      .every((rules) => Array.isArray(rules) && rules.slice(0, 5).join() === rulesUpToSort)
  );
}

function checkOrder(
  findings: Findings,
  { operation, index, documents }: Shown,
  intent: SearchIntent,
): void {
  const { words, sort, showRankingScore } = intent;
  // With words, rules that only the score tells of come before the sort.
  if (words.length > 0 && !showRankingScore) return;
  let previous: Ranked | undefined;
  for (const document of documents) {
    const score = Number(document['_rankingScore']);
    if (showRankingScore && Number.isNaN(score)) {
      const message = `${operation.id} has a hit without the score that was asked for`;
      findings.add(`${index} score`, message, evidenceOf(operation));
      return;
    }
    const ranked = { score: showRankingScore ? score : 0, key: sortKey(document, sort) };
    if (previous !== undefined && isAfter(previous, ranked, sort)) {
      const message = `${operation.id} shows ${index}/${textOf(document['id'])} (${describe(ranked)}) after ${describe(previous)}`;
      findings.add(`${index} order`, message, evidenceOf(operation));
      return;
    }
    previous = ranked;
  }
}

interface Ranked {
  readonly score: number;
  readonly key: SortKey;
}

function isAfter(left: Ranked, right: Ranked, sort: SearchIntent['sort']): boolean {
  if (left.score !== right.score) return left.score < right.score;
  return compareSortKeys(left.key, right.key, sort) > 0;
}

interface PlaceCheck {
  readonly page: Page;
  readonly expectation: Expectation;
  readonly intent: SearchIntent;
}

/** The first and the last hit of a sorted page are at places that they can have in the whole list. */
function checkPlaces(
  findings: Findings,
  { operation, index, documents }: Shown,
  { page, expectation, intent: { sort } }: PlaceCheck,
): void {
  const candidates = [...expectation.candidates.values()];
  for (const place of new Set([0, documents.length - 1])) {
    const document = documents[place];
    if (document === undefined) continue;
    const key = sortKey(document, sort);
    const others = candidates.filter(({ id }) => id !== document['id']);
    const before = others.filter((other) => isSurelyBefore(other, key, sort)).length;
    const atMost = others.filter((other) => mayBeBefore(other, key, sort)).length;
    const own = page.start + place;
    if (own >= before && own <= atMost) continue;
    const message = `${operation.id} shows ${index}/${textOf(document['id'])} at place ${own} of the sorted hits, where it belongs at ${before} to ${atMost}`;
    findings.add(`${index} place`, message, evidenceOf(operation));
  }
}

function isSurelyBefore(
  { isRequired, states }: Candidate,
  key: SortKey,
  sort: SearchIntent['sort'],
): boolean {
  if (!isRequired || states === null) return false;
  return states.every((state) => compareSortKeys(sortKey(state.fields, sort), key, sort) < 0);
}

function mayBeBefore({ states }: Candidate, key: SortKey, sort: SearchIntent['sort']): boolean {
  if (states === null) return true;
  return states.some((state) => compareSortKeys(sortKey(state.fields, sort), key, sort) <= 0);
}

function describe({ score, key }: Ranked): string {
  return `score ${score}, sorted by ${JSON.stringify(key)}`;
}
