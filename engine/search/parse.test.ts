import { describe, expect, test } from 'vitest';
import { MalformedRequest } from '../protocol/api-error.ts';
import { parseQuery } from '../protocol/routed-request.ts';
import { parseSearchBody, parseSearchParameters } from './parse.ts';

const fromQueryString = (text: string) => parseSearchParameters(parseQuery(text));

describe('the body of a search', () => {
  test('has defaults for everything', () => {
    expect(parseSearchBody('{}')).toEqual({
      members: new Map(),
      page: {
        mode: 'offset',
        offset: { value: 0, text: '0' },
        limit: { value: 20, text: '20' },
      },
      filter: null,
      sort: [],
      distinct: null,
      facets: null,
      attributesToRetrieve: null,
      attributesToFormat: [],
      showRankingScore: false,
      showRankingScoreDetails: false,
      semanticRatio: null,
    });
  });

  test('keeps each parameter as it is written, of a repeated one the last', () => {
    const { members } = parseSearchBody(
      String.raw` { "q" : "a\u00e9", "q":"b\/" , "vector":[1.10] } `,
    );
    expect([...members]).toEqual([
      ['q', String.raw`"b\/"`],
      ['vector', '[1.10]'],
    ]);
  });

  test('keeps a limit beyond 2^53 exact', () => {
    const { page } = parseSearchBody('{"limit":18446744073709551615}');
    expect(page).toMatchObject({ limit: { value: 2 ** 64, text: '18446744073709551615' } });
  });

  test('is in page mode once a page or a page size is given, but not for a null', () => {
    expect(parseSearchBody('{"page":2,"limit":3}').page).toMatchObject({
      mode: 'page',
      page: { value: 2 },
      hitsPerPage: { value: 20 },
    });
    expect(parseSearchBody('{"hitsPerPage":0}').page).toMatchObject({
      mode: 'page',
      page: { value: 1 },
      hitsPerPage: { value: 0 },
    });
    expect(parseSearchBody('{"page":null,"hitsPerPage":null}').page.mode).toBe('offset');
  });

  test.each([
    ['', '[]', 'null', '{"q":', '{"limit":1}x', String.raw`{"q":"\ud800"}`],
    ['{"foo":1}', '{"Q":""}'],
    ['{"limit":1.0}', '{"limit":1e0}', '{"limit":-0}', '{"limit":-1}', '{"limit":null}'],
    ['{"limit":18446744073709551616}', '{"page":"1"}', '{"cropLength":null}'],
    ['{"q":3}', '{"distinct":[]}', '{"highlightPreTag":null}', '{"matchingStrategy":"any"}'],
    ['{"showRankingScore":null}', '{"retrieveVectors":1}'],
    ['{"facets":"a"}', '{"sort":[1]}', '{"attributesToRetrieve":{}}'],
    ['{"filter":12}', '{"filter":{}}', '{"rankingScoreThreshold":1.1}', '{"vector":["1"]}'],
    ['{"hybrid":{}}', '{"hybrid":{"embedder":"v","foo":1}}'],
    ['{"hybrid":{"embedder":"v","semanticRatio":2}}'],
  ])('is refused when Meilisearch refuses it: %s …', (...bodies) => {
    for (const body of bodies) expect(() => parseSearchBody(body)).toThrow(MalformedRequest);
  });

  test.each([
    '{"q":null,"page":null,"filter":null,"sort":null,"facets":null,"distinct":null,"hybrid":null}',
    '{"vector":null,"media":null,"locales":null,"rankingScoreThreshold":null}',
    '{"attributesToRetrieve":null,"attributesToCrop":null,"attributesToSearchOn":null}',
    String.raw`{"q":"\ud83d\ude00","filter":["a",["b"]],"rankingScoreThreshold":1}`,
  ])('is accepted when Meilisearch accepts it: %s', (body) => {
    expect(() => parseSearchBody(body)).not.toThrow();
  });

  test('tells what is wrong with a filter, which a node asked about no index cannot', () => {
    expect(() => parseSearchBody('{"filter":12}')).toThrow(
      'Invalid syntax for the filter parameter: `expected String, Array, found: 12`.',
    );
    expect(() => parseSearchBody('{"filter":18446744073709551616}')).toThrow(
      'expected String, Array, found: 1.8446744073709552e19`.',
    );
  });

  test('names the attributes to format without the lengths to crop to', () => {
    const body = '{"attributesToHighlight":["a"],"attributesToCrop":["b:10","c"]}';
    expect(parseSearchBody(body).attributesToFormat).toEqual(['a', 'b', 'c']);
  });
});

describe('the query string of a search', () => {
  test.each([
    ['q=a+b%2C&limit=%2B2&offset=03', '{"q":"a b,","limit":2,"offset":3}'],
    ['limit=2&limit=1', '{"limit":1}'],
    ['facets=&attributesToRetrieve=a,,b,', '{"facets":[],"attributesToRetrieve":["a","b"]}'],
    [
      'sort=%22a:desc,%20_geoPoint(1.5,%202):asc,b:asc%22',
      '{"sort":["a:desc","_geoPoint(1.5,2):asc","b:asc"]}',
    ],
    ['sort=', '{"sort":[""]}'],
    ['filter=a%20%3D%201', '{"filter":"a = 1"}'],
    ['filter=%22a%20%3D%201%22', '{"filter":"a = 1"}'],
    ['filter=[[%22a=1%22],%22b=2%22]', '{"filter":[["a=1"],"b=2"]}'],
    ['showRankingScore=true&page=1', '{"showRankingScore":true,"page":1}'],
    [
      'vector=1,-.5,&hybridEmbedder=v&hybridSemanticRatio=.3',
      '{"vector":[1,-0.5],"hybrid":{"embedder":"v","semanticRatio":0.3}}',
    ],
  ])('%s means the body %s', (text, body) => {
    expect(fromQueryString(text)).toEqual(parseSearchBody(body));
  });

  test.each([
    ['limit=', 'limit=2%20', 'offset=-1', 'limit=18446744073709551616', 'page=1.0'],
    ['showRankingScore=1', 'showRankingScore=', 'showRankingScore=TRUE'],
    ['foo=1', 'media=1', 'hybrid=v'],
    ['vector=1,2', 'vector=a&hybridEmbedder=v', 'hybridSemanticRatio=0.5'],
    ['rankingScoreThreshold=2', 'rankingScoreThreshold=1e999', 'matchingStrategy='],
    ['filter=12', 'filter=null'],
  ])('is refused when Meilisearch refuses it: %s …', (...texts) => {
    for (const text of texts) expect(() => fromQueryString(text)).toThrow(MalformedRequest);
  });
});
