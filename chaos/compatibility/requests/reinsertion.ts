import { except, get, post, remove, type RequestTheme } from '../client-request.ts';

const path = '/indexes/places/documents';

/** The order of equal documents, and of the members of unequal ones. */
export const reinsertion: RequestTheme = {
  name: 'insertion order',
  requests: [
    post(
      path,
      [1, 2, 3, 4, 5, 6].map((id) => ({ id, title: 'same' })),
    ),
    post(
      path,
      [3, 1].map((id) => ({ id, title: 'same', note: 'replaced' })),
    ),
    get(path),
    post('/indexes/places/search', { q: 'same' }),
    remove(`${path}/2`),
    post(path, [{ id: 7, title: 'same' }]),
    except('reused-place', get(path, { fields: 'id' })),
    except(
      'reused-place',
      post('/indexes/places/search', { q: 'same', attributesToRetrieve: ['id'] }),
    ),
    remove('/indexes/places'),
    post(
      path,
      Array.from({ length: 12 }, (_, id) =>
        id % 2 === 0 ? { id, b: 1, a: 1 } : { id, a: 1, c: 1, b: 1 },
      ),
    ),
    post(path, [
      { z: 1, y: 2, id: 100 },
      { y: 1, x: 1, id: 101 },
      { id: 102, x: 1, z: 1 },
      { x: 1, y: 1, z: 1, id: 103 },
    ]),
    except('first-seen-fields', get(path)),
    remove('/indexes/places'),
  ],
};
