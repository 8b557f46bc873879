import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { EngineConfig } from '../engine/config.ts';
import type { Engine } from '../engine/engine.ts';
import type { Ports } from '../engine/ports/ports.ts';
import { testConfig } from '../engine/testing/config.ts';
import type { ProxyConfig } from './config/proxy-config.ts';
import { Host } from './host.ts';
import { listen } from './http/listen.ts';
import { draft, topology } from './store/testing/store-samples.ts';

let directory: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'miroir-host-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

const hosts: Host[] = [];
afterEach(async () => {
  for (const host of hosts.splice(0)) await host.stop();
});

async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server, 0, '127.0.0.1');
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const engineConfig: EngineConfig = {
  proxyId: 'proxy',
  session: { renewMs: 1000, leaseMs: 5000 },
  topology,
  masterKey: 'client',
  adminKey: 'admin',
  health: { intervalMs: 5000, timeoutMs: 2000, unhealthyThreshold: 3, recoveryThreshold: 2 },
  scatter: { nodeTimeoutMs: 5000, unavailableShardPolicy: 'partial' },
  tasks: { ttlMs: 1000, pruneIntervalMs: 1000, pruneBatchSize: 10 },
  repair: { batchDocuments: 500, pauseMs: 100, turnMs: 1000 },
  movement: testConfig.movement,
  antiEntropy: testConfig.antiEntropy,
  settings: { verifyTimeoutMs: 1000 },
  bodyBytesMax: 1000,
};

async function proxyConfig(): Promise<ProxyConfig> {
  return {
    server: {
      port: await freePort(),
      bind: '127.0.0.1',
      bodyBytesMax: 1000,
      concurrentRequestsMax: 10,
      requestTimeoutMs: 5000,
      drainTimeoutMs: 2000,
    },
    metrics: { port: await freePort() },
    upstream: {
      nodes: [{ id: 'meili-0', url: `http://127.0.0.1:${await freePort()}` }],
      nodeKey: 'node',
      connectionsMax: 2,
      idleTimeoutMs: 1000,
      connectTimeoutMs: 1000,
    },
    store: { path: join(directory, `${hosts.length}-${performance.now()}.db`) },
    archives: { dump: directory, snapshot: directory },
    dump: null,
    log: { level: 'silent' },
  };
}

/** An engine that answers with its path, in the order of `calls`, and can be held up. */
function fakeEngine(gates: { start?: Promise<void>; slow?: Promise<void> } = {}) {
  const calls: string[] = [];
  let ports: Ports | undefined;
  const create = (given: Ports): Engine => {
    ports = given;
    return {
      async handle({ path }) {
        if (path === '/slow') await gates.slow;
        calls.push(`handle ${path}`);
        return { status: 200, headers: {}, body: path };
      },
      async start() {
        await gates.start;
        calls.push('start');
      },
      async stop() {
        calls.push('stop');
        await given.spawner.stop();
      },
    };
  };
  const portsOf = (): Ports => {
    if (ports === undefined) throw new Error('no engine was made');
    return ports;
  };
  return { create, calls, portsOf };
}

function opened(engine: ReturnType<typeof fakeEngine>, proxy: ProxyConfig): Host {
  const host = new Host(engine.create, engineConfig, proxy);
  hosts.push(host);
  return host;
}

describe('the host', () => {
  test('answers before its engine has started', async () => {
    const { promise: start, resolve: open } = Promise.withResolvers<void>();
    const engine = fakeEngine({ start });
    const proxy = await proxyConfig();
    const starting = opened(engine, proxy).start();
    const url = `http://127.0.0.1:${proxy.server.port}`;
    await expect
      .poll(() =>
        fetch(`${url}/health`).then(
          (r) => r.text(),
          () => '',
        ),
      )
      .toBe('/health');
    expect(engine.calls).not.toContain('start');
    open();
    await starting;
    expect(engine.calls).toContain('start');
  });

  test('gives its engine a working world', async () => {
    const engine = fakeEngine();
    await opened(engine, await proxyConfig()).start();
    const { clock, random, nodes, store, spawner, metrics } = engine.portsOf();
    expect(clock.wallMs()).toBeGreaterThan(1.7e12);
    expect(random.fork('x').integer(10)).toBeLessThan(10);
    const request = { method: 'GET', path: '/health' } as const;
    const reply = await nodes.call('meili-0', request, { deadlineMs: 2000 });
    expect(reply).toMatchObject({ kind: 'failure', failure: 'refused' });
    const session = await store.openSession('proxy');
    const registered = await store.registerTask({ session, draft: draft(), seen: null });
    expect(registered).toMatchObject({ kind: 'registered', task: { uid: 0 } });
    spawner.spawn('broken', () => Promise.reject(new Error('no luck')));
    await expect.poll(() => metrics.text()).toContain('miroir_bugs_total 1');
  });

  test('serves its metrics on a port of their own', async () => {
    const engine = fakeEngine();
    const proxy = await proxyConfig();
    await opened(engine, proxy).start();
    engine.portsOf().trace.note({ kind: 'degraded', operation: 'search', detail: 'shards=1' });
    const text = await (await fetch(`http://127.0.0.1:${proxy.metrics.port}/metrics`)).text();
    expect(text).toContain('miroir_degraded_responses_total{operation="search"} 1');
  });

  test('stops in order: requests first, then the engine, then the store', async () => {
    const { promise: slow, resolve: open } = Promise.withResolvers<void>();
    const engine = fakeEngine({ slow });
    const proxy = await proxyConfig();
    const host = new Host(engine.create, engineConfig, proxy);
    await host.start();
    const url = `http://127.0.0.1:${proxy.server.port}`;
    const answer = fetch(`${url}/slow`).then((response) => response.text());
    await expect
      .poll(() => engine.portsOf().metrics.text())
      .toContain('miroir_requests_in_flight 1');
    const stopping = host.stop();
    await expect(fetch(`${url}/late`)).rejects.toThrow('fetch failed');
    expect(engine.calls).toEqual(['start']);
    open();
    expect(await answer).toBe('/slow');
    await stopping;
    expect(engine.calls).toEqual(['start', 'handle /slow', 'stop']);
    await expect(engine.portsOf().store.listIndexes()).rejects.toThrow('not open');
  });

  test('says that a port is taken, and can still be stopped', async () => {
    const first = fakeEngine();
    const proxy = await proxyConfig();
    await opened(first, proxy).start();
    const second = new Host(fakeEngine().create, engineConfig, proxy);
    await expect(second.start()).rejects.toThrow('EADDRINUSE');
    await second.stop();
  });

  test('does not start when its store cannot be opened', async () => {
    const proxy = await proxyConfig();
    const store = { path: join(directory, 'missing', 'tasks.db') };
    const host = new Host(fakeEngine().create, engineConfig, { ...proxy, store });
    await expect(host.start()).rejects.toThrow(`the task store ${store.path} cannot be opened`);
    await host.stop();
  });
});
