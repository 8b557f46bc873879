import {
  type ClientRequest,
  get,
  json,
  post,
  put,
  remove,
  type RequestTheme,
} from '../client-request.ts';

function merge(text: string): ClientRequest {
  return json('PUT', '/indexes/merges/documents', text);
}

/** Partial updates. */
export const documentMerges: RequestTheme = {
  name: 'documents in parts',
  requests: [
    merge('[{"id":1,"a":1,"b":{"c":1,"d":2},"l":[1,2],"n":null}]'),
    merge('[{"id":1,"b":{"c":3}}]'),
    merge('[{"id":1,"l":[3]}]'),
    merge('[{"id":1,"a":null,"n":1.0}]'),
    merge('[{"id":1,"b.c":5}]'),
    merge('{"id":1,"":"empty","b":[]}'),
    merge('[{"id":"1","z":1}]'),
    merge('[{"id":1}]'),
    get('/indexes/merges/documents/1'),
    merge('[{"id":2,"a":1},{"id":2,"b":2},{"id":3},{"id":2,"a":3},{"id":3,"c":1}]'),
    merge('[{"id":4,"a":1,"a":2}]'),
    merge('[{"b":1,"id":4},{"c":2,"id":4}]'),
    merge('[{"id":5,"_geo":{"lat":1,"lng":2}}]'),
    merge('[{"id":5,"_geo":{"lat":3}}]'),
    merge('[{"id":5,"_geo":null}]'),
    merge('[{"id":5,"_vectors":{"m":[1,2]}}]'),
    merge('[{"id":5,"_vectors":null}]'),
    merge('[{"id":5,"_vectors":1}]'),
    merge('[{"id":6,"a":1},{"a":2}]'),
    merge('[{"id":6,"a":1},{"id":"not good"}]'),
    merge('[{"id":6,"a":1},{"id":{}}]'),
    merge('[{"id":7,"n":9007199254740993},{"id":7,"m":1.10}]'),
    get('/indexes/merges/documents', { limit: '100' }),
    put('/indexes/merges/documents?primaryKey=id', [{ id: 8 }]),
    put('/indexes/merges/documents?primaryKey=other', [{ id: 8, other: 1 }]),
    put('/indexes/merges/documents?primaryKey=', [{ id: 8 }]),
    put('/indexes/merges/documents?unknown=1', [{ id: 8 }]),
    post('/indexes/merges/documents', [{ id: 1, only: true }]),
    merge('[{"id":1,"and":2}]'),
    put('/indexes/merges-keyed/documents?primaryKey=sku', [{ sku: 'a', v: 1 }]),
    put('/indexes/merges-keyed/documents', [{ sku: 'a', w: 2 }]),
    put('/indexes/merges-keyed/documents?primaryKey=id', [{ id: 1, sku: 'b' }]),
    get('/indexes/merges-keyed/documents'),
    get('/indexes/merges/documents', { limit: '100' }),
    get('/indexes/merges/stats'),
    ...['merges', 'merges-keyed'].map((uid) => remove(`/indexes/${uid}`)),
  ],
};
