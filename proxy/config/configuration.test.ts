import { hostname } from 'node:os';
import { describe, expect, test } from 'vitest';
import { type Configuration, readConfiguration } from './configuration.ts';
import { type Given, keys, read, twoNodes } from './testing/given-configuration.ts';

function run(given: Given): Extract<Configuration, { kind: 'run' }> {
  const configuration = read({ ...given, file: twoNodes + (given.file ?? '') });
  if (configuration.kind !== 'run') throw new Error(JSON.stringify(configuration));
  return configuration;
}

describe('a configuration', () => {
  test('needs only keys and nodes', () => {
    const { engine, proxy } = run({});
    expect(engine).toEqual({
      proxyId: `${hostname()}:7700`,
      session: { renewMs: 1000, leaseMs: 5000 },
      topology: {
        replicaGroups: 1,
        replicationFactor: 2,
        shards: 64,
        nodes: [
          { id: 'meili-0', address: 'http://meili-0:7700', replicaGroup: 0, state: 'active' },
          { id: 'meili-1', address: 'http://meili-1:7700/', replicaGroup: 0, state: 'active' },
        ],
      },
      masterKey: 'client-key',
      adminKey: 'admin-key',
      health: { intervalMs: 5000, timeoutMs: 2000, unhealthyThreshold: 3, recoveryThreshold: 2 },
      scatter: { nodeTimeoutMs: 5000, unavailableShardPolicy: 'partial' },
      tasks: { ttlMs: 604_800_000, pruneIntervalMs: 300_000, pruneBatchSize: 10_000 },
      repair: { batchDocuments: 500, pauseMs: 100, turnMs: 1000 },
      movement: {
        batchDocuments: 250,
        documentsPerSecond: 1000,
        shardsAtOnce: 4,
        drainMs: 30_000,
        skipDelta: false,
        failedAfterMs: 0,
      },
      antiEntropy: {
        enabled: true,
        intervalMs: 21_600_000,
        batchDocuments: 1000,
        pauseMs: 200,
        autoRepair: true,
      },
      settings: { verifyTimeoutMs: 60_000 },
      bodyBytesMax: 104_857_600,
    });
    expect(proxy).toEqual({
      server: {
        port: 7700,
        bind: '0.0.0.0',
        bodyBytesMax: 104_857_600,
        concurrentRequestsMax: 500,
        requestTimeoutMs: 30_000,
        drainTimeoutMs: 25_000,
      },
      metrics: { port: 9090 },
      upstream: {
        nodes: [
          { id: 'meili-0', url: 'http://meili-0:7700' },
          { id: 'meili-1', url: 'http://meili-1:7700/' },
        ],
        nodeKey: 'node-key',
        connectionsMax: 128,
        idleTimeoutMs: 60_000,
        connectTimeoutMs: 5000,
      },
      store: { path: '/data/miroir-tasks.db' },
      archives: { dump: '/data/dumps', snapshot: '/data/snapshots' },
      dump: null,
      log: { level: 'info' },
    });
  });

  test('is overridden by file, then environment, then flags', () => {
    const file = 'server: { port: 1111, bind: file }\nshards: 8\nlog: { level: debug }';
    const environment = { ...keys, MIROIR_SERVER__PORT: '2222', MIROIR_SERVER__BIND: 'variable' };
    expect(run({ file }).proxy.server).toMatchObject({ port: 1111, bind: 'file' });
    expect(run({ file, environment }).proxy.server).toMatchObject({ port: 2222, bind: 'variable' });
    const flagged = run({ file, environment, arguments: ['--port', '3333', '--set', 'shards=16'] });
    expect(flagged.proxy.server).toMatchObject({ port: 3333, bind: 'variable' });
    expect(flagged.engine.topology.shards).toBe(16);
    expect(flagged.proxy.log.level).toBe('debug');
  });

  test('takes nodes from the environment, as JSON or YAML', () => {
    const node = { id: 'a', address: 'http://a:1' };
    for (const text of [JSON.stringify([node]), '- id: a\n  address: http://a:1']) {
      const environment = { ...keys, MIROIR_NODES: text, MIROIR_REPLICATION_FACTOR: '1' };
      const configuration = read({ environment });
      expect(configuration).toMatchObject({
        proxy: { upstream: { nodes: [{ id: 'a', url: 'http://a:1' }] } },
      });
    }
  });

  test('says in seconds what the engine counts in milliseconds', () => {
    const file = 'movement: { replace_failed_after_s: 90 }\nanti_entropy: { interval_s: 60 }';
    const { engine } = run({ file });
    expect(engine.movement.failedAfterMs).toBe(90_000);
    expect(engine.antiEntropy.intervalMs).toBe(60_000);
  });

  test('may leave out one of the two safeguards of moves', () => {
    expect(run({ file: 'movement: { skip_delta_pass: true }' }).engine.movement.skipDelta).toBe(
      true,
    );
    expect(run({ file: 'anti_entropy: { enabled: false }' }).engine.antiEntropy.enabled).toBe(
      false,
    );
  });

  test('keeps a key of digits as text', () => {
    const environment = { ...keys, MIROIR_MASTER_KEY: '00123' };
    expect(run({ environment }).engine.masterKey).toBe('00123');
  });

  test('closes /_miroir/ when administration is off', () => {
    const environment = { MIROIR_MASTER_KEY: 'a', MIROIR_NODE_MASTER_KEY: 'b' };
    const file = 'admin: { enabled: false }';
    expect(run({ environment, file }).engine.adminKey).toBe('');
    expect(run({ environment, arguments: ['--set', 'admin.enabled=false'] }).engine.adminKey).toBe(
      '',
    );
  });

  test('treats a key without a value as not given', () => {
    expect(run({ file: 'server:\nlog:\n  level:\n' }).proxy.log.level).toBe('info');
  });

  test('ignores what Kubernetes says about Services, and the variables of tests', () => {
    const environment = {
      ...keys,
      MIROIR_SERVICE_HOST: '10.0.0.1',
      MIROIR_SERVICE_PORT: '7700',
      MIROIR_SERVICE_PORT_HTTP: '7700',
      MIROIR_PORT: 'tcp://10.0.0.1:7700',
      MIROIR_PORT_7700_TCP: 'tcp://10.0.0.1:7700',
      MIROIR_PORT_7700_TCP_PROTO: 'tcp',
      MIROIR_HEADLESS_SERVICE_HOST: '10.0.0.2',
      MIROIR_MEILISEARCH_BIN: '/usr/bin/meilisearch',
    };
    expect(run({ environment }).proxy.server.port).toBe(7700);
  });

  test('is the first file of the search path, or the one that is named', () => {
    const files = {
      'miroir.yaml': `${twoNodes}\nserver: { port: 1 }`,
      'config/miroir.yaml': `${twoNodes}\nserver: { port: 3 }`,
      'other.yaml': `${twoNodes}\nserver: { port: 4 }`,
    };
    const readOf = (found: readonly string[], commandArguments: string[]) =>
      readConfiguration({
        arguments: commandArguments,
        environment: keys,
        readFile: (path) =>
          found.includes(path)
            ? Object.entries(files).find(([name]) => name === path)?.[1]
            : undefined,
      });
    const all = Object.keys(files);
    expect(readOf(all, [])).toMatchObject({ proxy: { server: { port: 1 } } });
    expect(readOf(['config/miroir.yaml'], [])).toMatchObject({ proxy: { server: { port: 3 } } });
    const named = ['--config', 'other.yaml'];
    expect(readOf(all, named)).toMatchObject({ proxy: { server: { port: 4 } } });
    expect(readOf([], ['--config', 'other.yaml'])).toMatchObject({
      kind: 'refused',
      refusals: ['other.yaml: there is no such file'],
    });
  });

  test('need not be complete to ask for help or the version', () => {
    expect(read({ arguments: ['--help'], environment: {} }).kind).toBe('help');
    expect(read({ arguments: ['-h'], environment: {} }).kind).toBe('help');
    expect(read({ arguments: ['--version'], environment: {} }).kind).toBe('version');
  });
});
