import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { apiClient } from './api-client.ts';
import { wordnet } from './corpus/wordnet.ts';
import { type Fleet, type FleetOptions, startFleet } from './fleet.ts';
import { freePort } from './free-port.ts';
import { documentCount, loadCorpus } from './loading.ts';

let folder: string;
let fleets: Fleet[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'miroir-fleets-'));
  fleets = [];
});

afterEach(async () => {
  await Promise.all(fleets.map((fleet) => fleet.kill()));
  await rm(folder, { recursive: true, force: true });
});

async function started(options: FleetOptions = {}): Promise<Fleet> {
  const fleet = await startFleet({ nodes: 2, shards: 4, dataFolder: folder, ...options });
  fleets.push(fleet);
  return fleet;
}

describe('a fleet', () => {
  test('loads a text through the proxy and finds it there when it is started again', async () => {
    const first = await started();
    const api = apiClient(first.url, first.masterKey);
    expect(await loadCorpus(api, wordnet, { count: 200 })).toBe('loaded');
    expect(await loadCorpus(api, wordnet, { count: 200 })).toBe('already there');
    await first.stop();
    const second = await started();
    expect(second.url).toBe(first.url);
    expect(second.nodes.map(({ id, url }) => [id, url])).toEqual(
      first.nodes.map(({ id, url }) => [id, url]),
    );
    expect(await documentCount(apiClient(second.url, second.masterKey), 'wordnet')).toBe(200);
  });

  test('answers completely while one of its nodes is away', async () => {
    const fleet = await started();
    const api = apiClient(fleet.url, fleet.masterKey);
    await loadCorpus(api, wordnet, { count: 200 });
    await fleet.nodes[1]?.kill();
    const found = await api.request('POST', '/indexes/wordnet/search', { q: '', hitsPerPage: 1 });
    expect(found.body).toMatchObject({ totalHits: 200 });
    await fleet.nodes[1]?.start();
    expect(fleet.nodes[1]?.pid).toBeTypeOf('number');
  });

  test('keeps its documents when the proxy is killed and started again', async () => {
    const fleet = await started();
    const api = apiClient(fleet.url, fleet.masterKey);
    await loadCorpus(api, wordnet, { count: 50 });
    await fleet.proxy.kill();
    await fleet.proxy.start();
    expect(await documentCount(api, 'wordnet')).toBe(50);
  });

  test('spreads its nodes over replica groups in blocks', async () => {
    await started({ nodes: 4, replicationFactor: 1, replicaGroups: 2 });
    expect(await readFile(join(folder, 'proxy.yaml'), 'utf8')).toMatch(
      /meili-0\n.*\n +replica_group: 0\n.*meili-1\n.*\n +replica_group: 0\n.*meili-2\n.*\n +replica_group: 1\n.*meili-3\n.*\n +replica_group: 1\n/,
    );
  });

  test('says so when the port is taken, and leaves the folder free for another try', async () => {
    const port = await freePort();
    await started({ port });
    const other = join(folder, 'other');
    await expect(startFleet({ nodes: 2, dataFolder: other, port })).rejects.toThrow(
      `Port ${port} of 127.0.0.1 is taken`,
    );
    const second = await started({ dataFolder: other });
    expect(second.url).not.toContain(`:${port}`);
  });

  test('refuses the folder of a fleet of another shape', async () => {
    await (await started()).stop();
    await expect(startFleet({ nodes: 3, dataFolder: folder })).rejects.toThrow('--nodes 2 (now 3)');
  });

  test('without a folder keeps its data only until it is stopped', async () => {
    const fleet = await startFleet({ nodes: 1, replicationFactor: 1 });
    const log = fleet.proxy.logFile;
    await expect(readFile(log)).resolves.toBeDefined();
    await fleet.stop();
    await expect(readFile(dirname(log))).rejects.toThrow('ENOENT');
  });
});
