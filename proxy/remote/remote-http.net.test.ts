import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CancelSource } from '../../engine/base/cancel.ts';
import type { RemoteRequest } from '../../engine/ports/remote-client.ts';
import { listen } from '../http/listen.ts';
import { RemoteHttp } from './remote-http.ts';

let server: Server;
let base: string;
let client: RemoteHttp;
const seen: { readonly message: IncomingMessage; readonly body: string }[] = [];

beforeEach(async () => {
  seen.length = 0;
  server = createServer((message, response) => {
    void answer(message, response);
  });
  base = `http://127.0.0.1:${await listen(server, 0, '127.0.0.1')}`;
  client = new RemoteHttp(1000);
});

afterEach(async () => {
  await client.close();
  server.close().closeAllConnections();
});

async function answer(message: IncomingMessage, response: ServerResponse): Promise<void> {
  seen.push({ message, body: await text(message) });
  if (message.url === '/silent') return;
  if (message.url === '/elsewhere') response.writeHead(302, { location: `${base}/x` }).end();
  else response.writeHead(message.url === '/wrong' ? 400 : 200).end('{"é":1}');
}

function call(request: Partial<RemoteRequest>, cancel?: CancelSource) {
  const whole = { method: 'GET', url: base, apiKey: null, ...request } as const;
  return client.call(whole, { deadlineMs: 500, ...(cancel === undefined ? {} : { cancel }) });
}

describe('a call to another server', () => {
  test('says what is to be said, and brings back the answer', async () => {
    const request = { method: 'POST', url: `${base}/indexes/a%20b?c=d`, apiKey: 'key' } as const;
    const body = ['{"a":1}', '\n', '{"é":2}'];
    const reply = await call({ ...request, contentType: 'application/x-ndjson', body });
    expect(reply).toEqual({ kind: 'reply', status: 200, body: '{"é":1}' });
    const { message } = seen[0] ?? {};
    expect(seen[0]?.body).toBe('{"a":1}\n{"é":2}');
    expect(message?.url).toBe('/indexes/a%20b?c=d');
    expect(message?.headers).toMatchObject({
      authorization: 'Bearer key',
      'content-type': 'application/x-ndjson',
    });
  });

  test('sends no key if there is none', async () => {
    await call({});
    expect(seen[0]?.message.headers).not.toHaveProperty('authorization');
  });

  test('follows no redirection, and takes any status for a reply', async () => {
    expect(await call({ url: `${base}/elsewhere` })).toMatchObject({ status: 302 });
    expect(await call({ url: `${base}/wrong` })).toMatchObject({ status: 400 });
    expect(seen).toHaveLength(2);
  });

  test('ends at its deadline, or when it is canceled', async () => {
    expect(await call({ url: `${base}/silent` })).toMatchObject({ failure: 'timeout' });
    const cancel = new CancelSource();
    const begun = call({ url: `${base}/silent` }, cancel);
    cancel.cancel();
    expect(await begun).toMatchObject({ failure: 'canceled' });
    expect(await call({}, cancel)).toMatchObject({ failure: 'canceled' });
  });

  test.for(['', 'x', 'ftp://127.0.0.1/', 'http://127.0.0.1:1/', 'http://'])(
    'to %j brings nothing',
    async (url) => {
      expect(await call({ url })).toMatchObject({ kind: 'failure', failure: 'refused' });
    },
  );

  test('with a key that no header can hold is none', async () => {
    expect(await call({ apiKey: 'a\nb' })).toMatchObject({ kind: 'failure' });
    expect(seen).toEqual([]);
  });
});
