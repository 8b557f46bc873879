import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Meilisearch } from 'meilisearch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoKeys } from '../../proxy/demo/fleet.ts';
import { freePort } from '../../proxy/demo/free-port.ts';
import { startProxyProcess } from '../../proxy/demo/proxy-process.ts';
import type { ServerProcess } from '../../proxy/demo/server-process.ts';
import { type DockerEngine, openDockerEngine } from './docker-engine.ts';
import { type MeilisearchContainer, startMeilisearchContainer } from './meilisearch-container.ts';
import { ensureMeilisearchImage } from './meilisearch-image.ts';

// Its image, which ends what a crashed run left behind, cannot be had without a registry.
process.env['TESTCONTAINERS_RYUK_DISABLED'] = 'true';

const colours = ['amber', 'blue', 'coral'] as const;
const books = Array.from({ length: 1000 }, (_, index) => ({
  id: index,
  title: `Book ${index} of the ${colours[index % 3]} shelf`,
  colour: colours[index % 3],
  pages: 100 + index,
}));

let engine: DockerEngine;
let containers: MeilisearchContainer[] = [];
let proxy: ServerProcess | undefined;
let folder: string;
let client: Meilisearch;

beforeAll(async () => {
  engine = await openDockerEngine();
  await ensureMeilisearchImage(engine.docker);
  const starts = [0, 1, 2].map(() => startMeilisearchContainer(engine, demoKeys.node));
  containers = await Promise.all(starts);
  folder = await mkdtemp(join(tmpdir(), 'miroir-containers-'));
  proxy = await startProxyProcess({
    id: 'proxy',
    folder,
    port: await freePort(),
    metricsPort: await freePort(),
    nodes: containers.map(({ url }, index) => ({
      id: `meili-${index}`,
      address: url,
      replicaGroup: 0,
    })),
    shards: 16,
    replicationFactor: 2,
    replicaGroups: 1,
    keys: demoKeys,
  });
  client = new Meilisearch({ host: proxy.url, apiKey: demoKeys.master });
});

afterAll(async () => {
  await proxy?.stop();
  await Promise.all(containers.map(({ container }) => container.stop()));
  await engine?.stop();
  if (folder !== undefined) await rm(folder, { recursive: true });
});

describe('three containers answer as one Meilisearch to its official client', () => {
  test('the health and the version are those of a Meilisearch', async () => {
    expect(await client.health()).toEqual({ status: 'available' });
    expect((await client.getVersion()).pkgVersion).toMatch(/^1\.\d+\.\d+/);
  });

  test('an index is created with its settings', async () => {
    const created = await client.createIndex('books', { primaryKey: 'id' }).waitTask();
    expect(created).toMatchObject({
      status: 'succeeded',
      type: 'indexCreation',
      indexUid: 'books',
    });
    const settings = { filterableAttributes: ['colour', 'pages'], sortableAttributes: ['pages'] };
    const updated = await client.index('books').updateSettings(settings).waitTask();
    expect(updated.status).toBe('succeeded');
    expect(await client.index('books').getSettings()).toMatchObject(settings);
  });

  test('a thousand documents are added, and each is found once', async () => {
    const task = await client.index('books').addDocuments(books).waitTask({ timeout: 30_000 });
    expect(task).toMatchObject({
      status: 'succeeded',
      type: 'documentAdditionOrUpdate',
      details: { receivedDocuments: 1000, indexedDocuments: 1000 },
    });
    expect((await client.index('books').getStats()).numberOfDocuments).toBe(1000);
    expect(await client.index('books').getDocument(617)).toEqual(books[617]);
  });

  test('every container holds a part, and together they hold each document twice', async () => {
    const counts = await Promise.all(
      containers.map(async ({ url }) => {
        const node = new Meilisearch({ host: url, apiKey: demoKeys.node });
        return (await node.index('books').getStats()).numberOfDocuments;
      }),
    );
    expect(Math.max(...counts)).toBeLessThan(1000);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(2000);
  });

  test('a search finds over all containers, in the order asked for, without markers', async () => {
    const found = await client.index('books').search('coral', { sort: ['pages:desc'], limit: 3 });
    const expected = books.filter(({ colour }) => colour === 'coral').toReversed();
    expect(found.hits).toEqual(expected.slice(0, 3));
    expect(found.estimatedTotalHits).toBe(expected.length);
  });

  test('facets count every document once', async () => {
    const found = await client.index('books').search('', {
      facets: ['colour', 'pages'],
      filter: 'pages < 400',
      limit: 0,
    });
    expect(found.facetDistribution?.['colour']).toEqual({ amber: 100, blue: 100, coral: 100 });
    expect(found.facetStats).toEqual({ pages: { min: 100, max: 399 } });
  });

  test('documents are deleted by id and by filter', async () => {
    const index = client.index('books');
    expect((await index.deleteDocument(0).waitTask()).status).toBe('succeeded');
    await expect(index.getDocument(0)).rejects.toThrow('Document `0` not found.');
    const byFilter = await index.deleteDocuments({ filter: 'colour = blue' }).waitTask();
    expect(byFilter).toMatchObject({ status: 'succeeded', details: { deletedDocuments: 333 } });
    expect((await index.search('', { limit: 0 })).estimatedTotalHits).toBe(666);
  });

  test('tasks are listed newest first, one for each write', async () => {
    const { results } = await client.tasks.getTasks({ indexUids: ['books'] });
    expect(results.map(({ type }) => type)).toEqual([
      'documentDeletion',
      'documentDeletion',
      'documentAdditionOrUpdate',
      'settingsUpdate',
      'indexCreation',
    ]);
    expect(new Set(results.map(({ status }) => status))).toEqual(new Set(['succeeded']));
  });

  test('the index is deleted', async () => {
    expect((await client.deleteIndex('books').waitTask()).status).toBe('succeeded');
    await expect(client.getIndex('books')).rejects.toThrow('Index `books` not found.');
  });
});
