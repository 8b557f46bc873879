import { get, json, patch, post, put, type RequestTheme } from '../client-request.ts';

const index = 'rare';
const documents = `/indexes/${index}/documents`;
const search = `/indexes/${index}/search`;

function withFields(count: number): Readonly<Record<string, number>> {
  const fields = Array.from({ length: count }, (_, number) => [`f${number}`, 1] as const);
  return { id: 9, ...Object.fromEntries(fields) };
}

/** What makes a server answer, or a task fail, with an error that nobody sees often. */
export const rareErrors: RequestTheme = {
  name: 'rare errors',
  requests: [
    patch('/experimental-features', { multimodal: true }),
    post('/indexes', { uid: index, primaryKey: 'id' }),
    patch(`/indexes/${index}/settings`, {
      filterableAttributes: ['genre'],
      embedders: { given: { source: 'userProvided', dimensions: 2 } },
    }),
    post(documents, [{ id: 1, genre: 'a', _vectors: { given: [1, 0] } }]),
    post(documents, [{ id: 2, _vectors: 1 }]),
    post(documents, [{ id: 2, _vectors: { given: 'x' } }]),
    post(documents, [{ id: 2, _vectors: { given: [1, 2, 3] } }]),
    post(documents, [{ id: 2, _vectors: { given: [[1, 2], [3]] } }]),
    post(documents, [{ id: 2, _vectors: { given: { embeddings: [1, 2] } } }]),
    post(documents, [{ id: 2, _vectors: { given: { regenerate: true, embeddings: 'x' } } }]),
    post(documents, [{ id: 3, _vectors: { given: Array.from({ length: 300 }, () => [1, 2]) } }]),
    post(documents, [withFields(65_600)]),
    post(documents, [{ id: 4, _geo: { lat: 'north', lng: 1 } }]),
    put(documents, [{ id: 1, _geo: 'here' }]),
    post(search, { media: { a: 1 } }),
    post(search, { media: { a: 1 }, vector: [1, 2] }),
    post(search, { media: { a: 1 }, hybrid: { embedder: 'given' } }),
    post(search, { media: { a: 1 }, hybrid: { embedder: 'given' }, vector: [1, 2] }),
    post(search, { q: 'a', hybrid: { embedder: 'given' } }),
    post(search, { vector: [1], hybrid: { embedder: 'given' } }),
    post(`/indexes/${index}/facet-search`, { facetName: 'genre' }),
    patch(`/indexes/${index}/settings`, { facetSearch: false }),
    post(`/indexes/${index}/facet-search`, { facetName: 'genre' }),
    patch(`/indexes/${index}/settings`, { embedders: { given: { dimensions: 3 } } }),
    json('POST', '/export', '{"url":"http://x","indexes":{"a b":{}}}'),
    patch('/experimental-features', { multimodal: false, getTaskDocumentsRoute: true }),
    get('/tasks/0/documents'),
    get('/tasks/99999999/documents'),
    get('/tasks/x/documents'),
    patch('/experimental-features', { getTaskDocumentsRoute: false }),
    get('/tasks/0/documents'),
  ],
};
