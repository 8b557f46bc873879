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

const index = '/indexes/alike';
const path = `${index}/similar`;

function like(body: unknown): ClientRequest {
  return post(path, body);
}

/** Documents like the first, as many as there are: the real engine may miss some of fewer. */
function all(parameters: object = {}): ClientRequest {
  return like({ id: 11, embedder: 'wide', limit: 200, ...parameters });
}

const dimensions = 96;

/** Meilisearch compares with every document while all vectors are in one leaf of its tree. */
function vector(seed: number): number[] {
  return Array.from({ length: dimensions }, (_, place) => {
    return ((seed * 31 + place * 17 + seed * place * 7) % 101) / 100 - 0.5;
  });
}

function hasNoVector(place: number): boolean {
  return place % 13 === 12;
}

const kinds = ['stone', 'River', 'garden', 'Light'];

/** None, one or more. */
function vectorsOf(place: number): readonly number[][] {
  return Array.from({ length: place % 4 }, (_, number) => vector((place * 3 + number * 11) % 80));
}

const documents = Array.from({ length: 90 }, (_, place) => {
  const id = (place * 37) % 91;
  return {
    id,
    title: `number ${id}`,
    kind: kinds[place % 4],
    year: 1990 + (place % 20),
    hidden: `h${place % 3}`,
    _vectors: {
      wide: hasNoVector(place) ? null : vector(place % 60),
      several: vectorsOf(place),
      bits: vector(place % 50),
      small: { embeddings: [[place % 5, 1, (place % 3) - 1]], regenerate: false },
    },
  };
});

const parameters: readonly object[] = [
  {},
  { id: '11' },
  { offset: 3, limit: 197 },
  { offset: 88 },
  { offset: 89 },
  { offset: 1000 },
  { limit: 0 },
  { offset: 5, limit: 0 },
  { limit: 18_446_744_073 },
  { filter: 'kind = river' },
  { filter: ['year > 1995', ['kind = stone', 'kind = light']] },
  { filter: 'kind = stone' },
  { filter: 'kind = garden AND year < 2000', offset: 2 },
  { filter: 'kind = none' },
  { filter: '' },
  { filter: [] },
  { filter: null },
  { showRankingScore: true },
  { showRankingScoreDetails: true },
  { showRankingScore: true, showRankingScoreDetails: true, attributesToRetrieve: ['id'] },
  { retrieveVectors: true, attributesToRetrieve: ['id'] },
  { retrieveVectors: true, attributesToRetrieve: ['_vectors'] },
  { attributesToRetrieve: ['_vectors'] },
  { attributesToRetrieve: [] },
  { attributesToRetrieve: ['*'] },
  { attributesToRetrieve: ['title', 'none'] },
  { attributesToRetrieve: null },
  { attributesToRetrieve: ['_miroir_seq', 'id'] },
  { rankingScoreThreshold: 0 },
  { rankingScoreThreshold: 0.5, showRankingScore: true },
  { rankingScoreThreshold: 0.55, offset: 2 },
  { rankingScoreThreshold: 0.6, offset: 60 },
  { rankingScoreThreshold: 0.52, filter: 'year > 1995' },
  { rankingScoreThreshold: 0.999 },
  { rankingScoreThreshold: 1 },
  { rankingScoreThreshold: null },
  { rankingScoreThreshold: 0.9, limit: 0 },
];

const sources = [0, 1, 5, 12, 30, 45, 60, 77, 90].map((id) => all({ id, showRankingScore: true }));

const otherEmbedders = [11, 0, 1, 37, 74, 20].flatMap((id) => [
  all({ id, embedder: 'bits', showRankingScore: true }),
  all({ id, embedder: 'bits', filter: 'year > 1995', offset: 2 }),
  all({ id, embedder: 'bits', rankingScoreThreshold: 0.6 }),
  all({ id, embedder: 'bits', limit: 1 }),
  all({ id, embedder: 'bits', limit: 5, offset: 5, retrieveVectors: true }),
  all({ id, embedder: 'small', showRankingScore: true }),
]);

const severalVectors = [11, 37, 74, 20].map((id) =>
  except('several-vectors', all({ id, embedder: 'several' })),
);

const withoutVector = documents
  .filter((_document, place) => hasNoVector(place))
  .flatMap(({ id }) => [all({ id }), all({ id, filter: 'year > 1995' }), all({ id, offset: 2 })]);

const refusals: readonly ClientRequest[] = [
  like({}),
  like([]),
  like('x'),
  like(null),
  json('POST', path, ''),
  json('POST', path, '{"id":1'),
  json('POST', path, '{"id":1,"id":11,"embedder":"wide","limit":200}'),
  json('POST', path, '{"id":9007199254740993,"embedder":"wide"}'),
  json('POST', path, '{"id":18446744073709551616,"embedder":"wide"}'),
  json('POST', path, '{"id":-0,"embedder":"wide"}'),
  json('POST', path, '{"id":1.0,"embedder":"wide"}'),
  json('POST', path, '{"id":11,"embedder":"wide","filter":"\\u005fmiroir_shard = x"}'),
  payload('POST', path, null, '{"id":1}'),
  payload('POST', path, 'text/plain', '{"id":1}'),
  like({ id: 1 }),
  like({ embedder: 'wide' }),
  ...[null, 1.5, true, [1], {}, '', 'a b', 'ü', 'x'.repeat(512), '_', '-1', -1, 999, '011'].map(
    (id) => all({ id }),
  ),
  ...[null, 1, ['wide'], 'none', ''].map((embedder) => all({ embedder })),
  all({ id: 999, embedder: 'none' }),
  all({ id: 'a b', embedder: 'none' }),
  all({ id: 'a b', filter: 'year >' }),
  all({ id: null, filter: 1 }),
  all({ id: 'a b', limit: -1 }),
  post('/indexes/missing/similar', { id: [], embedder: 'wide' }),
  json('POST', path, '{"id":{"b":[1.0,-0],"a":"\\u0041\\n"},"embedder":"wide"}'),
  all({ id: 999, filter: 'nothing = 1' }),
  all({ id: 999, filter: 1 }),
  all({ filter: 'nothing = 1' }),
  all({ filter: 'title = x' }),
  all({ filter: 'year >' }),
  all({ filter: 'year = 1 AND' }),
  all({ filter: 'title CONTAINS x' }),
  all({ filter: '_miroir_shard = "x"' }),
  all({ filter: 1 }),
  all({ filter: {} }),
  json('POST', path, '{"id":11,"embedder":"wide","filter":1.0}'),
  json('POST', path, '{"id":11,"embedder":"wide","filter":{"b":1.0,"a":12345678901234567890}}'),
  json('POST', path, '{"id":11,"embedder":"wide","filter":["year > 1990",1.0]}'),
  all({ filter: [1] }),
  all({ filter: [['year = 1', ['year = 2']]] }),
  all({ offset: -1 }),
  all({ offset: null }),
  all({ limit: 'x' }),
  all({ limit: -1 }),
  all({ limit: 1.5 }),
  all({ attributesToRetrieve: 'id' }),
  all({ attributesToRetrieve: [1] }),
  all({ retrieveVectors: 'x' }),
  all({ retrieveVectors: null }),
  all({ showRankingScore: 1 }),
  all({ showRankingScoreDetails: null }),
  all({ rankingScoreThreshold: 2 }),
  all({ rankingScoreThreshold: 'x' }),
  all({ q: 'x' }),
  all({ page: 1 }),
  all({ ID: 1 }),
  post('/indexes/missing/similar', {}),
  post('/indexes/missing/similar', { id: 1, embedder: 'wide' }),
  post('/indexes/with%20space/similar', { id: 1, embedder: 'wide' }),
  put(path, {}),
  plain('DELETE', path),
];

const byParameters: readonly ClientRequest[] = [
  ...[
    {},
    { offset: '+3' },
    { filter: 'kind = river' },
    { filter: '["year > 1995", ["kind = stone", "kind = light"]]' },
    { filter: 'null' },
    { filter: '7' },
    { filter: ' ["year > 1995"] ' },
    { filter: '"year > 1995"' },
    { filter: '{"a": 1.0}' },
    { filter: '["year > 1995", 1.0]' },
    { filter: 'null', id: '999' },
    { filter: '' },
    { attributesToRetrieve: 'id,title' },
    { attributesToRetrieve: '' },
    { attributesToRetrieve: '*' },
    { showRankingScore: 'true', showRankingScoreDetails: 'true' },
    { showRankingScore: 'yes' },
    { retrieveVectors: 'true', attributesToRetrieve: 'id' },
    { retrieveVectors: '1' },
    { rankingScoreThreshold: '0.55' },
    { rankingScoreThreshold: '5e-1' },
    { rankingScoreThreshold: '2' },
    { rankingScoreThreshold: 'x' },
    { limit: 'x' },
    { offset: '-1' },
    { embedder: '' },
    { id: '' },
    { id: '1.5' },
    { id: 'a b' },
    { id: '"a' },
    { id: '011' },
    { id: '999' },
    { q: 'x' },
    { hybridEmbedder: 'wide' },
  ].map((given) => get(path, { id: '11', embedder: 'wide', limit: '200', ...given })),
  get(path),
  get(path, { id: '11' }),
  get(path, { embedder: 'wide' }),
  get(`${path}?id=1&id=11&embedder=wide&limit=200`),
  get(`${path}?id=%FF&embedder=wide`),
  get('/indexes/missing/similar', { id: '1', embedder: 'wide' }),
];

const underSettings = (settings: unknown): ClientRequest[] => [
  patch(`${index}/settings`, settings),
  all({ showRankingScore: true, showRankingScoreDetails: true }),
  all({ offset: 7, filter: 'year > 1995' }),
  all({ attributesToRetrieve: ['id', 'hidden'], retrieveVectors: true }),
];

/** Documents that are like another one. */
export const similar: RequestTheme = {
  name: 'similar documents',
  requests: [
    patch(`${index}/settings`, {
      filterableAttributes: ['kind', 'year'],
      sortableAttributes: ['year'],
      embedders: {
        wide: { source: 'userProvided', dimensions },
        several: { source: 'userProvided', dimensions },
        bits: { source: 'userProvided', dimensions, binaryQuantized: true },
        small: { source: 'userProvided', dimensions: 3 },
      },
    }),
    all(),
    all({ embedder: 'none' }),
    post(`${index}/documents?primaryKey=id`, documents),
    ...parameters.map((given) => all(given)),
    ...sources,
    ...otherEmbedders,
    ...severalVectors,
    all({ embedder: 'several', id: 0 }),
    ...withoutVector,
    ...refusals,
    ...byParameters,
    ...underSettings({ pagination: { maxTotalHits: 5 } }),
    ...underSettings({ pagination: null, distinctAttribute: 'kind' }),
    ...underSettings({ distinctAttribute: null, displayedAttributes: ['id', 'title'] }),
    ...underSettings({ displayedAttributes: ['*'], rankingRules: ['year:desc', 'words', 'sort'] }),
    ...underSettings({ rankingRules: ['words', 'sort', 'year:asc'] }),
    ...underSettings({ searchableAttributes: ['title'], stopWords: ['the'] }),
    ...underSettings({ searchCutoffMs: 1000 }),
  ],
};
