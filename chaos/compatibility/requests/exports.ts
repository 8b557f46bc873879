import {
  type ClientRequest,
  get,
  json,
  payload,
  post,
  type RequestTheme,
} from '../client-request.ts';

const nowhere = { url: 'http://127.0.0.1:1' };

function order(more: object): ClientRequest {
  return post('/export', { ...nowhere, ...more });
}

/** An export that fits no index: it succeeds at once, whatever else it says. */
function ofNothing(more: object): ClientRequest {
  return order({ indexes: { 'no-such-index-*': {} }, ...more });
}

const wrongValues = [5, -5, 1.5, 1e21, true, 'x', [], ['x'], {}, { a: 1 }, null];

function withWrongValues(of: (value: unknown) => object, taken: readonly unknown[]) {
  return wrongValues.filter((value) => !taken.includes(value)).map((value) => order(of(value)));
}

/** Dumps and exports, as far as both servers can be asked for them without doing much. */
export const exports: RequestTheme = {
  name: 'dumps, snapshots and exports',
  requests: [
    post('/dumps', {}),
    post('/dumps?unknown=1', { unknown: 1 }),
    payload('POST', '/dumps', null, 'garbage'),
    get('/dumps'),
    post('/snapshots', {}),
    post('/snapshots?unknown=1', { unknown: 1 }),
    payload('POST', '/snapshots', 'text/plain', 'garbage'),
    get('/snapshots'),
    get('/tasks?types=snapshotCreation,dumpCreation'),
    get('/export'),
    payload('POST', '/export', null, ''),
    payload('POST', '/export', 'text/plain', '{}'),
    ...['', '{', '[]', '5', 'null', '"x"', '{"url":}', '{"url":"x"} x'].map((text) =>
      json('POST', '/export', text),
    ),
    order({ unknown: 1 }),
    order({ indexes: { '*': { unknown: 1 } } }),
    ...withWrongValues((url) => ({ url }), ['x']),
    ...withWrongValues((apiKey) => ({ apiKey }), ['x', null]),
    ...withWrongValues((payloadSize) => ({ payloadSize }), [5, null]),
    ...withWrongValues((indexes) => ({ indexes }), [null]).slice(0, -2),
    ...withWrongValues((pattern) => ({ indexes: { 'no-such-*': pattern } }), []).filter(
      ({ body }) => !String(body).includes('"no-such-*":{}'),
    ),
    ...withWrongValues(
      (overrideSettings) => ({ indexes: { 'no-such-*': { overrideSettings } } }),
      [true],
    ),
    ...['a b', '', '**', 'a*b', '*a', 'ä', 'a'.repeat(401)].map((pattern) =>
      order({ indexes: { [pattern]: {} } }),
    ),
    ...['', ' ', 'x', '5 XB', '1e3', '+5', '-5', '0x10', '1_000', '999EB', '5 kx'].map(
      (payloadSize) => ofNothing({ payloadSize }),
    ),
    ...[0, 1, 1000, 1023, 1024, 123_456, '1 MB', '1.5KiB', '2 gib', '3kb', '50 MiB'].map(
      (payloadSize) => ofNothing({ payloadSize }),
    ),
    ofNothing({ apiKey: 'short' }),
    ofNothing({ apiKey: 'ten letters' }),
    ofNothing({ apiKey: 'a key of more than twenty' }),
    ofNothing({ apiKey: 'a key of more than thirty characters' }),
    ofNothing({ indexes: {} }),
    ofNothing({
      indexes: {
        'no-such-b': { filter: ['a = 1', ['b = 2', 'c = 3']], overrideSettings: true },
        'no-such-a*': { filter: 5 },
      },
    }),
    get('/tasks?types=export&statuses=succeeded&limit=20'),
  ],
};
