import { gzipSync } from 'node:zlib';
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
  withHeaders,
} from '../client-request.ts';

const path = '/indexes/payloads/documents';
const listed = get(path, { limit: '100' });

function lines(method: string, text: string | Uint8Array): ClientRequest {
  return payload(method, path, 'application/x-ndjson', text);
}

function csv(text: string, query = '', index = 'csv'): ClientRequest {
  return payload('POST', `/indexes/${index}/documents${query}`, 'text/csv', text);
}

/** Documents in every format, with values that are easily harmed. */
export const documentPayloads: RequestTheme = {
  name: 'document payloads',
  requests: [
    post(path, []),
    get('/indexes/payloads'),
    post(path, { id: 1, title: 'One document without a list', tags: ['a', 'b'] }),
    listed,
    post(path, [
      { id: 2, title: 'two', nested: { a: { b: [1, { c: null }] } }, empty: {} },
      { id: 'three', title: 'three', nested: { a: 1 } },
    ]),
    listed,
    get('/indexes/payloads'),
    get('/indexes/payloads/stats'),
    // Numbers and texts as they are written.
    json('POST', path, '[{"id":10,"n":9007199254740993}]'),
    json('POST', path, '[{"id":11,"n":1.10}]'),
    json('POST', path, '[{"id":12,"n":-0}]'),
    json('POST', path, '[{"id":13,"n":1e400}]'),
    json('POST', path, '[{"id":14,"n":18446744073709551615}]'),
    json('POST', path, '[{"id":15,"n":18446744073709551616}]'),
    json('POST', path, '[{"id":16,"n":1E+2,"m":1.0,"k":-1e-7}]'),
    json('POST', path, '[{"id":17,"n":0.1e1,"m":[1.50,{"x":2.50}]}]'),
    json('POST', path, '[{"id":18,"n":-9223372036854775809}]'),
    json('POST', path, '[{"id":19,"title":"\\u00e9\\ud83d\\ude00\\/\\t","n":"\\u0000"}]'),
    json('POST', path, '[{"id":20,"title":"é😀 日本語 עברית\u2028"}]'),
    json('POST', path, ' [ { "id" : 21 , "title" : "spaced" , "l" : [ 1 , 2 ] } ] '),
    json('POST', path, '[{"id":22,"title":"first","title":"second"}]'),
    json('POST', path, '[{"id":23,"id":24,"title":"two ids"}]'),
    json('POST', path, '[{"id":25,"":"empty name"," ":"space","a.b":1,"a":{"b":2}}]'),
    json('POST', path, '[{"id":26,"constructor":1,"__proto__":2,"toString":3}]'),
    listed,
    // The same document twice in one payload, and merges.
    post(path, [
      { id: 30, title: 'first', only: 'in the first' },
      { id: 30, title: 'second' },
      { id: '30', title: 'third, with a text as id' },
    ]),
    put(path, [
      { id: 31, title: 'merged', a: 1 },
      { id: 31, b: 2 },
      { id: 31, a: null, c: { d: 1 } },
    ]),
    put(path, [{ id: 31, c: { e: 2 }, title: 'renamed' }]),
    put(path, [{ id: 32, title: 'new by PUT' }]),
    put(path, []),
    put(path, { id: 2, title: 'merged into two' }),
    post(path, [{ id: 2, title: 'replaced' }]),
    listed,
    unawaited(post(path, [{ id: 40, title: 'one' }])),
    unawaited(put(path, [{ id: 40, more: 'two' }])),
    unawaited(post(path, [{ id: 41, title: 'three' }])),
    put(path, [{ id: 41, more: 'four' }]),
    get(`${path}/40`),
    get(`${path}/41`),
    // NDJSON.
    lines('POST', '{"id":50,"title":"fifty"}\n{"id":51,"title":"fifty-one"}\n'),
    lines('POST', '{"id":52}\r\n\r\n{"id":53}'),
    lines('POST', '{"id":54}{"id":55} {"id":56}'),
    lines('PUT', '{"id":50,"more":1.10}\n'),
    lines('POST', '\n\n'),
    listed,
    payload('POST', path, 'application/x-ndjson; charset=utf-8', '{"id":57}'),
    payload('POST', path, 'application/json; charset=UTF-8', '[{"id":58}]'),
    // Compressed.
    withHeaders(json('POST', path, ''), { 'content-encoding': 'gzip' }),
    gzipped(json('POST', path, '[{"id":60,"title":"from gzip"}]')),
    gzipped(lines('POST', '{"id":61}\n{"id":62}')),
    withHeaders(json('POST', path, '[{"id":63}]'), { 'content-encoding': 'identity' }),
    get(`${path}/60`),
    // CSV.
    csv('id,title,price:number,new:boolean,note:string,odd:thing\n1,One,1.50,true,007,x\n'),
    csv(
      'id,title,price:number,new:boolean\n2,"quoted, ""twice""\nand broken",,\n3,Three,-4,false\n',
    ),
    csv('id;title\r\n4;semicolons, with commas\r\n', '?csvDelimiter=%3B'),
    csv('id\ttitle\n5\ttabs\n', '?csvDelimiter=%09'),
    csv('id,title\n6,é😀\n6,twice\n'),
    csv('id,title\n'),
    csv('title,sku\nno id,7\n', '', 'csv-inferred'),
    csv('_id:number,title\n8,typed id\n', '?primaryKey=_id', 'csv-typed'),
    csv('id,price:number\n9,nine\n'),
    csv('id,new:boolean\n9,yes\n'),
    csv('id,title\n9\n'),
    csv('id,title\n9,a,b\n'),
    csv(''),
    csv('id,title\n9,"open'),
    csv('id,id\n9,10\n'),
    csv('id,title\n1,x\n', '?csvDelimiter='),
    csv('id,title\n1,x\n', '?csvDelimiter=ab'),
    csv('id,title\n1,x\n', '?csvDelimiter=%C3%A9'),
    json('POST', `${path}?csvDelimiter=%3B`, '[{"id":1}]'),
    get('/indexes/csv/documents'),
    get('/indexes/csv-inferred'),
    get('/indexes/csv-typed/documents'),
    ...['payloads', 'csv', 'csv-inferred', 'csv-typed'].map((uid) => remove(`/indexes/${uid}`)),
  ],
};

function gzipped(request: ClientRequest): ClientRequest {
  const body = gzipSync(request.body ?? '');
  return withHeaders({ ...request, body }, { 'content-encoding': 'gzip' });
}
