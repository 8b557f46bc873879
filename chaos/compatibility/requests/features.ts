import {
  type ClientRequest,
  get,
  json,
  patch,
  payload,
  plain,
  post,
  put,
  remove,
  type RequestTheme,
  withHeaders,
} from '../client-request.ts';

const path = '/experimental-features';
const read = get(path);

/** All there are, and names that come near one. */
const names = [
  'metrics',
  'logsRoute',
  'editDocumentsByFunction',
  'containsFilter',
  'network',
  'getTaskDocumentsRoute',
  'compositeEmbedders',
  'chatCompletions',
  'multimodal',
  'vectorStoreSetting',
];
const nearNames = ['metric', 'logs_route', 'networks', 'vectorStore', 'scoreDetails', '', 'é'];

const values = ['1', '-1', '0.5', '"true"', '""', '[]', '[true]', '{}', '{"a":null}', 'null'];

const bodies = [
  '',
  '{',
  '{}',
  '[]',
  'null',
  'true',
  '"{}"',
  '{"metrics":tru}',
  '{"metrics":true',
  '{"metrics":true}}',
  '{"metrics":true,"metrics":null}',
  '{"metrics":1,"metrics":true}',
  '{"metrics":true,"metrics":1}',
  '{"multimodal":0,"metrics":1}',
  '{"a":1,"metrics":1}',
  '{"metrics":1,"a":1}',
  '{"\\u006dultimodal":true}',
  ' { "multimodal" : false } ',
];

function toggled(name: string): readonly ClientRequest[] {
  return [patch(path, { [name]: true }), read, patch(path, { [name]: false }), read];
}

/** What only works while a feature is on, asked of an index that is there. */
const asked: readonly ClientRequest[] = [
  post('/indexes/featured/search', { filter: 'title CONTAINS tw' }),
  post('/indexes/featured/search', { filter: 'title CONTAINS "t" AND id = 1' }),
  post('/indexes/featured/documents/fetch', { filter: 'title CONTAINS tw' }),
  post('/indexes/featured/documents/fetch', { filter: 'title CONTAINS tw' }),
  get('/indexes/featured/search', { filter: 'NOT title CONTAINS tw' }),
  post('/multi-search', { queries: [{ indexUid: 'featured', filter: 'title CONTAINS tw' }] }),
  post('/indexes/featured/documents/delete', { filter: 'title CONTAINS nothing' }),
  patch('/indexes/featured/settings', { chat: { description: 'books' } }),
  patch('/indexes/featured/settings', { vectorStore: 'stable' }),
  get('/indexes/featured/settings'),
  patch('/indexes/featured/settings', {
    embedders: {
      both: {
        source: 'composite',
        searchEmbedder: { source: 'userProvided', dimensions: 2 },
        indexingEmbedder: { source: 'userProvided', dimensions: 2 },
      },
    },
  }),
];

/** Turning experimental features on and off, and everything a body can have wrong. */
export const features: RequestTheme = {
  name: 'experimental features',
  requests: [
    read,
    get(path, { unknown: '1' }),
    ...names.flatMap(toggled),
    ...names.flatMap((name) => values.map((value) => json('PATCH', path, `{"${name}":${value}}`))),
    ...nearNames.map((name) => patch(path, { [name]: true })),
    ...bodies.map((body) => json('PATCH', path, body)),
    plain('PATCH', path),
    payload('PATCH', path, 'text/plain', '{}'),
    payload('PATCH', path, 'application/json; charset=utf-8', '{}'),
    payload('PATCH', path, null, '{}'),
    json('PATCH', `${path}?unknown=1`, '{"multimodal":true}'),
    patch(path, { multimodal: null }),
    read,
    post(path, {}),
    put(path, {}),
    remove(path),
    withHeaders(read, { authorization: null }),
    withHeaders(patch(path, {}), { authorization: 'Bearer wrong' }),
    patch(path, Object.fromEntries(names.map((name) => [name, false]))),
    post('/indexes', { uid: 'featured', primaryKey: 'id' }),
    put('/indexes/featured/settings/filterable-attributes', ['title', 'id']),
    post('/indexes/featured/documents', [
      { id: 1, title: 'one' },
      { id: 2, title: 'two' },
      { id: 3, title: 'twenty' },
    ]),
    ...asked,
    patch(path, { containsFilter: true }),
    ...asked.slice(0, 7),
    patch(path, { containsFilter: false }),
    ...asked.slice(0, 2),
    patch(path, { chatCompletions: true, vectorStoreSetting: true, compositeEmbedders: true }),
    ...asked.slice(7),
    get('/indexes/featured/settings'),
    get('/indexes/featured/settings/chat'),
    get('/indexes/featured/settings/vector-store'),
    patch('/indexes/featured/settings/chat', { documentTemplateMaxBytes: 100 }),
    patch('/indexes/featured/settings', { chat: null }),
    remove('/indexes/featured/settings/chat'),
    patch('/indexes/featured/settings/vector-store', 'experimental'),
    get('/indexes/featured/settings'),
    patch('/indexes/featured/settings', {
      vectorStore: 'stable',
      chat: {
        searchParameters: {
          limit: 3,
          rankingScoreThreshold: 1,
          attributesToSearchOn: ['title'],
          sort: ['title:asc'],
          hybrid: { semanticRatio: 1, embedder: 'both' },
        },
        documentTemplate: 'x',
      },
    }),
    patch('/indexes/featured/settings/chat', { searchParameters: { limit: 4, sort: null } }),
    get('/indexes/featured/settings'),
    patch(path, { chatCompletions: false, vectorStoreSetting: false, compositeEmbedders: false }),
    get('/indexes/featured/settings'),
    get('/indexes/featured/settings/chat'),
    get('/indexes/featured/settings/vector-store'),
    put('/indexes/featured/settings/stop-words', ['the']),
    get('/indexes/featured/settings/chat'),
    get('/indexes/featured/settings/vector-store'),
    patch(path, { chatCompletions: true, vectorStoreSetting: true }),
    get('/indexes/featured/settings'),
    patch(path, { chatCompletions: false, vectorStoreSetting: false }),
    remove('/indexes/featured/settings'),
    get('/indexes/featured/settings/chat'),
    get('/indexes/featured/settings/vector-store'),
    remove('/indexes/featured'),
  ],
};
