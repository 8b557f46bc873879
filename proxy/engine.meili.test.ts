import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  type InProcessFleet,
  type NodeSet,
  startInProcess,
  startNodes,
} from './testing/in-process-fleet.ts';

// The engine in this process over three real Meilisearch nodes, two replicas of each shard.
let nodes: NodeSet;
let fleet: InProcessFleet;

beforeAll(async () => {
  nodes = await startNodes(3);
  fleet = await startInProcess(nodes);
});

afterAll(async () => {
  await fleet.stop();
  await nodes.stop();
});

const books = Array.from({ length: 60 }, (_, position) => ({
  id: position + 1,
  title: `${position % 3 === 0 ? 'red' : 'blue'} book number ${position + 1}`,
  genre: ['novel', 'poem', 'play'][position % 3],
  price: (position * 7) % 50,
}));

describe('documents and search over three nodes', () => {
  beforeAll(async () => {
    await fleet.write('POST /indexes/books/documents', books);
    await fleet.write('PATCH /indexes/books/settings', {
      filterableAttributes: ['genre', 'price'],
      sortableAttributes: ['price'],
    });
  });

  test('every document is found once', async () => {
    const { status, body, headers } = await fleet.request('POST /indexes/books/search', {
      limit: 100,
    });
    expect(status).toBe(200);
    expect(headers['x-miroir-degraded']).toBeUndefined();
    expect(body.hits).toEqual(books);
    expect(body.estimatedTotalHits).toBe(60);
  });

  test('facets, filters and sorts are those of one index', async () => {
    const { body } = await fleet.request('POST /indexes/books/search', {
      q: 'book',
      filter: 'genre != play',
      facets: ['genre', 'price'],
      sort: ['price:desc'],
      limit: 5,
    });
    const expected = books
      .filter((book) => book.genre !== 'play')
      .toSorted((left, right) => right.price - left.price || left.id - right.id);
    expect(body.hits).toEqual(expected.slice(0, 5));
    expect(body.facetDistribution.genre).toEqual({ novel: 20, poem: 20 });
    expect(body.facetStats.price).toEqual({ min: 0, max: 49 });
  });

  test('pages of a listing follow the order of insertion', async () => {
    const seen: unknown[] = [];
    for (let offset = 0; offset < 60; offset += 25) {
      const { body } = await fleet.request(
        `GET /indexes/books/documents?limit=25&offset=${offset}`,
      );
      expect(body.total).toBe(60);
      seen.push(...body.results);
    }
    expect(seen).toEqual(books);
  });

  test('a listing filters and projects without showing what is hidden', async () => {
    const { text } = await fleet.request('POST /indexes/books/documents/fetch', {
      filter: ['genre = poem', 'price > 45'],
      fields: ['title'],
    });
    expect(text).not.toContain('_miroir');
    expect(JSON.parse(text).results).toEqual(
      books
        .filter((book) => book.genre === 'poem' && book.price > 45)
        .map(({ title }) => ({ title })),
    );
  });

  test('one document comes back as its exact text', async () => {
    const exact = '{"id":900,"big":9007199254740993,"price":1.10,"gone":-0}';
    await fleet.write('POST /indexes/exact/documents', `[${exact}]`);
    const { text } = await fleet.request('GET /indexes/exact/documents/900');
    expect(text).toContain('9007199254740993');
    expect(text).not.toContain('_miroir');
    expect((await fleet.request('GET /indexes/exact/documents/901')).body.code).toBe(
      'document_not_found',
    );
  });

  test('a replaced document keeps its place, an updated one its other fields', async () => {
    await fleet.write('POST /indexes/order/documents', [
      { id: 'a', n: 1 },
      { id: 'b', n: 2 },
      { id: 'c', n: 3 },
    ]);
    await fleet.write('POST /indexes/order/documents', [{ id: 'a', n: 10 }]);
    await fleet.write('PUT /indexes/order/documents', [{ id: 'b', m: 5 }, { id: 'd' }]);
    const { body } = await fleet.request('GET /indexes/order/documents');
    expect(body.results).toEqual([
      { id: 'a', n: 10 },
      { id: 'b', n: 2, m: 5 },
      { id: 'c', n: 3 },
      { id: 'd' },
    ]);
  });

  test('deletes by id, batch, filter and of all count each document once', async () => {
    await fleet.write('POST /indexes/shrinking/documents', books);
    await fleet.write('PUT /indexes/shrinking/settings/filterable-attributes', ['genre']);
    const one = await fleet.write('DELETE /indexes/shrinking/documents/1');
    expect(one.body.details).toEqual({ providedIds: 1, deletedDocuments: 1, originalFilter: null });
    const batch = await fleet.write('POST /indexes/shrinking/documents/delete-batch', [
      2,
      '3',
      999,
    ]);
    expect(batch.body.details).toMatchObject({ providedIds: 3, deletedDocuments: 2 });
    const filter = await fleet.write('POST /indexes/shrinking/documents/delete', {
      filter: 'genre = poem',
    });
    expect(filter.body.details).toEqual({
      providedIds: 0,
      deletedDocuments: 19,
      originalFilter: '"genre = poem"',
    });
    const all = await fleet.write('DELETE /indexes/shrinking/documents');
    expect(all.body.details).toEqual({ deletedDocuments: 38 });
    expect((await fleet.request('GET /indexes/shrinking/stats')).body.numberOfDocuments).toBe(0);
  });

  test('a payload at fault fails its task as a whole, in Meilisearch’s words', async () => {
    const { body } = await fleet.write('POST /indexes/faulty/documents', [
      { id: 1 },
      { id: 'a b' },
    ]);
    expect(body).toMatchObject({
      status: 'failed',
      details: { receivedDocuments: 2, indexedDocuments: 0 },
      error: { code: 'invalid_document_id' },
    });
    expect((await fleet.request('GET /indexes/faulty')).body.primaryKey).toBeNull();
    expect((await fleet.request('GET /indexes/faulty/documents')).body.total).toBe(0);
  });
});

describe('indexes and tasks', () => {
  test('an index is created, refused a second time, deleted, and created again in one breath', async () => {
    const first = await fleet.write('POST /indexes', { uid: 'films', primaryKey: 'key' });
    expect(first.body).toMatchObject({ status: 'succeeded', details: { primaryKey: 'key' } });
    const second = await fleet.write('POST /indexes', { uid: 'films' });
    expect(second.body.error.code).toBe('index_already_exists');
    await fleet.request('DELETE /indexes/films');
    await fleet.request('POST /indexes', { uid: 'films', primaryKey: 'other' });
    const added = await fleet.write('POST /indexes/films/documents', [{ other: 1 }]);
    expect(added.body.status).toBe('succeeded');
    expect((await fleet.request('GET /indexes/films')).body.primaryKey).toBe('other');
    expect((await fleet.write('DELETE /indexes/films')).body.details).toEqual({
      deletedDocuments: 1,
    });
    expect((await fleet.request('GET /indexes/films')).status).toBe(404);
    expect((await fleet.write('DELETE /indexes/films')).body.error.code).toBe('index_not_found');
  });

  test('tasks are listed downwards, by page and filter', async () => {
    const { body } = await fleet.request('GET /tasks?limit=2&statuses=succeeded');
    expect(body.results).toHaveLength(2);
    expect(body.results[0].uid).toBeGreaterThan(body.results[1].uid);
    const next = await fleet.request(`GET /tasks?limit=2&statuses=succeeded&from=${body.next}`);
    expect(next.body.results[0].uid).toBe(body.next);
    expect((await fleet.request('GET /tasks?limit=nan')).body.code).toBe('invalid_task_limit');
    expect((await fleet.request('GET /tasks/99999')).body.code).toBe('task_not_found');
  });

  test('settings are changed, read back and reset', async () => {
    await fleet.write('PATCH /indexes/tuned/settings', {
      rankingRules: ['words', 'price:asc'],
      pagination: { maxTotalHits: 7 },
      stopWords: ['the'],
    });
    const { body } = await fleet.request('GET /indexes/tuned/settings');
    expect(body.rankingRules).toEqual(['words', 'price:asc']);
    expect(body.pagination).toEqual({ maxTotalHits: 7 });
    const reset = await fleet.write('DELETE /indexes/tuned/settings/stop-words');
    expect(reset.body.status).toBe('succeeded');
    expect((await fleet.request('GET /indexes/tuned/settings/stop-words')).body).toEqual([]);
  });

  test('a wrong request is answered in a node’s own words', async () => {
    const search = await fleet.request('POST /indexes/books/search', { q: 1 });
    expect(search.body).toMatchObject({
      code: 'invalid_search_q',
      message: 'Invalid value type at `.q`: expected a string, but found a positive integer: `1`',
    });
    const settings = await fleet.request('PATCH /indexes/books/settings', { colour: 'red' });
    expect(settings.body.message).toContain('Unknown field `colour`');
    const filter = await fleet.request('POST /indexes/books/search', { filter: 'color = red' });
    expect(filter.body.code).toBe('invalid_search_filter');
    expect(filter.text).not.toContain('_miroir');
  });

  test('what is not supported says so, and so do routes that there are not', async () => {
    await fleet.request('PATCH /experimental-features', { network: true });
    const sharding = { self: 'own', sharding: true };
    const { status, body } = await fleet.request('PATCH /network', sharding);
    expect([status, body.code]).toEqual([501, 'miroir_not_supported']);
    expect((await fleet.request('GET /nowhere')).status).toBe(404);
    expect((await fleet.request('PUT /indexes')).headers['allow']).toBe('GET, POST');
  });

  test('the admin sees topology, placement, readiness and metrics', async () => {
    expect((await fleet.request('GET /_miroir/ready')).body).toEqual({ status: 'ready' });
    const topology = (await fleet.request('GET /_miroir/topology')).body;
    expect(topology).toMatchObject({ fully_covered: true, degraded_node_count: 0 });
    const placement = (await fleet.request('GET /_miroir/shards')).body;
    expect(Object.values(placement.shards)).toHaveLength(8);
    expect((await fleet.request('GET /_miroir/metrics')).text).toContain('miroir_up');
  });
});

describe('with a node down', () => {
  beforeEach(() => {
    fleet.down.clear();
    fleet.intercept = () => undefined;
  });

  test('searches stay complete and unflagged', async () => {
    for (const node of ['meili-0', 'meili-1', 'meili-2']) {
      fleet.down.clear();
      fleet.down.add(node);
      const { body, headers } = await fleet.request('POST /indexes/books/search', { limit: 100 });
      expect(body.hits).toEqual(books);
      expect(headers['x-miroir-degraded']).toBeUndefined();
    }
  });

  test('a node that talks garbage is passed over', async () => {
    fleet.intercept = (node) =>
      node === 'meili-1' ? { kind: 'reply', status: 200, body: '<html>{"hits":[' } : undefined;
    const { body } = await fleet.request('POST /indexes/books/search', { limit: 100 });
    expect(body.hits).toEqual(books);
  });

  test('a write without a quorum is refused, names its shards, and leaves the rest written', async () => {
    fleet.down.add('meili-0');
    const refused = await fleet.request('POST /indexes/books/documents', [{ id: 7001 }]);
    const other = await fleet.request('POST /indexes/books/documents', books);
    expect([refused.status, other.status]).toContain(503);
    expect(other.body).toMatchObject({ code: 'miroir_no_quorum', type: 'system' });
    expect(other.body.message).toMatch(/shard \d+(, \d+)*: `meili-0` \(refused/);
    const behind = await fleet.store.listBehind();
    expect(behind.length).toBeGreaterThan(0);
    expect(new Set(behind.map(({ node }) => node))).toEqual(new Set(['meili-0']));
  });

  test('a replica that is behind serves no reads while a clean one exists', async () => {
    const asked = new Set<string>();
    fleet.intercept = (node, request) => {
      if (request.path.endsWith('/search')) asked.add(node);
      return undefined;
    };
    const { body } = await fleet.request('POST /indexes/books/search', { limit: 100 });
    expect(body.hits.slice(0, 60)).toEqual(books);
    expect([...asked].toSorted()).toEqual(['meili-1', 'meili-2']);
  });

  test('an index is created on all nodes or on none', async () => {
    fleet.down.add('meili-2');
    const { status, body } = await fleet.request('POST /indexes', { uid: 'allornone' });
    expect([status, body.code]).toEqual([503, 'miroir_no_quorum']);
    fleet.down.clear();
    expect((await fleet.request('GET /indexes/allornone')).status).toBe(404);
    expect((await fleet.write('POST /indexes', { uid: 'allornone' })).body.status).toBe(
      'succeeded',
    );
  });
});
