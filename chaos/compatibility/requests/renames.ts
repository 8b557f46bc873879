import {
  type ClientRequest,
  get,
  json,
  patch,
  post,
  put,
  remove,
  type RequestTheme,
  unawaited,
} from '../client-request.ts';

function rename(index: string, uid: unknown, more: object = {}): ClientRequest {
  return patch(`/indexes/${index}`, { uid, ...more });
}

function tasksOf(index: string): ClientRequest {
  return get('/tasks', { indexUids: index, limit: '100' });
}

/** Names and primary keys of indexes, changed by `PATCH /indexes/{uid}`. */
const renames: RequestTheme = {
  name: 'renames and primary keys',
  requests: [
    post('/indexes', { uid: 'rn-a', primaryKey: 'id' }),
    post('/indexes', { uid: 'rn-b' }),
    post('/indexes/rn-a/documents', [{ id: 1 }, { id: 2 }]),
    ...['with space', '', '!', '*', 'u'.repeat(401), 12, true, [], {}, ['a']].map((uid) =>
      rename('rn-a', uid),
    ),
    rename('with%20space', '?'),
    rename('with%20space', 'rn-a'),
    rename('rn-a', 'rn-x', { unknown: 1 }),
    rename('rn-a', 'rn-x', { primaryKey: 1 }),
    patch('/indexes/rn-a', { Uid: 'rn-x' }),
    json('PATCH', '/indexes/rn-a', '{"uid":"rn-x"'),
    json('PATCH', '/indexes/rn-a', '{"uid":"rn-x","uid":"rn-a"}'),
    rename('rn-a', null),
    rename('rn-a', 'rn-a'),
    rename('rn-a', 'rn-b'),
    rename('rn-none', 'rn-x'),
    rename('rn-none', 'rn-a'),
    rename('rn-none', 'rn-none'),
    rename('rn-none', 'rn-x', { primaryKey: 'id' }),
    rename('rn-a', 'rn-b', { primaryKey: 'other' }),
    get('/indexes/rn-a'),
    rename('rn-a', 'rn-c'),
    get('/indexes/rn-a'),
    get('/indexes/rn-c'),
    get('/indexes/rn-c/documents'),
    ...['rn-a', 'rn-b', 'rn-c', 'rn-none', 'rn-x'].map(tasksOf),
    // With documents the key stays, and the name changes all the same.
    rename('rn-c', 'rn-d', { primaryKey: 'other' }),
    rename('rn-d', 'rn-d', { primaryKey: 'other' }),
    rename('rn-d', 'rn-e', { primaryKey: 'id' }),
    patch('/indexes/rn-e', { primaryKey: 'other' }),
    patch('/indexes/rn-e', { primaryKey: 'id' }),
    patch('/indexes/rn-e', {}),
    get('/indexes/rn-e'),
    // Without documents both change.
    rename('rn-b', 'rn-f', { primaryKey: 'sku' }),
    get('/indexes/rn-f'),
    rename('rn-f', 'rn-g', { primaryKey: 'key' }),
    patch('/indexes/rn-g', { primaryKey: 'id' }),
    patch('/indexes/rn-f', { primaryKey: 'id' }),
    get('/indexes/rn-g'),
    post('/indexes/rn-g/documents', [{ id: 5 }]),
    patch('/indexes/rn-g', { primaryKey: 'key' }),
    remove('/indexes/rn-g/documents'),
    patch('/indexes/rn-g', { primaryKey: 'key' }),
    get('/indexes/rn-g'),
    post('/indexes/rn-g/documents', [{ key: 5 }]),
    get('/indexes/rn-g/documents'),
    // The name that nodes know an index by is free for clients.
    post('/indexes/rn-a/documents', [{ id: 'new' }]),
    post('/indexes', { uid: 'rn-b', primaryKey: 'sku' }),
    put('/indexes/rn-a/settings/filterable-attributes', ['id']),
    get('/indexes/rn-a/documents'),
    get('/indexes/rn-e/documents'),
    get('/indexes/rn-a/settings/filterable-attributes'),
    get('/indexes/rn-e/settings/filterable-attributes'),
    get('/indexes/rn-e/search', { filter: 'id = 1' }),
    get('/indexes/rn-a/search', { filter: 'id = new' }),
    get('/indexes', { limit: '100' }),
    get('/indexes/rn-a/stats'),
    remove('/indexes/rn-e'),
    get('/indexes/rn-a/documents'),
    rename('rn-a', 'rn-e'),
    rename('rn-e', 'rn-a'),
    ...['rn-a', 'rn-e'].map(tasksOf),
    // In one breath.
    unawaited(remove('/indexes/rn-b')),
    unawaited(rename('rn-a', 'rn-b')),
    unawaited(post('/indexes/rn-a/documents', [{ id: 'third' }])),
    unawaited(rename('rn-a', 'rn-b')),
    unawaited(rename('rn-b', 'rn-c', { primaryKey: 'no' })),
    unawaited(rename('rn-a', 'rn-b')),
    unawaited(post('/indexes', { uid: 'rn-a' })),
    unawaited(rename('rn-a', 'rn-h', { primaryKey: 'sku' })),
    rename('rn-h', 'rn-a'),
    get('/indexes', { limit: '100' }),
    ...['rn-a', 'rn-b', 'rn-c', 'rn-h'].flatMap((index) => [
      get(`/indexes/${index}/documents`),
      tasksOf(index),
    ]),
    ...['rn-a', 'rn-b', 'rn-c', 'rn-g'].map((index) => remove(`/indexes/${index}`)),
    get('/indexes', { limit: '100' }),
  ],
};

const names = ['mx-a', 'mx-b', 'mx-c', 'mx-d'];
const roundsMax = 60;

/** What a small generator chose, the same in every run: whatever comes after whatever. */
const mixture: RequestTheme = {
  name: 'names, mixed',
  requests: [
    ...Array.from({ length: roundsMax }, (_, round) => roundOf(round)).flat(),
    get('/indexes', { limit: '100' }),
    ...names.flatMap((index) => [
      get(`/indexes/${index}`),
      get(`/indexes/${index}/documents`),
      get(`/indexes/${index}/settings/stop-words`),
      get('/tasks', { indexUids: index, limit: '1000' }),
    ]),
    ...names.map((index) => remove(`/indexes/${index}`)),
  ],
};

/** A number below `bound`, always the same for one round, step and purpose. */
function drawn(round: number, step: number, purpose: number, bound: number): number {
  const mixed = Math.imul(round * 7919 + step * 104_729 + purpose * 613 + 1, 0x9e37_79b1) >>> 0;
  return (Math.imul(mixed ^ (mixed >>> 15), 0x85eb_ca6b) >>> 16) % bound;
}

/** A few changes in one breath, and a look at what has come of them. */
function roundOf(round: number): ClientRequest[] {
  const count = 1 + drawn(round, 0, 0, 5);
  const changes = Array.from({ length: count }, (_, step) => changeOf(round, step + 1));
  const index = names[drawn(round, 0, 1, names.length)] ?? '';
  // Meilisearch batches a deletion with writes that wait before it, and then says they wrote nothing.
  const sent = changes.map((change, at) => {
    const next = changes[at + 1];
    return next === undefined || next.method === 'DELETE' ? change : unawaited(change);
  });
  return [
    ...sent,
    get('/indexes', { limit: '100' }),
    get(`/indexes/${index}/documents`),
    tasksOf(index),
  ];
}

function changeOf(round: number, step: number): ClientRequest {
  const draw = (purpose: number, bound: number): number => drawn(round, step, purpose, bound);
  const index = names[draw(1, names.length)] ?? '';
  const other = names[draw(2, names.length)] ?? '';
  const changes = [
    post(`/indexes/${index}/documents`, [{ id: round * 10 + step, title: 'x' }]),
    post(`/indexes/${index}/documents`, [{ id: draw(3, 20), title: 'y' }]),
    post('/swap-indexes', [{ indexes: [index, other] }]),
    post('/swap-indexes', [{ indexes: [index, other] }]),
    post('/swap-indexes', [{ indexes: [index, other], rename: true }]),
    rename(index, other),
    rename(index, other, { primaryKey: 'title' }),
    put(`/indexes/${index}/settings/stop-words`, [`word${round}`]),
    remove(`/indexes/${index}`),
    post('/indexes', { uid: index, primaryKey: 'id' }),
    remove(`/indexes/${index}/documents/${draw(3, 20)}`),
  ];
  return changes[draw(4, changes.length)] ?? post('/swap-indexes', []);
}

/** Everything about the names of indexes but swaps. */
export const renameThemes: readonly RequestTheme[] = [renames, mixture];
