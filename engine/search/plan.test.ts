import { describe, expect, test } from 'vitest';
import { bodyOf } from '../ports/node-client.ts';
import { defaultSettings } from '../settings/defaults.ts';
import { testIndex } from '../testing/context.ts';
import { parseSearchBody } from './parse.ts';
import { nodeRequest, planSearch, stickyText } from './plan.ts';

function planOf(body: string, settings: Record<string, unknown> = {}) {
  const text = JSON.stringify({ ...JSON.parse(defaultSettings), ...settings });
  return planSearch(testIndex({ settings: text }), parseSearchBody(body));
}

/** What a node is asked, as parsed JSON. */
function asked(body: string, settings: Record<string, unknown> = {}, filter: string | null = null) {
  return JSON.parse(bodyOf(nodeRequest(planOf(body, settings), filter)));
}

describe('the sub-query for a node', () => {
  test('asks for as many hits as could all be on the page, up to maxTotalHits', () => {
    expect(asked('{"q":"a","offset":30,"limit":10}')).toEqual({
      q: 'a',
      limit: 40,
      showRankingScore: true,
    });
    expect(asked('{"limit":5000}')).toMatchObject({ limit: 1000 });
    expect(asked('{"limit":9}', { pagination: { maxTotalHits: 7 } })).toMatchObject({ limit: 7 });
  });

  test('asks for more than could be on the page when vectors are searched, which is approximate', () => {
    const hybrid = (semanticRatio: number) => ({ embedder: 'e', semanticRatio });
    const body = (ratio: number) =>
      JSON.stringify({ limit: 3, vector: [1], hybrid: hybrid(ratio) });
    expect(asked(body(0.5))).toMatchObject({ limit: 103 });
    expect(asked(body(0))).toMatchObject({ limit: 3 });
    const paged = JSON.stringify({ hitsPerPage: 3, vector: [1], hybrid: hybrid(1) });
    expect(asked(paged)).toMatchObject({ page: 1, hitsPerPage: 103 });
    expect(asked('{"limit":0,"hybrid":{"embedder":"e"}}')).toMatchObject({ limit: 0 });
  });

  test('is in page mode exactly when the client is', () => {
    const request = asked('{"page":3,"hitsPerPage":10,"limit":2,"offset":1}');
    expect(request).toEqual({ page: 1, hitsPerPage: 30, showRankingScore: true });
  });

  test('keeps parameters as they are written', () => {
    const { body } = nodeRequest(planOf('{"q":"\\u00e9","vector":[1.10],"hybrid":null}'), null);
    expect(body).toContain('"q":"\\u00e9","vector":[1.10],"hybrid":null');
  });

  test.each([
    ['{}', 'shard = 1'],
    ['{"filter":null}', 'shard = 1'],
    ['{"filter":""}', ['', 'shard = 1']],
    ['{"filter":"a = 1 OR b = 2"}', ['a = 1 OR b = 2', 'shard = 1']],
    ['{"filter":[]}', ['shard = 1']],
    ['{"filter":[["a = 1","b = 2"],"c = 3"]}', [['a = 1', 'b = 2'], 'c = 3', 'shard = 1']],
  ])('is narrowed to its shards whatever the filter of %s', (body, filter) => {
    expect(asked(body, {}, 'shard = 1')).toMatchObject({ filter });
  });

  test('keeps the filter where nothing has to be narrowed', () => {
    expect(asked('{"filter":["a = 1"]}')).toMatchObject({ filter: ['a = 1'] });
    expect(asked('{"filter":null}')).toMatchObject({ filter: null });
  });

  test.each([
    ['{}', {}, false],
    ['{"showRankingScore":true}', {}, false],
    ['{"sort":[]}', {}, false],
    ['{"sort":["a:asc"]}', {}, true],
    ['{"showRankingScoreDetails":true}', {}, true],
    ['{"hybrid":{"embedder":"v"}}', {}, true],
    ['{}', { rankingRules: ['words', 'year:desc'] }, true],
  ])(
    'asks for score details only when the score is not enough: %s %o',
    (body, settings, needed) => {
      expect(asked(body, settings)['showRankingScoreDetails'] ?? false).toBe(needed);
    },
  );

  test('retrieves what the merge needs besides what the client wants', () => {
    const retrieved = (body: string, settings = {}) =>
      asked(body, settings)['attributesToRetrieve'];
    expect(retrieved('{}')).toBeUndefined();
    expect(retrieved('{"attributesToRetrieve":["*"]}')).toEqual(['*']);
    expect(retrieved('{"attributesToRetrieve":[]}')).toEqual(['_miroir_seq']);
    expect(retrieved('{"attributesToRetrieve":["a"],"distinct":"b.c"}')).toEqual([
      'a',
      '_miroir_seq',
      'b.c',
    ]);
    const settings = { displayedAttributes: ['a', 'b'], distinctAttribute: 'b' };
    expect(retrieved('{}', settings)).toEqual(['a', 'b', '_miroir_seq']);
    expect(retrieved('{"attributesToRetrieve":["c","b","a.x","_miroir_seq"]}', settings)).toEqual([
      'b',
      '_miroir_seq',
    ]);
  });

  test('has distinct values counted where a client wants an exact total', () => {
    const settings = { filterableAttributes: ['a', { attributePatterns: ['b*'] }] };
    expect(asked('{"distinct":"a","page":1}', settings)).toMatchObject({ facets: ['a'] });
    expect(asked('{"distinct":"a","page":1,"facets":["c"]}', settings)).toMatchObject({
      facets: ['c', 'a'],
    });
    expect(asked('{"distinct":"a"}', settings)).not.toHaveProperty('facets');
    expect(asked('{"distinct":"bc","page":1}', settings)).toMatchObject({ facets: ['bc'] });
    expect(asked('{"distinct":"c","page":1}', settings)).not.toHaveProperty('facets');
  });
});

test('the pages of one search stick to the same replicas', () => {
  const sticky = (body: string) => stickyText(parseSearchBody(body));
  expect(sticky('{"q":"a","page":2}')).toBe(sticky('{"limit":3,"q":"a","offset":9}'));
  expect(sticky('{"q":"a"}')).not.toBe(sticky('{"q":"b"}'));
});
