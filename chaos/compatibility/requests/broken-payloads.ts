import { gzipSync } from 'node:zlib';
import {
  type ClientRequest,
  except,
  get,
  json,
  payload,
  post,
  put,
  remove,
  type RequestTheme,
  withHeaders,
} from '../client-request.ts';

const path = '/indexes/broken/documents';

/** What the servers of this test are told to accept at most. */
export const bodyBytesMax = 1024 * 1024;

function lines(text: string): ClientRequest {
  return payload('POST', path, 'application/x-ndjson', text);
}

function nested(depth: number): string {
  return `[{"id":1,"a":${'['.repeat(depth)}${']'.repeat(depth)}}]`;
}

function bytes(...parts: readonly (string | number)[]): Uint8Array {
  return Buffer.concat(
    parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.of(part))),
  );
}

const oversized = JSON.stringify([{ id: 1, text: 'x'.repeat(bodyBytesMax) }]);

/** Payloads that cannot be read, and those that are too large. */
export const brokenPayloads: RequestTheme = {
  name: 'broken payloads',
  requests: [
    json('POST', path, ''),
    json('POST', path, ' '),
    json('POST', path, '{'),
    json('POST', path, '['),
    json('POST', path, '[{"id":1},'),
    json('POST', path, '[{"id":1}'),
    json('POST', path, '[{"id":1},]'),
    json('POST', path, '[{"id":1}]]'),
    json('POST', path, '[{"id":1}] x'),
    json('POST', path, '[{"id":1,}]'),
    json('POST', path, '[{"id":01}]'),
    json('POST', path, '[{"id":1.}]'),
    json('POST', path, '[{"id":+1}]'),
    json('POST', path, '[{"id":nul}]'),
    json('POST', path, '[{id:1}]'),
    json('POST', path, "[{'id':1}]"),
    json('POST', path, '[{"id":"\\x"}]'),
    json('POST', path, '[{"id":"\\ud800"}]'),
    json('POST', path, '[{"id":"\\u12"}]'),
    json('POST', path, '[{"id":"a\nb"}]'),
    json('POST', path, '[{"id":"open'),
    json('POST', path, '[1,2]'),
    json('POST', path, '[null]'),
    json('POST', path, '[[]]'),
    json('POST', path, '[{"id":1},"text"]'),
    json('POST', path, '1'),
    json('POST', path, 'null'),
    json('POST', path, '"text"'),
    json('POST', path, '[{"id":1,"x":NaN}]'),
    json('POST', path, '[{"id":1 "x":2}]'),
    json('POST', path, '\ufeff[{"id":1}]'),
    json('POST', path, nested(100)),
    json('POST', path, nested(125)),
    json('POST', path, nested(126)),
    json('POST', path, nested(127)),
    json('POST', path, nested(5000)),
    json('PUT', path, '[{"id":1'),
    lines('{"id":1}\n{"id":2'),
    lines('{"id":1}\n[{"id":2}]\n'),
    lines('{"id":1}\nnothing\n'),
    lines('1\n2'),
    lines(''),
    except(
      'bad-unicode',
      payload('POST', path, 'application/json', bytes('[{"id":1,"t":"', 0xff, '"}]')),
    ),
    except(
      'bad-unicode',
      payload('POST', path, 'application/json', bytes('[{"id":1,"t":"', 0xc3, '"}]')),
    ),
    except(
      'bad-unicode',
      payload('POST', path, 'application/x-ndjson', bytes('{"id":1,"t":"', 0xe2, 0x82, '"}')),
    ),
    except('bad-unicode', payload('POST', path, 'text/csv', bytes('id,t\n1,', 0xff, '\n'))),
    payload('POST', path, null, '[{"id":1}]'),
    payload('POST', path, '', '[{"id":1}]'),
    payload('POST', path, 'text/plain', '[{"id":1}]'),
    payload('POST', path, 'application/xml', '<id>1</id>'),
    payload('POST', path, 'APPLICATION/JSON', '[{"id":1}]'),
    payload('PUT', path, 'multipart/form-data', '[{"id":1}]'),
    withHeaders(json('POST', path, 'not compressed'), { 'content-encoding': 'gzip' }),
    withHeaders(payload('POST', path, 'application/json', gzipSync('[{"id":1}]').subarray(0, 15)), {
      'content-encoding': 'gzip',
    }),
    json('POST', path, oversized),
    json('PUT', path, oversized),
    lines(`{"id":1,"text":"${'x'.repeat(bodyBytesMax)}"}`),
    payload('POST', path, 'text/csv', `id,text\n1,${'x'.repeat(bodyBytesMax)}\n`),
    except(
      'too-large-json',
      json('POST', '/indexes/broken/search', JSON.stringify({ q: 'x'.repeat(bodyBytesMax) })),
    ),
    except(
      'too-large-json',
      json('POST', '/indexes', JSON.stringify({ uid: 'x'.repeat(bodyBytesMax) })),
    ),
    withHeaders(payload('POST', path, 'application/json', gzipSync(oversized)), {
      'content-encoding': 'gzip',
    }),
    json('POST', `${path}?primaryKey=`, '[{"id":1}]'),
    json('POST', `${path}?unknown=1`, '[{"id":1}]'),
    post('/indexes/with%20space/documents', [{ id: 1 }]),
    put('/indexes/%2A/documents', [{ id: 1 }]),
    get('/indexes/broken'),
    get(path),
    remove('/indexes/broken'),
  ],
};
