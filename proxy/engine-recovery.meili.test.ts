import { afterAll, beforeAll, expect, test } from 'vitest';
import { testConfig } from '../engine/testing/config.ts';
import { SqliteStore } from './store/sqlite/sqlite-store.ts';
import { type NodeSet, startInProcess, startNodes } from './testing/in-process-fleet.ts';

// What is left behind by crashes, silent nodes and restarts, over real nodes.
let nodes: NodeSet;

beforeAll(async () => {
  nodes = await startNodes(3);
});

afterAll(async () => {
  await nodes.stop();
});

const documents = Array.from({ length: 40 }, (_, id) => ({ id, text: `document ${id}` }));
const interrupted = {
  indexUid: 'crashed',
  type: 'documentAdditionOrUpdate',
  enqueuedAt: '2026-11-22T10:00:00Z',
  details: '{"receivedDocuments":1,"indexedDocuments":1}',
  error: null,
  effect: { kind: 'touch-index', primaryKey: 'id' },
  foregone: null,
} as const;

test('a write that the proxy died over ends as failed, and nothing else is lost', async () => {
  const store = new SqliteStore(':memory:');
  const scatter = { ...testConfig.scatter, nodeTimeoutMs: 1000 };
  const first = await startInProcess(nodes, { scatter }, store);
  await first.write('POST /indexes/crashed/documents', documents);
  await first.stop();
  // The session of a process that died without ending it.
  const session = await store.openSession(testConfig.proxyId);
  const [seen = null] = await store.listIndexes();
  const outcome = await store.registerTask({ session, draft: interrupted, seen });
  if (outcome.kind !== 'registered') throw new Error(outcome.kind);
  const second = await startInProcess(nodes, { scatter }, store);
  const uid = outcome.task.uid;
  const statusOf = async () => (await second.request(`GET /tasks/${uid}`)).body.status;
  // Its requests may still be under way: until the node timeout is over, the index is not written to.
  expect(await statusOf()).toBe('enqueued');
  const begunMs = performance.now();
  const next = second.write('POST /indexes/crashed/documents', [{ id: 0, text: 'again' }]);
  await expect.poll(statusOf, { timeout: 10_000 }).toBe('failed');
  expect((await second.request(`GET /tasks/${uid}`)).body.error.code).toBe('internal');
  expect((await next).body.status).toBe('succeeded');
  expect(performance.now() - begunMs).toBeGreaterThan(scatter.nodeTimeoutMs - 100);
  const search = await second.request('POST /indexes/crashed/search', { limit: 100 });
  // A replaced document keeps its place, though its memory is gone.
  expect(search.body.hits).toEqual([{ id: 0, text: 'again' }, ...documents.slice(1)]);
  expect(search.headers['x-miroir-degraded']).toBeUndefined();
  const reasons = (await store.listBehind()).map(({ reason }) => reason);
  expect(new Set(reasons)).toEqual(new Set(['interrupted']));
  await second.stop();
});

test('a node that falls silent after it took a write is behind until it tells the outcome', async () => {
  const health = { intervalMs: 50, timeoutMs: 1000, unhealthyThreshold: 2, recoveryThreshold: 1 };
  const fleet = await startInProcess(nodes, { health });
  await fleet.write('POST /indexes', { uid: 'silent', primaryKey: 'id' });
  // It takes writes, and says nothing else.
  fleet.intercept = (node, { path }) =>
    node === 'meili-1' && /^\/(tasks|health)/.test(path)
      ? { kind: 'failure', failure: 'refused', message: 'silent' }
      : undefined;
  const answer = await fleet.request('POST /indexes/silent/documents', documents);
  const uid: number = answer.body.taskUid;
  await expect
    .poll(async () => (await fleet.request(`GET /tasks/${uid}`)).body.status, { timeout: 10_000 })
    .toBe('succeeded');
  const left = (await fleet.store.listUnsettledTasks(10)).map((task) => task.uid);
  expect(left).toEqual([uid]);
  const behind = await fleet.store.listBehind();
  expect(new Set(behind.map(({ node }) => node))).toEqual(new Set(['meili-1']));
  expect(new Set(behind.map(({ reason }) => reason))).toEqual(new Set(['awaiting-outcome']));
  fleet.intercept = () => undefined;
  await expect.poll(() => fleet.store.listBehind(), { timeout: 10_000 }).toEqual([]);
  await expect.poll(() => fleet.store.listUnsettledTasks(10), { timeout: 10_000 }).toEqual([]);
  await fleet.stop();
});

test('without any replica a search says which shards it lacks, or fails if it must not', async () => {
  const store = new SqliteStore(':memory:');
  const partial = await startInProcess(nodes, {}, store);
  await partial.write('POST /indexes/lonely/documents', documents);
  for (const node of ['meili-0', 'meili-1']) partial.down.add(node);
  const found = await partial.request('POST /indexes/lonely/search', { limit: 100 });
  const missing = found.headers['x-miroir-degraded'] ?? '';
  expect(missing).toMatch(/^shards=\d+(,\d+)*$/);
  expect(found.body.hits.length).toBeLessThan(documents.length);
  expect((await partial.request('GET /_miroir/ready')).status).toBe(200);
  partial.down.add('meili-2');
  const none = await partial.request('GET /indexes/lonely/documents/1');
  expect([none.status, none.body.code]).toEqual([503, 'miroir_shard_unavailable']);
  await partial.stop();
  const scatter = { nodeTimeoutMs: 5000, unavailableShardPolicy: 'error' } as const;
  const strict = await startInProcess(nodes, { scatter }, store);
  for (const node of ['meili-0', 'meili-1']) strict.down.add(node);
  const refused = await strict.request('POST /indexes/lonely/search', { limit: 100 });
  expect([refused.status, refused.body.code]).toEqual([503, 'miroir_shard_unavailable']);
  expect((await strict.request('GET /indexes/lonely/documents')).status).toBe(503);
  await strict.stop();
});

test('a store whose documents were placed otherwise is refused', async () => {
  const store = new SqliteStore(':memory:');
  await (await startInProcess(nodes, {}, store)).stop();
  const topology = { replicaGroups: 1, replicationFactor: 3, shards: 8, nodes: [] };
  await expect(startInProcess(nodes, { topology }, store)).rejects.toThrow(
    '`replication_factor` is 3, but in this task store it is 2',
  );
});
