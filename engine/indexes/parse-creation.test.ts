import { describe, expect, test } from 'vitest';
import { ApiError, MalformedRequest } from '../protocol/api-error.ts';
import type { RoutedRequest } from '../protocol/routed-request.ts';
import { unrestricted } from '../keys/caller.ts';
import { parseCreation } from './parse-creation.ts';

function request(text: string, contentType: string | null = 'application/json'): RoutedRequest {
  const headers: Record<string, string> =
    contentType === null ? {} : { 'content-type': contentType };
  const body = { kind: 'text', text } as const;
  const http = { method: 'POST', path: '/indexes', query: '', headers, body };
  return { http, template: '/indexes', parameters: {}, query: [], caller: unrestricted };
}

function faultOf(parsed: RoutedRequest): unknown {
  try {
    return parseCreation(parsed);
  } catch (error) {
    if (error instanceof MalformedRequest) return 'a node explains it';
    return error instanceof ApiError ? [error.code, error.message] : error;
  }
}

const expected = 'expected one of `uid`, `primaryKey`';
const invalid =
  'is not a valid index uid. Index uid can be an integer or a string containing only alphanumeric characters, hyphens (-) and underscores (_), and can not be more than 512 bytes.';

describe('the body of a creation', () => {
  test.each([
    ['{"uid":"a"}', { uid: 'a', primaryKey: null }],
    ['{"primaryKey":"id","uid":"a"}', { uid: 'a', primaryKey: 'id' }],
    ['{"uid":"a","primaryKey":null}', { uid: 'a', primaryKey: null }],
    ['{"uid":1,"uid":"a"}', { uid: 'a', primaryKey: null }],
  ])('%s is read', (text, creation) => {
    expect(parseCreation(request(text))).toEqual(creation);
  });

  // Recorded from Meilisearch v1.21.0.
  test.each([
    ['{}', 'missing_index_uid', 'Missing field `uid`'],
    [
      '{"uid":null}',
      'invalid_index_uid',
      'Invalid value type at `.uid`: expected a string, but found null',
    ],
    ['{"uid":"a b","foo":1}', 'invalid_index_uid', `Invalid value at \`.uid\`: \`a b\` ${invalid}`],
    ['{"uid":""}', 'invalid_index_uid', `Invalid value at \`.uid\`: \`\` ${invalid}`],
    ['{"uid":"a","foo":1}', 'bad_request', `Unknown field \`foo\`: ${expected}`],
    ['{"foo":1,"uid":1}', 'bad_request', `Unknown field \`foo\`: ${expected}`],
    ['{"createdAt":2}', 'bad_request', `Unknown field \`createdAt\`: ${expected}`],
    ['{"ui":"x"}', 'bad_request', `Unknown field \`ui\`: ${expected}`],
    ['{"uuid":1}', 'bad_request', `Unknown field \`uuid\`: did you mean \`uid\`? ${expected}`],
    ['{"xuidx":1}', 'bad_request', `Unknown field \`xuidx\`: ${expected}`],
    [
      '{"primary_key":1}',
      'bad_request',
      `Unknown field \`primary_key\`: did you mean \`primaryKey\`? ${expected}`,
    ],
    ['{"primary_keys":1}', 'bad_request', `Unknown field \`primary_keys\`: ${expected}`],
    [
      '{"primaryKeyXX1":1}',
      'bad_request',
      `Unknown field \`primaryKeyXX1\`: did you mean \`primaryKey\`? ${expected}`,
    ],
    [
      '{"rpimaryKye":1}',
      'bad_request',
      `Unknown field \`rpimaryKye\`: did you mean \`primaryKey\`? ${expected}`,
    ],
    [
      '{"primaryK":1}',
      'bad_request',
      `Unknown field \`primaryK\`: did you mean \`primaryKey\`? ${expected}`,
    ],
    ['{"primary":1}', 'bad_request', `Unknown field \`primary\`: ${expected}`],
  ])('%s is refused in the words of Meilisearch', (text, code, message) => {
    expect(faultOf(request(text))).toEqual([code, message]);
  });

  test.each(['', '{', '[]', '"x"', 'null', '{"uid":1,"foo":1}', '{"primaryKey":1,"uid":"!"}'])(
    '%j is left to a node to explain',
    (text) => {
      expect(faultOf(request(text))).toBe('a node explains it');
    },
  );

  test.each([
    ['application/json; charset=utf-8', { uid: 'a', primaryKey: null }],
    ['Application/JSON', { uid: 'a', primaryKey: null }],
    ['application/vnd.x+json', { uid: 'a', primaryKey: null }],
    ['text/plain', 'a node explains it'],
    ['application/x-ndjson', 'a node explains it'],
    ['', 'a node explains it'],
  ])('with content type %j', (contentType, outcome) => {
    expect(faultOf(request('{"uid":"a"}', contentType))).toEqual(outcome);
  });

  test('without a content type is refused', () => {
    expect(faultOf(request('{"uid":"a"}', null))).toEqual([
      'missing_content_type',
      'A Content-Type header is missing. Accepted values for the Content-Type header are: `application/json`',
    ]);
  });
});
