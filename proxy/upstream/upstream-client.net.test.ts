import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createNetServer, type Server as NetServer, type Socket } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { CancelSource } from '../../engine/base/cancel.ts';
import type { CallOptions, NodeReply, NodeRequest } from '../../engine/ports/node-client.ts';
import { listen } from '../http/listen.ts';
import { UpstreamClient, type UpstreamOptions } from './upstream-client.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

async function listening(server: Server | NetServer): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  const port = await listen(server, 0, '127.0.0.1');
  closers.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return port;
}

function strangerWith(options: Partial<UpstreamOptions> = {}): UpstreamClient {
  const client = new UpstreamClient({
    nodes: [],
    nodeKey: 'node-key',
    connectionsMax: 4,
    idleTimeoutMs: 60_000,
    connectTimeoutMs: 1000,
    ...options,
  });
  closers.push(() => client.close());
  return client;
}

const addressOf = (port: number): string => `http://127.0.0.1:${port}`;

function clientOf(port: number, connectionsMax = 4): UpstreamClient {
  const client = strangerWith({ connectionsMax });
  client.know([{ id: 'a', address: addressOf(port) }]);
  return client;
}

const search: NodeRequest = { method: 'POST', path: '/indexes/i/search?x=%20', body: '{"q":"é"}' };

function call(
  port: number,
  request: NodeRequest = search,
  options: Partial<CallOptions> = {},
): Promise<NodeReply> {
  return clientOf(port).call('a', request, { deadlineMs: 5000, ...options });
}

const httpNode = (listener: RequestListener): Promise<number> =>
  listening(createHttpServer(listener));

/** A server that does as told with the bytes of each connection. */
const rawNode = (onConnection: (socket: Socket) => void): Promise<number> =>
  listening(createNetServer({ allowHalfOpen: true }, onConnection));

/** A server that writes `text` when a request arrives, and then does `end`. */
const scriptedNode = (text: string, end: (socket: Socket) => void): Promise<number> =>
  rawNode((socket) => {
    socket.once('data', () => socket.write(text, () => end(socket)));
  });

function failureOf(reply: NodeReply): string {
  return reply.kind === 'failure' ? reply.failure : `reply ${reply.status}`;
}

describe('a node that answers', () => {
  test('gets the request with the key of the nodes, and is quoted exactly', async () => {
    let seen = '';
    const port = await httpNode((request, response) => {
      request.setEncoding('utf8');
      let body = '';
      request.on('data', (chunk) => (body += chunk));
      request.on('end', () => {
        const { authorization, 'content-type': contentType } = request.headers;
        seen = [request.method, request.url, authorization, contentType, body].join(' | ');
        response.end('{"price":1.10,"name":"é名😀"}');
      });
    });
    const body = '{"price":1.10,"name":"é名😀"}';
    expect(await call(port)).toEqual({ kind: 'reply', status: 200, body });
    expect(seen).toBe(
      'POST | /indexes/i/search?x=%20 | Bearer node-key | application/json | {"q":"é"}',
    );
  });

  test('may be sent another content type, or no body at all', async () => {
    const seen: (string | undefined)[] = [];
    const port = await httpNode((request, response) => {
      seen.push(request.headers['content-type']);
      response.end();
    });
    const contentType = 'application/x-ndjson';
    await call(port, { method: 'PUT', path: '/', body: '{}', contentType });
    await call(port, { method: 'GET', path: '/' });
    expect(seen).toEqual([contentType, undefined]);
  });

  test.each([
    [404, '{"code":"index_not_found"}'],
    [502, '<html>Bad Gateway</html>'],
    [302, ''],
    [204, ''],
  ])('with status %i is a reply, whatever its body', async (status, body) => {
    const port = await httpNode((_, response) => response.writeHead(status).end(body));
    expect(await call(port)).toEqual({ kind: 'reply', status, body });
  });

  test('is asked again over the same connections', async () => {
    const remotePorts = new Set<number | undefined>();
    const port = await httpNode((request, response) => {
      remotePorts.add(request.socket.remotePort);
      response.end('{}');
    });
    const client = clientOf(port);
    for (let count = 0; count < 9; count += 1) await client.call('a', search, { deadlineMs: 5000 });
    // undici frees a connection a moment after its reply, so a second one may come into play.
    expect(remotePorts.size).toBeLessThanOrEqual(2);
  });
});

describe('a node that does not answer', () => {
  test('is refused when nothing listens there', async () => {
    const server = createNetServer();
    const port = await listen(server, 0, '127.0.0.1');
    await new Promise((resolve) => server.close(resolve));
    const reply = await call(port);
    expect(failureOf(reply)).toBe('refused');
    expect(reply).toMatchObject({ message: expect.stringContaining('ECONNREFUSED') });
  });

  test('is refused when its name means nothing', async () => {
    const client = strangerWith();
    client.know([{ id: 'a', address: 'http://nowhere.invalid:7700' }]);
    expect(failureOf(await client.call('a', search, { deadlineMs: 5000 }))).toBe('refused');
  });

  test('is refused when it is not known', async () => {
    const reply = await clientOf(1).call('b', search, { deadlineMs: 1000 });
    expect(reply).toMatchObject({ failure: 'refused', message: expect.stringContaining('`b`') });
  });

  test('times out when it takes the request and stays silent', async () => {
    const port = await rawNode((socket) => socket.resume());
    const startMs = performance.now();
    expect(failureOf(await call(port, search, { deadlineMs: 60 }))).toBe('timeout');
    expect(performance.now() - startMs).toBeLessThan(2000);
  });

  test('times out when it hangs after its headers', async () => {
    const port = await scriptedNode('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n{"a', () => {});
    expect(failureOf(await call(port, search, { deadlineMs: 60 }))).toBe('timeout');
  });

  test('times out when it drips bytes without end', async () => {
    const port = await rawNode((socket) => {
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n');
        const drip = setInterval(() => socket.write('x'), 10);
        socket.on('close', () => clearInterval(drip));
      });
    });
    expect(failureOf(await call(port, search, { deadlineMs: 100 }))).toBe('timeout');
  });

  test('leaves a call that never got a connection unsent', async () => {
    const port = await rawNode((socket) => socket.resume());
    const client = clientOf(port, 1);
    const first = client.call('a', search, { deadlineMs: 300 });
    const second = client.call('a', search, { deadlineMs: 50 });
    expect(failureOf(await second)).toBe('refused');
    expect(failureOf(await first)).toBe('timeout');
  });

  test('is not asked when the call is canceled already', async () => {
    const cancel = new CancelSource();
    cancel.cancel();
    expect(failureOf(await call(1, search, { cancel }))).toBe('canceled');
  });

  test('is dropped when the call is canceled', async () => {
    const cancel = new CancelSource();
    const { promise: dropped, resolve: noteDrop } = Promise.withResolvers<void>();
    const port = await rawNode((socket) => {
      socket.on('end', noteDrop);
      socket.on('data', () => cancel.cancel());
    });
    expect(failureOf(await call(port, search, { cancel }))).toBe('canceled');
    await dropped;
  });
});

describe('a node that breaks off', () => {
  test.each<[string, string, (socket: Socket) => void]>([
    ['before its answer', '', (socket) => socket.end()],
    ['before its answer, brutally', '', (socket) => socket.resetAndDestroy()],
    ['within its headers', 'HTTP/1.1 200 OK\r\ncontent-le', (socket) => socket.end()],
    [
      'within a body of known length',
      'HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{"a":1',
      (socket) => socket.end(),
    ],
    [
      'within a chunked body',
      'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"a":\r\n',
      (socket) => socket.end(),
    ],
  ])('%s is a reset', async (_, text, end) => {
    const port = await scriptedNode(text, end);
    expect(failureOf(await call(port))).toBe('reset');
  });

  test('while it is sent a large body is a reset', async () => {
    const port = await rawNode((socket) => {
      socket.once('data', () => socket.resetAndDestroy());
    });
    const body = 'x'.repeat(8_000_000);
    expect(failureOf(await call(port, { ...search, body }))).toBe('reset');
  });
});

describe('a node that talks garbage', () => {
  test.each([
    ['another protocol', 'SSH-2.0-OpenSSH_9.9\r\n'],
    ['a broken header', 'HTTP/1.1 200 OK\r\nbro ken\r\n\r\n'],
    ['a length that is none', 'HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\nab'],
    ['a broken chunk', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n'],
    ['endless headers', `HTTP/1.1 200 OK\r\na: ${'x'.repeat(100_000)}\r\n\r\n`],
  ])('such as %s is called that', async (_, text) => {
    const port = await scriptedNode(text, () => {});
    expect(failureOf(await call(port, search, { deadlineMs: 2000 }))).toBe('garbage');
  });

  test('such as text that is not UTF-8 is called that', async () => {
    const port = await httpNode((_, response) =>
      response.end(Buffer.from('{"a":"\xe9"}', 'latin1')),
    );
    expect(failureOf(await call(port))).toBe('garbage');
  });
});

describe('a node that refuses a large body before it has read it', () => {
  const body = JSON.stringify([{ id: 1, text: 'x'.repeat(4_000_000) }]);

  test('is heard, and never asked again over that connection', async () => {
    const requestsOfConnection: number[] = [];
    const refusal = '{"code":"payload_too_large"}';
    const port = await rawNode((socket) => {
      const connection = requestsOfConnection.push(0) - 1;
      socket.on('data', (bytes) => {
        if (!/^(?:GET|POST) /.test(bytes.toString('latin1'))) return;
        requestsOfConnection[connection] = (requestsOfConnection[connection] ?? 0) + 1;
        // Like Meilisearch, it answers and then leaves the rest unread.
        socket.write(
          `HTTP/1.1 413 Payload Too Large\r\ncontent-length: ${refusal.length}\r\n\r\n${refusal}`,
        );
        socket.pause();
      });
    });
    const client = clientOf(port, 1);
    for (let count = 0; count < 3; count += 1) {
      const reply = await client.call('a', { ...search, body }, { deadlineMs: 5000 });
      expect(reply).toEqual({ kind: 'reply', status: 413, body: refusal });
    }
    expect(requestsOfConnection).toEqual([1, 1, 1]);
  });

  test('may do so without a body of its own', async () => {
    const port = await scriptedNode(
      'HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n',
      (socket) => socket.pause(),
    );
    const client = clientOf(port, 1);
    for (let count = 0; count < 2; count += 1) {
      const reply = await client.call('a', { ...search, body }, { deadlineMs: 5000 });
      expect(reply).toEqual({ kind: 'reply', status: 403, body: '' });
    }
  });
});
