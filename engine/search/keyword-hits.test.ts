import { describe, expect, test } from 'vitest';
import { testIndex } from '../testing/context.ts';
import { areGoodEnough, asHybridBody, hasWords, keywordQuery, suffice } from './keyword-hits.ts';
import { type NodePage, readNodePage } from './node-page.ts';
import { parseSearchBody } from './parse.ts';
import { planSearch } from './plan.ts';

const hybrid = (semanticRatio: number, rest: Record<string, unknown> = {}) =>
  parseSearchBody(
    JSON.stringify({ q: 'a', vector: [1], hybrid: { embedder: 'e', semanticRatio }, ...rest }),
  );

/** What a node answers that has found hits by words and by vectors, with these scores. */
function pageOf(
  shard: number,
  words: readonly number[],
  vectors: readonly number[] = [],
): NodePage {
  const hit = (score: number, rule: string, id: string) => ({
    id,
    _miroir_seq: id,
    _rankingScore: score,
    _rankingScoreDetails: { [rule]: { order: 0, score, similarity: score } },
  });
  const hits = [
    ...words.map((score, place) => hit(score, 'words', `w${shard}${place}`)),
    ...vectors.map((score, place) => hit(score, 'vectorSort', `v${shard}${place}`)),
  ];
  const body = {
    hits,
    query: 'a',
    processingTimeMs: 1,
    limit: 1,
    offset: 0,
    estimatedTotalHits: 9,
  };
  return readNodePage(JSON.stringify(body), shard);
}

describe('a hybrid search', () => {
  const plan = planSearch(testIndex(), hybrid(0.5, { limit: 1, offset: 1 }));

  test('may be content with keywords only if good hits fill its pages so far', () => {
    expect(areGoodEnough(plan, [pageOf(0, [0.95]), pageOf(1, [0.9])])).toBe(true);
    expect(areGoodEnough(plan, [pageOf(0, [0.95]), pageOf(1, [], [0.99])])).toBe(true);
    expect(areGoodEnough(plan, [pageOf(0, [0.95]), pageOf(1, [0.89])])).toBe(false);
    expect(areGoodEnough(plan, [pageOf(0, [0.95]), pageOf(1, [])])).toBe(false);
    const empty = planSearch(testIndex(), hybrid(0.5, { limit: 0 }));
    expect(areGoodEnough(empty, [pageOf(0, [1])])).toBe(false);
  });

  test('is content with keywords if their weighted scores suffice', () => {
    const query = keywordQuery(hybrid(0.5, { limit: 2 }));
    const words = { ...planSearch(testIndex(), query), scoresHits: true };
    const pages = [pageOf(0, [0.95]), pageOf(1, [0.91])];
    expect(suffice(words, pages, 0.5)).toBe(true);
    expect(suffice(words, pages, 0.51)).toBe(false);
    expect(suffice(words, [pageOf(0, [1])], 0.1)).toBe(false);
  });

  test('by keywords alone has neither its embedder nor its vector', () => {
    const query = keywordQuery(hybrid(0.5, { limit: 2 }));
    expect([...query.members.keys()]).toEqual(['q', 'limit']);
    expect(query.semanticRatio).toBeNull();
    expect(asHybridBody('{"hits":[]}')).toBe('{"hits":[],"semanticHitCount":0}');
  });

  test('has words unless its query is empty', () => {
    expect(hasWords(hybrid(0.5))).toBe(true);
    for (const q of ['', '  ', null]) expect(hasWords(hybrid(0.5, { q }))).toBe(false);
  });
});
