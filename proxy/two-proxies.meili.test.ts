import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SqliteStore } from './store/sqlite/sqlite-store.ts';
import {
  type InProcessFleet,
  type NodeSet,
  startInProcess,
  startNodes,
} from './testing/in-process-fleet.ts';

// Two engines over three real nodes and one task store in a file.
let nodes: NodeSet;
let folder: string;
let left: InProcessFleet;
let right: InProcessFleet;

beforeAll(async () => {
  nodes = await startNodes(3);
  folder = mkdtempSync(join(tmpdir(), 'miroir-proxies-'));
  const path = join(folder, 'tasks.db');
  left = await startInProcess(nodes, { proxyId: 'left' }, new SqliteStore(path));
  right = await startInProcess(nodes, { proxyId: 'right' }, new SqliteStore(path));
});

afterAll(async () => {
  for (const fleet of [left, right]) {
    await fleet.stop();
    await fleet.store.close();
  }
  await nodes.stop();
  rmSync(folder, { recursive: true });
});

/** Sends a write through one proxy and follows its task through the other. */
async function write(through: InProcessFleet, line: string, body: unknown): Promise<string> {
  const answer = await through.request(line, body);
  expect(answer.status, answer.text).toBe(202);
  const other = through === left ? right : left;
  const status = async () => (await other.request(`GET /tasks/${answer.body.taskUid}`)).body.status;
  await expect.poll(status, { timeout: 20_000 }).not.toMatch(/enqueued|processing/);
  return status();
}

test('an index that one proxy makes is the other’s, too', async () => {
  await write(left, 'POST /indexes', { uid: 'books', primaryKey: 'isbn' });
  expect((await right.request('GET /indexes/books')).body.primaryKey).toBe('isbn');
  await write(right, 'PATCH /indexes/books/settings', { sortableAttributes: ['price'] });
  await write(left, 'POST /indexes/books/documents', [
    { isbn: 'a', price: 2 },
    { isbn: 'b', price: 1 },
  ]);
  const search = await right.request('POST /indexes/books/search', { sort: ['price:asc'] });
  expect(search.body.hits.map((hit: { isbn: string }) => hit.isbn)).toEqual(['b', 'a']);
  expect((await left.request('GET /indexes/books/settings')).text).toBe(
    (await right.request('GET /indexes/books/settings')).text,
  );
});

test('writes through both to the same documents leave all replicas the same', async () => {
  const ids = Array.from({ length: 30 }, (_, id) => id);
  const rounds = Array.from({ length: 20 }, (_, round) => round);
  const statuses = await Promise.all(
    rounds.map((round) =>
      write(
        round % 2 === 0 ? left : right,
        'POST /indexes/shared/documents',
        ids.map((id) => ({ id, round })),
      ),
    ),
  );
  expect(new Set(statuses)).toEqual(new Set(['succeeded']));
  const seen: string[] = [];
  // Each node is left out once: every replica is read.
  for (const node of ['meili-0', 'meili-1', 'meili-2']) {
    left.down.add(node);
    const { body } = await left.request('GET /indexes/shared/documents?limit=100');
    left.down.delete(node);
    seen.push(JSON.stringify(body.results.toSorted(byId)));
  }
  expect(new Set(seen).size).toBe(1);
  const documents: { id: number; round: number }[] = JSON.parse(seen[0] ?? '');
  expect(documents.map(({ id }) => id)).toEqual(ids);
  expect(new Set(documents.map(({ round }) => round)).size).toBe(1);
  expect(await left.store.listBehind()).toEqual([]);
});

test('a proxy that stops leaves its tasks to the other', async () => {
  const documents = Array.from({ length: 2000 }, (_, id) => ({ id, text: `document ${id}` }));
  const answer = await left.request('POST /indexes/left/documents', documents);
  await left.stop();
  const status = async () => (await right.request(`GET /tasks/${answer.body.taskUid}`)).body.status;
  await expect.poll(status, { timeout: 20_000 }).toBe('succeeded');
  const { body } = await right.request('GET /indexes/left/stats');
  expect(body.numberOfDocuments).toBe(2000);
  left = await startInProcess(nodes, { proxyId: 'left' }, left.store);
});

function byId(one: { id: number }, other: { id: number }): number {
  return one.id - other.id;
}

test('a key that one proxy makes opens the other at once, until it is deleted', async () => {
  const draft = { actions: ['search'], indexes: ['books'], expiresAt: null };
  for (let round = 0; round < 5; round += 1) {
    const made = await left.request('POST /keys', draft);
    const { key, uid } = made.body;
    const headers = { authorization: `Bearer ${key}` };
    const search = () => right.request('POST /indexes/books/search', {}, headers);
    expect((await search()).status).toBe(200);
    expect((await left.request('GET /indexes/books', undefined, headers)).status).toBe(403);
    expect((await left.request(`DELETE /keys/${uid}`)).status).toBe(204);
    expect((await search()).status).toBe(403);
  }
  expect((await right.request('GET /keys')).text).toBe((await left.request('GET /keys')).text);
});
