import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { apiClient } from './api-client.ts';
import { demoKeys, startSingleNode } from './fleet.ts';
import { freePort, isPortFree } from './free-port.ts';
import { documentCount, loadCorpus } from './loading.ts';
import { findMeilisearch } from './meilisearch-binary.ts';
import { startMeilisearchNode } from './meilisearch-node.ts';
import { wordnet } from './corpus/wordnet.ts';
import type { ServerExit, ServerProcess } from './server-process.ts';

const masterKey = demoKeys.node;

let folder: string;
let running: ServerProcess[];
let surprises: ServerExit[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'miroir-node-'));
  running = [];
  surprises = [];
});

afterEach(async () => {
  await Promise.all(running.map((node) => node.kill()));
  await rm(folder, { recursive: true, force: true });
});

async function started(preferredPort?: number): Promise<ServerProcess> {
  const node = await startMeilisearchNode({
    id: 'meili-0',
    binary: await findMeilisearch(),
    folder,
    masterKey,
    preferredPort,
    onUnexpectedExit: (_, exit) => surprises.push(exit),
  });
  running.push(node);
  return node;
}

describe('a Meilisearch node', () => {
  test('serves on the port asked for, with its key, and ends without a surprise', async () => {
    const port = await freePort();
    const node = await started(port);
    expect(node.url).toBe(`http://127.0.0.1:${port}`);
    expect((await apiClient(node.url, masterKey).request('GET', '/version')).body).toMatchObject({
      pkgVersion: expect.stringMatching(/^1\./),
    });
    expect((await apiClient(node.url, 'wrong').request('GET', '/version')).status).toBe(403);
    await node.stop();
    expect(node.pid).toBeUndefined();
    expect(await isPortFree(port)).toBe(true);
    expect(surprises).toEqual([]);
  });

  test('takes another port when the one asked for is taken', async () => {
    const first = await started();
    const taken = Number(new URL(first.url).port);
    const second = await startMeilisearchNode({
      id: 'meili-1',
      binary: await findMeilisearch(),
      folder: join(folder, 'second'),
      masterKey,
      preferredPort: taken,
    });
    running.push(second);
    expect(second.url).not.toBe(first.url);
  });

  test.each(['stop', 'kill'] as const)('comes back after %s with its data', async (end) => {
    const node = await started();
    const api = apiClient(node.url, masterKey);
    await loadCorpus(api, wordnet, { count: 100 });
    const before = { url: node.url, pid: node.pid };
    await node[end]();
    await expect(api.request('GET', '/health')).rejects.toThrow('fetch failed');
    await node.start();
    expect(node.url).toBe(before.url);
    expect(node.pid).not.toBe(before.pid);
    expect(await documentCount(api, 'wordnet')).toBe(100);
    expect(surprises).toEqual([]);
  });

  test('that dies on its own is reported and can be started again', async () => {
    const node = await started();
    process.kill(Number(node.pid), 'SIGKILL');
    await expect.poll(() => surprises).toEqual([{ code: null, signal: 'SIGKILL' }]);
    expect(node.pid).toBeUndefined();
    await node.start();
    expect((await apiClient(node.url, masterKey).request('GET', '/health')).status).toBe(200);
  });

  test('starts anew where another was killed before its database was complete', async () => {
    await mkdir(join(folder, 'data.ms', 'tasks'), { recursive: true });
    const node = await started();
    expect(await documentCount(apiClient(node.url, masterKey), 'any')).toBeUndefined();
  });

  test('that cannot start says why, with the end of its log', async () => {
    const short = { id: 'meili-0', binary: await findMeilisearch(), folder, masterKey: 'short' };
    await expect(startMeilisearchNode(short)).rejects.toThrow(
      /meili-0 ended at its start .* its log .*meilisearch\.log ends:[^]*16 bytes/,
    );
  });
});

test('a node does not outlive a launcher that was killed', async () => {
  const launcher = spawn(process.execPath, [
    '--input-type=module',
    '--eval',
    `import { startSingleNode } from ${JSON.stringify(new URL('fleet.ts', import.meta.url).href)};
     const { url, node } = await startSingleNode();
     console.log(JSON.stringify({ url, pid: node.pid, logFile: node.logFile }));`,
  ]);
  const [line] = await once(createInterface(launcher.stdout), 'line');
  const { url, pid, logFile } = JSON.parse(String(line));
  expect((await fetch(`${url}/health`)).status).toBe(200);
  launcher.kill('SIGKILL');
  await expect.poll(() => isAlive(pid), { timeout: 5000 }).toBe(false);
  await rm(dirname(logFile), { recursive: true });
});

test('a single node removes its data at the end', async () => {
  const single = await startSingleNode();
  await loadCorpus(apiClient(single.url, single.masterKey), wordnet, { count: 10 });
  expect(existsSync(single.node.logFile)).toBe(true);
  await single.stop();
  await expect(fetch(`${single.url}/health`)).rejects.toThrow('fetch failed');
  expect(existsSync(single.node.logFile)).toBe(false);
});

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
