import type { Meilisearch } from 'meilisearch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cities, type CityDocument } from '../../proxy/demo/corpus/cities.ts';
import { type Fleet, startFleet } from '../../proxy/demo/fleet.ts';

const documentCount = 31_500;
const batchSize = 7000;
const waiting = { timeout: 100_000, interval: 50 };

/** What all releases have in common, as the older one declares it. */
interface ClientPackage {
  readonly Meilisearch: new (config: { host: string; apiKey: string }) => Meilisearch;
}

/** The official client: what a user of Meilisearch v1.21 has, and the newest. */
const packages = [
  ['0.53', import.meta.resolve('meilisearch')],
  ['latest', import.meta.resolve('meilisearch-latest')],
] as const;

let fleet: Fleet;
let documents: readonly CityDocument[];

beforeAll(async () => {
  fleet = await startFleet({ nodes: 3, replicationFactor: 2, shards: 16 });
  documents = cities.documents(documentCount);
});

afterAll(async () => {
  await fleet?.stop();
});

describe.for(packages)('the official client, release %s, works unchanged', ([, file]) => {
  const uid = 'cities';
  let client: Meilisearch;
  const index = () => client.index<CityDocument>(uid);

  async function settled(enqueued: PromiseLike<{ readonly taskUid: number }>) {
    const task = await client.tasks.waitForTask((await enqueued).taskUid, waiting);
    expect(task.error).toBeNull();
    expect(task.status).toBe('succeeded');
    return task;
  }

  beforeAll(async () => {
    const official: ClientPackage = await import(file);
    client = new official.Meilisearch({ host: fleet.url, apiKey: fleet.masterKey });
  });

  test('it is healthy and of the version that the client expects', async () => {
    expect(await client.isHealthy()).toBe(true);
    expect((await client.getVersion()).pkgVersion).toBe('1.21.0');
  });

  test('it creates an index and sets it up', async () => {
    const task = await settled(client.createIndex(uid, { primaryKey: 'id' }));
    expect(task.type).toBe('indexCreation');
    await settled(
      index().updateSettings({
        searchableAttributes: ['name'],
        filterableAttributes: ['country', 'feature', 'population', '_geo'],
        sortableAttributes: ['population', '_geo'],
        pagination: { maxTotalHits: documentCount },
      }),
    );
    expect(await index().getSortableAttributes()).toEqual(['_geo', 'population']);
    expect((await client.getIndexes()).results.map((found) => found.uid)).toEqual([uid]);
  });

  test(`it loads ${documentCount} documents in batches`, async () => {
    const enqueued: number[] = [];
    for (let start = 0; start < documents.length; start += batchSize) {
      const batch = documents.slice(start, start + batchSize);
      enqueued.push((await index().addDocuments([...batch])).taskUid);
    }
    const tasks = await client.tasks.waitForTasks(enqueued, waiting);
    expect(tasks.map((task) => task.status)).toEqual(enqueued.map(() => 'succeeded'));
    const stats = await index().getStats();
    expect(stats.numberOfDocuments).toBe(documentCount);
    expect(stats.fieldDistribution).toEqual({
      _geo: documentCount,
      country: documentCount,
      feature: documentCount,
      id: documentCount,
      name: documentCount,
      population: documentCount,
    });
  });

  test('it searches, filters, sorts and counts facets', async () => {
    const named = documents.filter((city) => city.name === 'San José');
    const found = await index().search('"San José"', {
      limit: 200,
      attributesToHighlight: ['name'],
    });
    const foundIds = new Set(found.hits.map((hit) => hit.id));
    expect(named.length).toBeGreaterThan(1);
    expect(named.filter((city) => !foundIds.has(city.id))).toEqual([]);
    expect(found.hits[0]).toHaveProperty('_formatted.name', '<em>San José</em>');

    const large = documents.filter((city) => city.population > 1_000_000);
    const sorted = await index().search('', {
      filter: 'population > 1000000',
      sort: ['population:desc'],
      facets: ['country'],
      limit: 1000,
    });
    const populations = sorted.hits.map((hit) => hit.population);
    expect(populations).toEqual(
      large.map((city) => city.population).toSorted((left, right) => right - left),
    );
    expect(sorted.estimatedTotalHits).toBe(large.length);
    expect(sorted.facetDistribution?.['country']).toEqual(countedBy(large, 'country'));
    const hits = await index().searchGet('berlin', { limit: 1, attributesToRetrieve: ['name'] });
    expect(hits.hits).toEqual([{ name: 'Berlin' }]);
  });

  test('it pages through results without a gap or a repetition', async () => {
    const inFrance = documents.filter((city) => city.country === 'FR').map((city) => city.id);
    const byOffset = await pagedIds(async (offset) => {
      const filter = 'country = FR';
      return (await index().search('', { filter, offset, limit: 300 })).hits;
    });
    expect(byOffset.length).toBeGreaterThan(600);
    expect(byOffset).toEqual(inFrance);

    const byPage = await pagedIds(async (offset) => {
      const page = offset / 300 + 1;
      if (!Number.isInteger(page)) return [];
      const sort = ['population:desc'];
      return (await index().search('', { filter: 'country = FR', page, hitsPerPage: 300, sort }))
        .hits;
    });
    expect(byPage.toSorted(ascending)).toEqual(inFrance.toSorted(ascending));

    const listed = await pagedIds(async (offset) => {
      return (await index().getDocuments({ offset, limit: 9000, fields: ['id'] })).results;
    });
    expect(listed).toEqual(documents.map((city) => city.id));
  });

  test('it reads, changes and deletes documents', async () => {
    const [first, second, third] = documents;
    if (first === undefined || second === undefined || third === undefined) throw new Error('none');
    expect(await index().getDocument(first.id)).toEqual(first);
    await settled(index().updateDocuments([{ id: first.id, population: 7 }]));
    expect(await index().getDocument(first.id)).toEqual({ ...first, population: 7 });
    await settled(index().addDocuments([first]));
    await settled(index().deleteDocument(second.id));
    await settled(index().deleteDocuments([third.id]));
    const task = await settled(index().deleteDocuments({ filter: 'country = MC' }));
    const monaco = documents.filter((city) => city.country === 'MC').length;
    expect(task.details).toMatchObject({ deletedDocuments: monaco });
    await expect(index().getDocument(second.id)).rejects.toMatchObject({
      cause: { code: 'document_not_found' },
    });
    expect((await index().getStats()).numberOfDocuments).toBe(documentCount - 2 - monaco);
  });

  test('it changes settings and resets them', async () => {
    await settled(index().updateStopWords(['of', 'the']));
    expect(await index().getStopWords()).toEqual(['of', 'the']);
    await settled(index().resetStopWords());
    expect(await index().getStopWords()).toEqual([]);
    await settled(index().updateTypoTolerance({ enabled: false }));
    expect((await index().search('berlni')).hits.map((hit) => hit.name)).not.toContain('Berlin');
    await settled(index().resetSettings());
    const settings = await index().getSettings();
    expect(settings.filterableAttributes).toEqual([]);
    expect(settings.rankingRules).toEqual([
      'words',
      'typo',
      'proximity',
      'attribute',
      'sort',
      'exactness',
    ]);
  });

  test('it lists tasks and deletes the index', async () => {
    const tasks = await client.tasks.getTasks({ indexUids: [uid], limit: 3 });
    expect(tasks.results.map((task) => task.type)).toEqual([
      'settingsUpdate',
      'settingsUpdate',
      'settingsUpdate',
    ]);
    await settled(client.deleteIndex(uid));
    await expect(client.getIndex(uid)).rejects.toMatchObject({
      cause: { code: 'index_not_found' },
    });
  });
});

function ascending(left: number, right: number): number {
  return left - right;
}

function countedBy(
  cityList: readonly CityDocument[],
  field: 'country' | 'feature',
): Record<string, number> {
  const groups = Map.groupBy(cityList, (city) => city[field]);
  return Object.fromEntries([...groups].map(([value, members]) => [value, members.length]));
}

/** Every id of an index, page after page. */
async function pagedIds(page: (offset: number) => Promise<readonly { id: number }[]>) {
  const ids: number[] = [];
  for (;;) {
    const hits = await page(ids.length);
    ids.push(...hits.map((hit) => hit.id));
    if (hits.length === 0) return ids;
  }
}
