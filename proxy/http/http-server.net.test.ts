import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { HttpRequest } from '../../engine/ports/http.ts';
import { echo, json, raw, run } from './testing/running-server.ts';

async function echoed(url: string, init?: RequestInit): Promise<HttpRequest> {
  const response = await fetch(url, init);
  return JSON.parse(await response.text());
}

describe('a request', () => {
  test('reaches the handler as data', async () => {
    const { url } = await run(echo);
    const request = await echoed(`${url}/indexes/a%20b/documents?primaryKey=id`, {
      method: 'POST',
      headers: { Authorization: 'Bearer k', 'Content-Type': 'application/json' },
      body: '[{"name":"名"}]',
    });
    expect(request).toMatchObject({
      method: 'POST',
      path: '/indexes/a%20b/documents',
      query: 'primaryKey=id',
      headers: { authorization: 'Bearer k', 'content-type': 'application/json' },
      body: { kind: 'text', text: '[{"name":"名"}]' },
    });
    expect(request.headers).not.toHaveProperty('connection');
  });

  test('may be compressed', async () => {
    const { url } = await run(echo);
    const body = new Uint8Array(gzipSync('[{"id":1}]'));
    const headers = { 'content-encoding': 'gzip' };
    const request = await echoed(url, { method: 'POST', headers, body });
    expect(request.body).toEqual({ kind: 'text', text: '[{"id":1}]' });
  });

  test('that is not compressed as it says is refused in the words of Meilisearch', async () => {
    const { url } = await run(echo);
    const headers = { 'content-encoding': 'gzip' };
    const response = await fetch(url, { method: 'POST', headers, body: '{}' });
    expect([response.status, await response.json()]).toMatchObject([
      400,
      { message: 'The provided payload is incomplete and cannot be parsed', code: 'bad_request' },
    ]);
  });

  test.each([
    ['announced', { 'content-length': '2000000' }, 'x'.repeat(2_000_000)],
    [
      'chunked',
      { 'transfer-encoding': 'chunked' },
      `1e8480\r\n${'x'.repeat(2_000_000)}\r\n0\r\n\r\n`,
    ],
  ])(
    'with too large an %s body is answered unread, and its connection dropped',
    async (_, headers, body) => {
      const { port } = await run(async (request) => json(413, request.body));
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
      const answer = await raw(port, `POST / HTTP/1.1\r\nhost: a\r\n${lines.join('')}\r\n${body}`);
      expect(answer).toContain('HTTP/1.1 413');
      expect(answer.toLowerCase()).toContain('connection: close');
      expect(answer).toContain('{"kind":"too-large","limitBytes":1000}');
    },
  );

  test('gets leave to send its body, unless that is too large', async () => {
    const { port } = await run(async (request) => json(200, request.body));
    const head = 'POST / HTTP/1.1\r\nhost: a\r\nconnection: close\r\nexpect: 100-continue\r\n';
    const small = await raw(port, `${head}content-length: 2\r\n\r\n{}`);
    expect(small).toContain('HTTP/1.1 100 Continue');
    expect(small).toContain('{"kind":"text","text":"{}"}');
    const large = await raw(port, `${head}content-length: 2000\r\n\r\n`);
    expect(large).not.toContain('100 Continue');
    expect(large).toContain('too-large');
  });

  test('that is broken off is not handled, and leaves nothing behind', async () => {
    let handled = 0;
    const { port, inFlight } = await run(async (request) => {
      handled += 1;
      return json(200, request);
    });
    const socket = connect(port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write('POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\n{"half":');
    await expect.poll(() => inFlight.now).toBe(1);
    socket.destroy();
    await expect.poll(() => inFlight.now).toBe(0);
    expect(handled).toBe(0);
  });

  test.each([
    ['noise', 'FOO\r\n\r\n', '400 Bad Request'],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', '400 Bad Request'],
    [
      'two lengths',
      'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab',
      '400',
    ],
    ['endless headers', `GET / HTTP/1.1\r\na: ${'x'.repeat(100_000)}\r\n\r\n`, '431'],
  ])('that is none (%s) gets a bare refusal, and the server lives', async (_, text, status) => {
    const { port, url } = await run(echo);
    const answer = await raw(port, text);
    expect(answer).toContain(`HTTP/1.1 ${status}`);
    expect((await fetch(url)).status).toBe(200);
  });

  test('that takes too long to arrive is refused', async () => {
    const { port } = await run(echo, { requestTimeoutMs: 300 });
    const answer = await raw(port, 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\n{');
    expect(answer).toContain('HTTP/1.1 408');
  });
});

describe('an answer', () => {
  test('has the length of its bytes and an id of its own', async () => {
    const { url } = await run(async () => json(200, 'é'));
    const [first, second] = [await fetch(url), await fetch(url)];
    expect(first.headers.get('content-length')).toBe('4');
    expect(first.headers.get('x-request-id')).toMatch(/^[0-9a-f]{8}$/);
    expect(second.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'));
  });

  test('to HEAD has no body', async () => {
    const { port } = await run(async () => ({ status: 405, headers: { allow: 'GET' }, body: '' }));
    const answer = await raw(port, 'HEAD / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n');
    expect(answer).toMatch(/^HTTP\/1.1 405 [^]*allow: GET[^]*\r\n\r\n$/);
  });

  test('without content has no length', async () => {
    const { url } = await run(async () => ({ status: 204, headers: {}, body: '' }));
    const response = await fetch(url);
    expect([response.status, response.headers.get('content-length')]).toEqual([204, null]);
  });

  test('is 500, and the bug is told, when the handler fails', async () => {
    const { url, bugs } = await run(async () => {
      throw new Error('secret detail');
    });
    const response = await fetch(url);
    const body = await response.text();
    expect(response.status).toBe(500);
    expect(JSON.parse(body)).toMatchObject({ code: 'internal', type: 'internal' });
    expect(body).not.toContain('secret detail');
    expect(bugs).toEqual([expect.stringContaining('secret detail')]);
  });

  test('that cannot be sent does not hurt the server', async () => {
    const broken = { status: 200, headers: { 'bad header': 'x' }, body: '' };
    const { url, bugs } = await run(async ({ path }) => (path === '/' ? broken : json(200, 1)));
    await expect(fetch(url)).rejects.toThrow('fetch failed');
    expect(bugs).toHaveLength(1);
    expect((await fetch(`${url}/fine`)).status).toBe(200);
  });
});

describe('a browser', () => {
  const origin = 'https://shop.example';

  test('may read every answer', async () => {
    const { url } = await run(echo);
    const { headers } = await fetch(url, { headers: { origin } });
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('vary')).toContain('Origin');
    expect((await fetch(url)).headers.get('access-control-allow-origin')).toBeNull();
  });

  test('may send anything it asks about', async () => {
    const { url } = await run(echo);
    const { status, headers } = await fetch(url, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });
    expect(status).toBe(200);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-methods')?.split(', ')).toContain('POST');
    expect(headers.get('access-control-allow-headers')).toBe('authorization,content-type');
    expect(headers.get('access-control-max-age')).toBe('86400');
  });

  test('that asks for a method nobody knows is refused', async () => {
    const { url } = await run(echo);
    const headers = { origin, 'access-control-request-method': 'BREW' };
    expect((await fetch(url, { method: 'OPTIONS', headers })).status).toBe(400);
  });

  test('that asks nothing gets the answer of the handler', async () => {
    const { url } = await run(async (request) => json(405, request.method));
    const response = await fetch(url, { method: 'OPTIONS', headers: { origin } });
    expect([response.status, await response.json()]).toEqual([405, 'OPTIONS']);
  });
});
