import { createServer, type RequestListener } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import type { NodeRequest } from '../../engine/ports/node-client.ts';
import { listen } from '../http/listen.ts';
import { UpstreamClient, type UpstreamOptions } from './upstream-client.ts';

const closers: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** The address of a server; `connections` counts those that are open. */
async function server(listener: RequestListener) {
  const http = createServer(listener);
  const port = await listen(http, 0, '127.0.0.1');
  closers.push(async () => {
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
  });
  const connections = () =>
    new Promise<number>((resolve, reject) => {
      http.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
    });
  return { address: `http://127.0.0.1:${port}`, connections };
}

const named = (name: string) => server((_, response) => response.end(name));

function clientWith(options: Partial<UpstreamOptions> = {}): UpstreamClient {
  const client = new UpstreamClient({
    nodes: [],
    nodeKey: 'k',
    connectionsMax: 4,
    idleTimeoutMs: 60_000,
    connectTimeoutMs: 1000,
    ...options,
  });
  closers.push(() => client.close());
  return client;
}

const request: NodeRequest = { method: 'GET', path: '/' };

async function whoAnswers(client: UpstreamClient, node: string): Promise<string> {
  const reply = await client.call(node, request, { deadlineMs: 5000 });
  return reply.kind === 'reply' ? reply.body : reply.failure;
}

/** A server that answers when it is told to. */
async function heldServer() {
  const held = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  const { address, connections } = await server((_, response) => {
    arrived.resolve();
    void held.promise.then(() => response.end('late'));
  });
  return { address, connections, arrived: arrived.promise, answer: held.resolve };
}

describe('the nodes that a client knows', () => {
  test('come and go', async () => {
    const [first, second] = [await named('first'), await named('second')];
    const client = clientWith();
    expect(await whoAnswers(client, 'a')).toBe('refused');
    client.know([{ id: 'a', address: first.address }]);
    expect(await whoAnswers(client, 'a')).toBe('first');
    client.know([
      { id: 'a', address: first.address },
      { id: 'b', address: second.address },
    ]);
    expect(await whoAnswers(client, 'b')).toBe('second');
    client.know([{ id: 'b', address: second.address }]);
    expect([await whoAnswers(client, 'a'), await whoAnswers(client, 'b')]).toEqual([
      'refused',
      'second',
    ]);
  });

  test('may move to another address', async () => {
    const [first, second] = [await named('first'), await named('second')];
    const client = clientWith();
    client.know([{ id: 'a', address: first.address }]);
    expect(await whoAnswers(client, 'a')).toBe('first');
    client.know([{ id: 'a', address: second.address }]);
    expect(await whoAnswers(client, 'a')).toBe('second');
    await expect.poll(first.connections).toBe(0);
  });

  test('are where the configuration says, whatever the store does', async () => {
    const [configured, stored] = [await named('configured'), await named('stored')];
    const client = clientWith({ nodes: [{ id: 'a', url: configured.address }] });
    expect(await whoAnswers(client, 'a')).toBe('refused');
    client.know([
      { id: 'a', address: stored.address },
      { id: 'b', address: stored.address },
    ]);
    expect(await whoAnswers(client, 'a')).toBe('configured');
    expect(await whoAnswers(client, 'b')).toBe('stored');
  });

  test('are not reached without an address', async () => {
    const client = clientWith();
    client.know([{ id: 'a', address: '' }]);
    expect(await whoAnswers(client, 'a')).toBe('refused');
  });

  test('end their calls before they are forgotten', async () => {
    const { address, connections, arrived, answer } = await heldServer();
    const client = clientWith();
    client.know([{ id: 'a', address }]);
    const begun = whoAnswers(client, 'a');
    await arrived;
    client.know([]);
    expect(await whoAnswers(client, 'a')).toBe('refused');
    answer();
    expect(await begun).toBe('late');
    await expect.poll(connections).toBe(0);
  });

  test('end with the client, even when they were gone before', async () => {
    const { address, arrived } = await heldServer();
    const client = clientWith();
    client.know([{ id: 'a', address }]);
    const begun = whoAnswers(client, 'a');
    await arrived;
    client.know([]);
    await client.close();
    expect(await begun).toBe('reset');
  });

  test('keep their connections while nothing changes, and nobody is told', async () => {
    const node = await named('a');
    const told: (readonly string[])[] = [];
    const client = clientWith({ onKnown: (nodes) => told.push(nodes) });
    for (let count = 0; count < 3; count += 1) {
      client.know([{ id: 'a', address: node.address }]);
      await whoAnswers(client, 'a');
    }
    client.know([]);
    expect(told).toEqual([['a'], []]);
  });
});
