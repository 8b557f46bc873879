import { get, patch, post, put, remove, type RequestTheme } from '../client-request.ts';

const documents = '/indexes/counted/documents';
const ofIndex = get('/indexes/counted/stats');
const ofAll = get('/stats');

const embedded = '/indexes/embedded/documents';
const ofEmbedded = get('/indexes/embedded/stats');

const owned = [
  [1, 2],
  [
    [1, 2],
    [2, 3],
    [3, 4],
  ],
  null,
  { embeddings: [1, 2], regenerate: false },
  [],
];
const vectors = Array.from({ length: 20 }, (_, id) => ({
  id,
  _vectors: { own: owned[id % owned.length], second: id % 2 === 0 ? [id] : null, other: [1] },
}));

/** What is counted: documents, their fields and their vectors, after every kind of write. */
export const statistics: RequestTheme = {
  name: 'statistics',
  requests: [
    get('/indexes/missing/stats'),
    get('/indexes/bad uid!/stats'),
    ofAll,
    post('/indexes', { uid: 'counted', primaryKey: 'id' }),
    ofIndex,
    ofAll,
    post(documents, [{ id: 1 }]),
    ofIndex,
    post(
      documents,
      Array.from({ length: 50 }, (_, id) => ({ id, [`field ${id % 7}`]: id, nested: { [id]: 1 } })),
    ),
    ofIndex,
    post(documents, [{ id: 60, '10': 1, '9': 2, 'a.b': 3, a: { b: 4 }, '': 5, null: null, é: [] }]),
    post(documents, [
      { id: 61, _geo: { lat: 1, lng: 2 }, '😀': true, Ａ: 1, A: 2, list: [{ x: 1 }] },
    ]),
    ofIndex,
    put(documents, [{ id: 3, added: 1 }]),
    put(documents, [{ id: 4, 'field 4': null }]),
    post(documents, [{ id: 5, replaced: 1 }]),
    post(documents, [{ id: 6 }, { id: 6, twice: 1 }, { id: '6', thrice: 1 }]),
    ofIndex,
    remove(`${documents}/60`),
    remove(`${documents}/60`),
    post(`${documents}/delete-batch`, [1, 2, 3, 1000]),
    ofIndex,
    put('/indexes/counted/settings/filterable-attributes', ['field 1']),
    post(`${documents}/delete`, { filter: 'field 1' }),
    post(`${documents}/delete`, { filter: '"field 1" EXISTS' }),
    ofIndex,
    post(documents, [{ id: 'not good' }]),
    post(documents, [{ none: 1 }]),
    ofIndex,
    patch('/indexes/embedded/settings', {
      embedders: { own: { source: 'userProvided', dimensions: 2 } },
    }),
    ofEmbedded,
    post(embedded, vectors),
    ofEmbedded,
    put(embedded, [{ id: 0, _vectors: { own: null } }]),
    put(embedded, [{ id: 3, title: 'three' }]),
    ofEmbedded,
    remove(`${embedded}/1`),
    ofEmbedded,
    patch('/indexes/embedded/settings', {
      embedders: { second: { source: 'userProvided', dimensions: 1 } },
    }),
    put(embedded, [
      { id: 2, _vectors: { second: [1] } },
      { id: 3, _vectors: { second: [[2], [3]] } },
    ]),
    ofEmbedded,
    patch('/indexes/embedded/settings', { embedders: { own: null } }),
    ofEmbedded,
    patch('/indexes/embedded/settings', { embedders: null }),
    ofEmbedded,
    remove('/indexes/embedded'),
    get('/indexes/counted/stats', { unknown: '1' }),
    get('/stats', { unknown: '1' }),
    ofAll,
    remove(documents),
    ofIndex,
    post(documents, [{ id: 1, again: 1 }]),
    ofIndex,
    post('/swap-indexes', [{ indexes: ['counted', 'missing'] }]),
    ofAll,
    remove('/indexes/counted'),
    ofIndex,
    ofAll,
  ],
};
