import { type ClientRequest, patch, post, put, type RequestTheme } from '../client-request.ts';

const documents = '/indexes/given/documents';
const everything = post(`${documents}/fetch`, { retrieveVectors: true, limit: 100 });

function add(...payload: readonly object[]): readonly ClientRequest[] {
  return [post(documents, payload), everything];
}

function change(...payload: readonly object[]): readonly ClientRequest[] {
  return [put(documents, payload), everything];
}

function fine(id: number): object {
  return { id, _vectors: { e: [id, 1] } };
}

/** Documents with vectors, of which some are at fault: then none of them is written. */
export const documentVectors: RequestTheme = {
  name: 'documents with vectors at fault',
  requests: [
    post('/indexes', { uid: 'given', primaryKey: 'id' }),
    patch('/indexes/given/settings', {
      embedders: { e: { source: 'userProvided', dimensions: 2 } },
    }),
    ...add(fine(1), fine(2), fine(3), { id: 4, _vectors: { e: null } }),
    ...add(fine(11), fine(12), { id: 13, title: 'none' }, fine(14), fine(15)),
    ...add(fine(11), fine(12), { id: 13, _vectors: { e: [1, 2, 3] } }, fine(14)),
    ...add(fine(11), { id: 12, _vectors: { e: 'x' } }, fine(13)),
    ...add(fine(11), { id: 12, _vectors: 1 }, fine(13)),
    ...add(fine(11), { id: 12, _vectors: { e: { regenerate: true } } }, fine(13)),
    ...add(fine(11), { id: 12, _vectors: { e: { embeddings: [1, 2] } } }, fine(13)),
    ...add(fine(11), { id: 12, _vectors: { other: [1] } }, fine(13)),
    ...add(
      { id: 1, title: 'keeps its vectors' },
      {
        id: 2,
        _vectors: {
          e: [
            [1, 2],
            [3, 4],
          ],
        },
      },
    ),
    ...add({ id: 4, title: 'still none' }, fine(16), fine(17)),
    ...add({ id: 1, _vectors: { e: ['a', 1] } }, fine(18), fine(19)),
    ...change({ id: 2, title: 'keeps them' }, { id: 3, title: 'too' }, fine(20)),
    ...change({ id: 2, title: 'changed' }, { id: 21, title: 'new without' }, fine(22)),
    ...change({ id: 23, title: 'first' }, { id: 23, _vectors: { e: [1, 2] } }, fine(24)),
    ...add({ id: 25, _vectors: { e: { embeddings: [[1, 2]], regenerate: false } } }, fine(26)),
    ...add({ id: 27, _vectors: { e: [] } }, { id: 28, _vectors: { e: { regenerate: false } } }),
  ],
};
