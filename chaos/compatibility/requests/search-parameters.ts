import {
  except,
  get,
  json,
  patch,
  post,
  put,
  remove,
  type RequestTheme,
} from '../client-request.ts';

const titles = ['golden river', 'silent river of gold', 'the golden machine', 'a hidden captain'];

const documents = Array.from({ length: 32 }, (_, place) => ({
  id: place,
  title: titles[place % titles.length],
  overview: titles[(place * 3 + 2) % 3],
  nested: { note: titles[(place + 1) % titles.length] },
  year: 1990 + (place % 6),
}));

const route = '/indexes/options/search';

function search(body: Record<string, unknown>) {
  return post(route, body);
}

const queries = ['golden river', 'the golden river captain', 'river zzz', 'a', ''];

/** Filters that are no filters, for a node echoes what it found in them. */
const oddFilters = [
  '18446744073709551616',
  '18446744073709551615',
  '[18446744073709551616]',
  '[[18446744073709551616]]',
  '[-9223372036854775809]',
  '1e3',
  '[1e3]',
  '[[1e3]]',
  '[-0]',
  '["year > 1", 1.0]',
  ' [ "year = 1990" ] ',
  '[true]',
  '[null]',
  '{"2":1,"1":18446744073709551616}',
  '[[["year > 1"]]]',
  '"year > 18446744073709551616"',
  '"year = 1e400"',
  '"title > 1"',
];

/** The less usual parameters of a search, and parameters that are repeated. */
export const searchParameters: RequestTheme = {
  name: 'searches: other parameters',
  requests: [
    post('/indexes', { uid: 'options', primaryKey: 'id' }),
    patch('/indexes/options/settings', {
      filterableAttributes: ['year'],
      sortableAttributes: ['year'],
      localizedAttributes: [{ attributePatterns: ['title'], locales: ['eng', 'fra'] }],
    }),
    post('/indexes/options/documents', documents),
    ...queries.flatMap((q) => [
      search({ q, matchingStrategy: 'last', limit: 32 }),
      search({ q, matchingStrategy: 'all', limit: 32 }),
      search({ q, attributesToSearchOn: ['title'], limit: 32 }),
      search({ q, attributesToSearchOn: ['overview', 'nested.note'], limit: 32 }),
      search({ q, attributesToSearchOn: ['nested.*'], limit: 32 }),
      search({ q, attributesToSearchOn: ['*'], showMatchesPosition: true, limit: 32 }),
      search({ q, attributesToSearchOn: [], limit: 3 }),
      search({ q, locales: ['eng'], limit: 32 }),
      search({ q, locales: ['fra', 'jpn'], limit: 32 }),
      search({ q, locales: [], limit: 3 }),
      search({ q, rankingScoreThreshold: 0.9, showRankingScore: true, limit: 32 }),
      search({ q, rankingScoreThreshold: 0.3, page: 1, hitsPerPage: 9 }),
      search({ q, rankingScoreThreshold: 1, limit: 40 }),
      search({ q, rankingScoreThreshold: 0, limit: 4, facets: ['year'] }),
      get(route, { q, matchingStrategy: 'all', locales: 'eng,fra', attributesToSearchOn: 'title' }),
      get(route, { q, rankingScoreThreshold: '0.5', limit: '32' }),
      search({ q, matchingStrategy: 'frequency', limit: 32 }),
    ]),
    ...queries.map((q, place) => {
      const request = get(route, { q, rankingScoreThreshold: '0.5' });
      // Of these two, more hits than the page holds are good enough.
      return place < 2 ? except('threshold-totals', request) : request;
    }),
    search({ q: 'golden', attributesToSearchOn: ['unknown'] }),
    search({ q: 'golden', attributesToSearchOn: ['title', 'unknown'] }),
    search({ q: 'golden', attributesToSearchOn: [''] }),
    search({ q: 'golden', locales: ['xx'] }),
    search({ q: 'golden', locales: ['en'] }),
    search({ q: 'golden', locales: ['ENG'] }),
    ...oddFilters.flatMap((filter) => [
      json('POST', route, `{"filter":${filter}}`),
      get(route, { filter }),
    ]),
    put('/indexes/options/settings/searchable-attributes', ['overview']),
    search({ q: 'golden', attributesToSearchOn: ['title'] }),
    search({ q: 'golden', attributesToSearchOn: ['overview'], limit: 5 }),
    remove('/indexes/options'),
  ],
};
