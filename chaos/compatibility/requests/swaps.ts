import {
  type ClientRequest,
  get,
  json,
  payload,
  post,
  put,
  remove,
  type RequestTheme,
  unawaited,
} from '../client-request.ts';

const path = '/swap-indexes';

function swap(...swaps: readonly unknown[]): ClientRequest {
  return post(path, swaps);
}

function pair(left: string, right: string): object {
  return { indexes: [left, right] };
}

function rename(left: string, right: string): object {
  return { indexes: [left, right], rename: true };
}

function add(index: string, ...ids: readonly number[]): ClientRequest {
  const documents = ids.map((id) => ({ id, title: `document ${id}` }));
  return post(`/indexes/${index}/documents`, documents);
}

function tasksOf(...indexes: readonly string[]): ClientRequest {
  return get('/tasks', { indexUids: indexes.join(','), limit: '100' });
}

/** All that can be seen of an index. */
function look(index: string): ClientRequest[] {
  return [
    get(`/indexes/${index}`),
    get(`/indexes/${index}/documents`),
    get(`/indexes/${index}/settings`),
    get(`/indexes/${index}/search`, { q: 'document', filter: 'title EXISTS' }),
    tasksOf(index),
  ];
}

/** Bodies that are refused, or that say nothing to do. */
const bodies: readonly ClientRequest[] = [
  swap(),
  ...[
    '',
    '{}',
    'null',
    '"a"',
    '1',
    '[',
    '[{"indexes":["a","b"]',
    '[] []',
    '[1',
    '{"a":',
    ' ',
    '[,]',
  ].map((text) => json('POST', path, text)),
  payload('POST', path, null, '[]'),
  payload('POST', path, 'text/plain', '[]'),
  payload('POST', path, 'text/plain', '[{"indexes":["sw-a","sw-b"]}]'),
  payload('POST', path, 'application/json; charset=utf-8', '[]'),
  ...['\n[\n]\n', '[{"indexes":["x","y"],"indexes":["sw-c","sw-d"]}]'].map((text) =>
    json('POST', path, text),
  ),
  swap({}),
  swap({ rename: true }),
  swap(null),
  swap(1),
  swap(['a', 'b']),
  swap('a'),
  swap({ indexes: null }),
  swap({ indexes: 'a' }),
  swap({ indexes: {} }),
  swap({ indexes: [] }),
  swap({ indexes: ['a'] }),
  swap({ indexes: ['a', 'b', 'c'] }),
  swap({ indexes: ['a', 1] }),
  swap({ indexes: [null, 'a'] }),
  swap({ indexes: ['a', '!'] }),
  swap({ indexes: ['!', '!'] }),
  swap({ indexes: ['a', '*'] }),
  swap({ indexes: ['', 'a'] }),
  swap({ indexes: ['a', 'with space'] }),
  swap({ indexes: ['a', 'u'.repeat(401)] }),
  swap(pair('a', 'b'), { indexes: ['ü', 'c'] }),
  swap({ indexes: ['a', 'b'], rename: null }),
  swap({ indexes: ['a', 'b'], rename: 1 }),
  swap({ indexes: ['a', 'b'], rename: 'true' }),
  swap({ rename: 1, indexes: ['!', 'a'] }),
  swap({ indexes: ['!', 'a'], rename: 1 }),
  swap({ indexes: ['a', 'b'], renam: true }),
  swap({ indexes: ['a', 'b'], index: [] }),
  swap({ unknown: 1, indexes: ['a', 'a'] }),
  swap(pair('a', 'b'), { indexes: 1 }, { x: 1 }),
  swap(pair('a', 'b'), { indexes: ['c'] }, { x: 1 }),
  swap({ indexes: ['a'] }, pair('b', 'b')),
  swap(pair('b', 'b'), { indexes: ['a'] }),
  swap(pair('a', 'a')),
  swap(rename('a', 'a')),
  swap(pair('a', 'b'), pair('b', 'c')),
  swap(pair('a', 'b'), pair('b', 'a')),
  swap(pair('d', 'c'), pair('d', 'c'), pair('d', 'B')),
  swap(pair('sw-z', 'sw-y'), pair('sw-y', 'sw-z'), pair('sw-x', 'sw-X')),
  post(`${path}?unknown=1`, []),
];

/** Swaps of what is there and of what is not. */
export const swaps: RequestTheme = {
  name: 'swaps',
  requests: [
    ...bodies,
    post('/indexes', { uid: 'sw-a', primaryKey: 'id' }),
    add('sw-a', 1, 2, 3),
    add('sw-b', 7),
    put('/indexes/sw-a/settings/filterable-attributes', ['title']),
    swap(pair('sw-a', 'sw-none')),
    swap(pair('sw-none', 'sw-a')),
    swap(pair('sw-none', 'sw-other')),
    swap(pair('sw-z', 'sw-y'), pair('sw-a', 'sw-x')),
    swap(rename('sw-none', 'sw-other')),
    swap(rename('sw-a', 'sw-b')),
    swap(rename('sw-none', 'sw-b')),
    swap(rename('sw-a', 'sw-b'), pair('sw-y', 'sw-x')),
    swap(pair('sw-a', 'sw-b'), rename('sw-y', 'sw-x')),
    swap({ indexes: ['sw-a', 'sw-b'], rename: false }),
    ...look('sw-a'),
    ...look('sw-b'),
    tasksOf('sw-a', 'sw-b'),
    tasksOf('sw-none'),
    get('/tasks', { indexUids: 'sw-a', limit: '2' }),
    get('/tasks', { indexUids: 'sw-a', limit: '1' }),
    get('/tasks', { indexUids: 'sw-b', limit: '3', reverse: 'true' }),
    get('/tasks', { types: 'indexSwap', limit: '100' }),
    // Writes go to the index that has the name now, and nodes name it as clients do.
    add('sw-a', 8),
    add('sw-b', 2, 9),
    get('/indexes/sw-a/documents/8'),
    get('/indexes/sw-b/documents/8'),
    get('/indexes/sw-b/documents/9'),
    get('/indexes/sw-a/search', { filter: 'title EXISTS AND' }),
    get('/indexes/sw-b/search', { filter: 'id = 1' }),
    get('/indexes/sw-b/search', { sort: 'id:asc' }),
    get('/indexes/sw-a/search', { sort: 'id:asc' }),
    post('/indexes/sw-a/search', { attributesToSearchOn: ['nothing'] }),
    post('/indexes/sw-a/documents', [{ id: 'not valid!' }]),
    post('/indexes/sw-a/documents', [{ title: 'no id' }]),
    post('/indexes/sw-a/documents?primaryKey=other', [{ other: 1 }]),
    post('/indexes/sw-a/documents/delete', { filter: 'title = x' }),
    post('/indexes/sw-b/documents/delete', { filter: 'id = x' }),
    remove('/indexes/sw-a/documents/8'),
    post('/indexes', { uid: 'sw-a' }),
    get('/indexes/sw-a/stats'),
    // Several at once, some of them renamings.
    post('/indexes', { uid: 'sw-c' }),
    add('sw-d', 11),
    swap(pair('sw-a', 'sw-c'), rename('sw-b', 'sw-e')),
    ...['sw-a', 'sw-b', 'sw-c', 'sw-d', 'sw-e'].flatMap(look),
    swap(pair('sw-c', 'sw-d'), rename('sw-a', 'sw-b'), rename('sw-e', 'sw-a')),
    get('/indexes', { limit: '100' }),
    get('/tasks', { types: 'indexSwap', limit: '100' }),
    swap(rename('sw-a', 'sw-c'), rename('sw-b', 'sw-d')),
    swap(rename('sw-d', 'sw-c'), rename('sw-b', 'sw-a'), rename('sw-c2', 'sw-f')),
    // A name comes to be free while nodes still know an index by it.
    add('sw-e', 21, 22),
    ...look('sw-e'),
    put('/indexes/sw-e/settings/ranking-rules', ['sort', 'words']),
    put('/indexes/sw-e/settings/sortable-attributes', ['id']),
    get('/indexes/sw-e/search', { sort: 'id:desc' }),
    get('/indexes/sw-e/search', { sort: 'title:desc' }),
    remove('/indexes/sw-a/documents'),
    get('/indexes/sw-a/documents'),
    remove('/indexes/sw-a'),
    ...look('sw-a'),
    post('/indexes', { uid: 'sw-a', primaryKey: 'key' }),
    ...look('sw-a'),
    // In one breath: each must act as if those before it had already run.
    unawaited(add('sw-a', 31)),
    unawaited(swap(pair('sw-a', 'sw-e'))),
    unawaited(add('sw-a', 32)),
    unawaited(post('/indexes/sw-e/documents', [{ key: 33, title: 'document' }])),
    unawaited(swap(pair('sw-e', 'sw-a'))),
    unawaited(add('sw-e', 34)),
    unawaited(remove('/indexes/sw-a')),
    unawaited(swap(pair('sw-e', 'sw-a'))),
    unawaited(swap(rename('sw-e', 'sw-a'))),
    unawaited(remove('/indexes/sw-e')),
    unawaited(add('sw-e', 35)),
    swap(pair('sw-e', 'sw-a')),
    get('/indexes', { limit: '100' }),
    ...['sw-a', 'sw-e'].flatMap(look),
    get('/stats'),
    tasksOf('sw-a', 'sw-b', 'sw-c', 'sw-d', 'sw-e', 'sw-none'),
    ...['sw-a', 'sw-b', 'sw-c', 'sw-d', 'sw-e'].map((index) => remove(`/indexes/${index}`)),
    get('/indexes', { limit: '100' }),
  ],
};
