import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { requestHead } from './request-head.ts';

function request(url: string, headers: Record<string, string | string[]> = {}): IncomingMessage {
  const message = new IncomingMessage(new Socket());
  message.method = 'GET';
  message.url = url;
  Object.assign(message.headers, headers);
  return message;
}

describe('the head of a request', () => {
  test.each([
    ['/indexes/a%20b?limit=1&offset=2', '/indexes/a%20b', 'limit=1&offset=2'],
    ['/health', '/health', ''],
    ['/a?', '/a', ''],
    ['/a?b?c', '/a', 'b?c'],
    ['//a', '//a', ''],
    ['http://example.org:7700/a/b?c=1', '/a/b', 'c=1'],
    ['http://example.org?c=1', '/', 'c=1'],
    ['*', '/*', ''],
  ])('of %s has the path and the query as they were sent', (url, path, query) => {
    expect(requestHead(request(url))).toMatchObject({ path, query });
  });

  test('has no headers that were only about the connection', () => {
    const { headers } = requestHead(
      request('/', {
        authorization: 'Bearer k',
        connection: 'keep-alive, X-Secret-Hop',
        'keep-alive': 'timeout=5',
        te: 'trailers',
        'transfer-encoding': 'chunked',
        upgrade: 'h2c',
        'x-secret-hop': '1',
        'x-miroir-tenant': 'acme',
      }),
    );
    expect(headers).toEqual({ authorization: 'Bearer k', 'x-miroir-tenant': 'acme' });
  });
});
