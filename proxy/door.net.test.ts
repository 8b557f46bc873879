import { afterEach, expect, test } from 'vitest';
import { type Door, openDoor } from './door.ts';
import { earlyAddress } from './early-address.ts';
import { HttpServer } from './http/http-server.ts';

const doors: Door[] = [];
afterEach(() => {
  for (const door of doors.splice(0)) door.server.close().closeAllConnections();
});

async function open(): Promise<Door> {
  const door = await openDoor({ port: 0, bind: '127.0.0.1' });
  doors.push(door);
  return door;
}

test('a door answers /health at once, and the rest after it was handed over', async () => {
  const door = await open();
  const url = `http://127.0.0.1:${door.port}`;
  const later = fetch(`${url}/indexes?limit=2`, { method: 'POST', body: 'text' });
  const alive = await fetch(`${url}/health`);
  await door.answered;
  expect([alive.status, await alive.text()]).toEqual([200, '{"status":"available"}']);
  const limits = { bodyBytesMax: 100, concurrentRequestsMax: 10, requestTimeoutMs: 5000 };
  const server = new HttpServer(
    door,
    async ({ path, query, body }) => ({
      status: 200,
      headers: {},
      body: JSON.stringify({ path, query, body }),
    }),
    { port: 0, bind: '', ...limits },
    { inFlight: () => {}, within: (_, work) => work(), bug: () => {} },
  );
  expect(await (await later).json()).toEqual({
    path: '/indexes',
    query: 'limit=2',
    body: { kind: 'text', text: 'text' },
  });
  expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ path: '/health' });
  await server.drain(1000);
  doors.pop();
});

test('a taken port is an error of the system', async () => {
  const { port } = await open();
  await expect(openDoor({ port, bind: '127.0.0.1' })).rejects.toThrow('EADDRINUSE');
});

test('the address is known early from flags, then the environment, then defaults', () => {
  const environment = { MIROIR_SERVER__PORT: '7701', MIROIR_SERVER__BIND: '127.0.0.1' };
  expect(earlyAddress([], {})).toEqual({ port: 7700, bind: '0.0.0.0' });
  expect(earlyAddress([], environment)).toEqual({ port: 7701, bind: '127.0.0.1' });
  expect(earlyAddress(['--port', '7702', '--set', 'server.bind=::1'], environment)).toEqual({
    port: 7702,
    bind: '::1',
  });
});

test.each([
  [['--help'], {}],
  [['--version'], {}],
  [['--config', 'miroir.yaml'], {}],
  [['--no-such-flag'], {}],
  [['--port', 'x'], {}],
  [[], { MIROIR_SERVER__PORT: '0' }],
])('with %j and %j the configuration has to be read first', (flags, environment) => {
  expect(earlyAddress(flags, environment)).toBeUndefined();
});
