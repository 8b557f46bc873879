import {
  type ClientRequest,
  get,
  json,
  payload,
  remove,
  type RequestTheme,
} from '../client-request.ts';

function lines(text: string, method = 'POST'): ClientRequest {
  return payload(method, '/indexes/lines/documents', 'application/x-ndjson', text);
}

const brokenLines = [
  [
    '',
    ' ',
    '\n',
    '{',
    '}',
    '[',
    ']',
    '[]',
    '[{"id":1}]',
    '[{"id":1}]\n{"id":2}',
    '1',
    '"a"',
    'null',
    'true',
  ],
  [
    '{"id":1}\n{',
    '{"id":1}\n{"id":2',
    '{"id":1}\nnull',
    '{"id":1}\n[]',
    '{"id":1},{"id":2}',
    '{"id":1}\n,',
  ],
  [
    '{"id":1}x',
    '{"id":1}\nx',
    '{id:1}',
    "{'id':1}",
    '{"id":1,}',
    '{"id":01}',
    '{"id":1.}',
    '{"id":+1}',
  ],
  [
    '{"id":"\\x"}',
    '{"id":"a\nb"}',
    '{"id":"\\ud800"}',
    '{"id":1}\u0000',
    '\ufeff{"id":1}',
    '// x\n{"id":1}',
  ],
  [
    '{"id":NaN}',
    '{"id":1 "a":2}',
    '{"id" 1}',
    '{"id":}',
    '{:1}',
    '{"a":1}\n{"id":2}',
    '{}',
    '{"id":null}',
  ],
].flat();

const goodLines = [
  '{"id":1,"a":1.0}\n{"id":2}',
  '{"id":3}\n\n\r\n \t\n{"id":4}\n',
  '{"id":5}{"id":6}\t{"id":7}',
  '{\n"id":8,\n"a":[1,\n2]\n}\n{"id":9}',
  '{"id":10,"a":1,"a":2}',
  '{"id":11}\n{"id":11,"b":1}\n{"id":"11","c":1}',
  '{"id":12,"n":1e400}',
  '{"id":13,"n":12345678901234567890123}',
];

/** One document a line, rightly and wrongly. */
export const documentLines: RequestTheme = {
  name: 'documents as lines',
  requests: [
    ...goodLines.flatMap((text) => [lines(text), lines(text, 'PUT')]),
    get('/indexes/lines/documents', { limit: '100' }),
    ...brokenLines.flatMap((text) => [lines(text), lines(text, 'PUT')]),
    get('/indexes/lines/documents', { limit: '100' }),
    ...brokenLines.map((text) => json('POST', '/indexes/lines/documents', text)),
    ...brokenLines.map((text) => json('PUT', '/indexes/lines/documents', text)),
    get('/indexes/lines/documents', { limit: '100' }),
    get('/indexes/lines/stats'),
    remove('/indexes/lines'),
  ],
};
