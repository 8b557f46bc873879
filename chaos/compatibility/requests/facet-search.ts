import {
  type ClientRequest,
  except,
  get,
  json,
  patch,
  payload,
  plain,
  post,
  put,
  type RequestTheme,
} from '../client-request.ts';

const index = '/indexes/facets';
const path = `${index}/facet-search`;

function find(body: unknown): ClientRequest {
  return post(path, body);
}

/** A search of one facet, with other parameters. */
function genre(parameters: object = {}): ClientRequest {
  return find({ facetName: 'genre', ...parameters });
}

const genres = [
  ['Drama', 'Comédie', 'comedie', 'Ōkami', 'Zed', 'apple', 'Apply', 'Aple', 'Apricot'],
  ['straße', 'strasse', 'Æon', 'aeon', 'bœuf', 'boeuf', '日本', 'ア', 'あ', 'かたかな', 'カタカナ'],
  ['Ελλάς', 'ελλη', 'Ёлка', 'елки', 'đà', 'da', 'Ð', 'ı', 'i', '’a', "'b", '‘c', '“d', '"e'],
  [
    'e f',
    'e-f',
    'E_f',
    'ﬃ',
    'ffa',
    'ø',
    'o',
    'Łódź',
    'lodz',
    '½',
    '１a',
    '№',
    'x\ty',
    '😀',
    '한국',
  ],
].flat();

const words = ['river', 'night', 'stone', 'garden', 'winter', 'light'];

const documents = Array.from({ length: 260 }, (_, place) => ({
  id: (place * 7919) % 10_007,
  title: `${words[place % 6]} ${words[(place * 5 + 1) % 6]} ${words[(place >> 2) % 6]}`,
  genre: genres[(place * place + place) % genres.length],
  tags: [`tag ${place % 23}`, `note ${(place * 3) % 17}`, place % 4, place % 2 === 0],
  secret: `s${place % 3}`,
  place: { city: `city ${(place * 13) % 31}` },
  code: `code ${(place * 37) % 173}`,
  unsearchable: `u${place % 5}`,
  year: 1950 + (place % 50),
  _vectors: { own: [(place % 7) - 3, (place % 5) + 1, place % 3] },
}));

const filterableAttributes = [
  'genre',
  'tags',
  'secret',
  'place.city',
  'year',
  'code',
  {
    attributePatterns: ['unsearchable'],
    features: { facetSearch: false, filter: { equality: true, comparison: false } },
  },
];

const queries = [
  '',
  'a',
  'ap',
  'appl',
  'apple',
  'aplpe',
  'app1e',
  'Strasse',
  'COME',
  'Comé',
  'd',
  'x',
];
const otherQueries = [
  '日',
  'カタ',
  'かた',
  'ell',
  'ελ',
  'ёл',
  "'",
  '"',
  'e f',
  'e-f',
  '½',
  'łodz',
  '  a',
  '한',
];

const everyQuery = [...queries, ...otherQueries].map((facetQuery) => genre({ facetQuery }));

const everyFacet = [
  'genre',
  'tags',
  'secret',
  'code',
  'place.city',
  'place',
  'year',
  'nothing',
].flatMap((facetName) => [
  find({ facetName }),
  find({ facetName, facetQuery: 'city 1' }),
  find({ facetName, facetQuery: 'tag 1' }),
  find({ facetName, facetQuery: 'code' }),
  find({ facetName, facetQuery: 'cide 1' }),
  find({ facetName, q: 'river', filter: 'year > 1960' }),
]);

const searches: readonly object[] = [
  { q: 'river' },
  { q: 'river nigth' },
  { q: 'river night', matchingStrategy: 'all' },
  { q: 'river night', matchingStrategy: 'last' },
  { q: 'river', attributesToSearchOn: ['title'] },
  { q: 'river', attributesToSearchOn: ['tags'] },
  { q: 'river', attributesToSearchOn: [] },
  { q: 'river', attributesToSearchOn: ['none'] },
  { q: 'river', locales: ['eng'] },
  { q: 'river', locales: ['fra', 'en'] },
  { filter: 'year > 1980' },
  { filter: ['year > 1960', ['genre = drama', 'genre = zed', 'genre = apple']] },
  { filter: 'genre = "no such"' },
  { filter: '' },
  { filter: [] },
  { filter: null, q: null, facetQuery: null, vector: null, locales: null },
  { q: 'river night', rankingScoreThreshold: 0.9, exhaustiveFacetCount: true },
  { q: 'river night', rankingScoreThreshold: 0.5, exhaustiveFacetCount: true },
  { q: 'river night', rankingScoreThreshold: 0, exhaustiveFacetCount: false },
  { q: 'river night', rankingScoreThreshold: 1 },
  { exhaustiveFacetCount: true },
  { exhaustiveFacetCount: null },
  { vector: [1, 2, 3], hybrid: { embedder: 'own' } },
  { vector: [1, 2, 3], hybrid: { embedder: 'own', semanticRatio: 1 } },
  { vector: [1, 2, 3], hybrid: { embedder: 'own', semanticRatio: 0 }, q: 'river' },
  { q: 'river', hybrid: { embedder: 'own', semanticRatio: 0.5 } },
  { q: 'river', hybrid: { embedder: 'own', semanticRatio: 0 } },
  { hybrid: { embedder: 'none' } },
  { limit: 1, sort: 3, foo: { bar: [] }, attributesToRetrieve: 7, page: -1 },
];

const everySearch = searches.flatMap((search) => [
  genre(search),
  genre({ facetQuery: 'a', ...search }),
]);

const refusals: readonly ClientRequest[] = [
  find({}),
  find([]),
  find('genre'),
  find(null),
  find({ facetName: null }),
  find({ facetName: 1 }),
  find({ facetname: 'genre' }),
  find({ facetName: 'title' }),
  find({ facetName: 'id' }),
  find({ facetName: '' }),
  find({ facetName: 'unsearchable' }),
  find({ facetName: '_miroir_shard' }),
  json('POST', path, '{"facetName":"\\u005fmiroir_shard"}'),
  json('POST', path, '{"facetName":"genre","filter":"\\u005fmiroir_shard = x"}'),
  json('POST', path, '{"facetName":"title","facetName":"genre"}'),
  json('POST', path, '{"facetName":"genre","q":"\\ud83d"}'),
  json('POST', path, '{"facetName":"genre"'),
  json('POST', path, ''),
  payload('POST', path, null, '{"facetName":"genre"}'),
  payload('POST', path, 'text/plain', '{"facetName":"genre"}'),
  genre({ facetQuery: 1 }),
  genre({ facetQuery: ['a'] }),
  genre({ q: 1 }),
  genre({ filter: 1 }),
  genre({ filter: {} }),
  json('POST', path, '{"facetName":"genre","filter":1.0}'),
  json('POST', path, '{"facetName":"genre","filter":{"b":1.0,"a":12345678901234567890}}'),
  json('POST', path, '{"facetName":"genre","filter":["year > 1990",1.0]}'),
  genre({ filter: [1] }),
  genre({ filter: 'nothing = 1' }),
  genre({ filter: 'unsearchable > 1' }),
  genre({ filter: 'year >' }),
  genre({ filter: '_miroir_shard = "x"' }),
  genre({ filter: 'year = 1 in rule #5' }),
  find({ facetName: 'title', filter: 1 }),
  find({ facetName: 'title', filter: 'a =' }),
  genre({ exhaustiveFacetCount: 'a' }),
  genre({ vector: [1, 2, 3] }),
  genre({ vector: 'x' }),
  genre({ vector: [1, 2], hybrid: { embedder: 'own' } }),
  genre({ vector: [1, 2, 3], hybrid: { embedder: 'none' } }),
  genre({ q: 'a', hybrid: { embedder: 'none' } }),
  genre({ q: 'a', hybrid: { embedder: 'own', semanticRatio: 1 } }),
  genre({ hybrid: { embedder: 'own', semanticRatio: 2 } }),
  genre({ hybrid: { semanticRatio: 1 } }),
  genre({ hybrid: 'own' }),
  genre({ media: { a: 1 } }),
  genre({ media: { a: 1 }, hybrid: { embedder: 'own' } }),
  genre({ matchingStrategy: 'some' }),
  genre({ matchingStrategy: null }),
  genre({ attributesToSearchOn: 'title' }),
  genre({ rankingScoreThreshold: 2 }),
  genre({ locales: ['klingon'] }),
  genre({ locales: 'eng' }),
  post('/indexes/missing/facet-search', {}),
  post('/indexes/missing/facet-search', { facetName: 'genre' }),
  post('/indexes/with%20space/facet-search', { facetName: 'genre' }),
  get(path),
  put(path, {}),
  plain('DELETE', path),
];

const underSettings = (settings: unknown): ClientRequest[] => [
  patch(`${index}/settings`, settings),
  genre(),
  genre({ facetQuery: 'a' }),
  genre({ facetQuery: 'apple', q: 'river' }),
  find({ facetName: 'tags' }),
  find({ facetName: 'tags', facetQuery: 'tag' }),
  find({ facetName: 'code' }),
  find({ facetName: 'code', facetQuery: 'code', filter: 'year > 1970' }),
];

/** Meilisearch itself only estimates which of several hits with one value it leaves out. */
const distinctly: readonly ClientRequest[] = ['secret', 'code'].flatMap((distinctAttribute) => [
  patch(`${index}/settings`, { distinctAttribute }),
  ...[genre(), find({ facetName: 'tags' }), find({ facetName: 'tags', q: 'river' })].map(
    (request) => except('distinct-counts', request),
  ),
]);

/** Searches for values of facets: what is found, in which order, and what is refused. */
export const facetSearch: RequestTheme = {
  name: 'facet search',
  requests: [
    patch(`${index}/settings`, {
      filterableAttributes,
      embedders: { own: { source: 'userProvided', dimensions: 3 } },
    }),
    genre(),
    post(`${index}/documents?primaryKey=id`, documents),
    ...everyQuery,
    ...everyFacet,
    ...everySearch,
    ...refusals,
    ...underSettings({ faceting: { sortFacetValuesBy: { genre: 'count' } } }),
    ...underSettings({ faceting: { sortFacetValuesBy: { '*': 'count', genre: 'alpha' } } }),
    ...[1, 3, 10, 0].flatMap((cap) => underSettings({ faceting: { maxValuesPerFacet: cap } })),
    ...underSettings({ faceting: { maxValuesPerFacet: 7, sortFacetValuesBy: { '*': 'alpha' } } }),
    ...underSettings({ faceting: null }),
    ...distinctly,
    ...underSettings({ distinctAttribute: null, prefixSearch: 'disabled' }),
    ...underSettings({ prefixSearch: null, rankingRules: ['year:desc', 'exactness'] }),
    ...underSettings({
      rankingRules: null,
      searchableAttributes: ['genre'],
      synonyms: { a: ['river'] },
    }),
    ...underSettings({ searchableAttributes: null, stopWords: ['river'], synonyms: null }),
    ...underSettings({ stopWords: null }),
    ...underSettings({ typoTolerance: { disableOnWords: ['apple'] } }),
    ...underSettings({ typoTolerance: { disableOnAttributes: ['genre'] } }),
    ...underSettings({
      typoTolerance: { minWordSizeForTypos: { oneTypo: 2, twoTypos: 4 } },
    }),
    ...underSettings({ typoTolerance: { enabled: false } }),
    ...underSettings({ displayedAttributes: ['id', 'title', 'tags'] }),
    find({ facetName: 'title' }),
    ...underSettings({ localizedAttributes: [{ attributePatterns: ['genre'], locales: ['jpn'] }] }),
    genre({ facetQuery: 'カ', locales: ['jpn'] }),
    ...underSettings({ facetSearch: false }),
    find({ facetName: 'title', filter: 1 }),
    genre({ locales: ['klingon'] }),
    ...underSettings({
      facetSearch: true,
      filterableAttributes: ['*'],
      displayedAttributes: ['*'],
    }),
    find({ facetName: '_miroir_shard' }),
    find({ facetName: 'title', facetQuery: 'riv' }),
    ...underSettings({ filterableAttributes: [] }),
  ],
};
