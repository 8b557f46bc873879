import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { draft, page } from '../testing/store-samples.ts';
import { Writer } from '../testing/writer.ts';
import { migrate } from './migrations.ts';
import { SqliteStore } from './sqlite-store.ts';

/** The schema before indexes had names. */
const versionBefore = 5;

describe('a store from before indexes had names', () => {
  let directory: string;
  let store: SqliteStore;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'miroir-migration-'));
    const path = join(directory, 'tasks.db');
    const database = new Database(path);
    migrate(database, versionBefore);
    database.exec(`
      INSERT INTO indexes (uid, shards, accepted, written) VALUES ('books', 1, 1, 0), ('movies', 1, 1, 1);
      INSERT INTO placements (index_uid, document)
        SELECT uid, '{"version":1,"hosts":[],"shards":[]}' FROM indexes;
      INSERT INTO tasks
          (uid, index_uid, type, status, phase, enqueued_at, enqueued_ms, finished_at, effect, previous)
        VALUES
          (0, 'movies', 'indexUpdate', 'succeeded', 'settled', '2030-01-01T00:00:00Z', 0,
           '2030-01-01T00:00:00Z', '{"kind":"none"}', NULL),
          (1, 'books', 'indexUpdate', 'enqueued', 'dispatching', '2030-01-01T00:00:00Z', 0, NULL,
           '{"kind":"none"}',
           '{"uid":"books","shards":1,"accepted":true,"acceptedPrimaryKey":null,"written":false,"newestTask":0,"placementVersion":0}');
      UPDATE counters SET next = 2 WHERE name = 'task-uid';
    `);
    database.close();
    store = new SqliteStore(path);
  });
  afterEach(async () => {
    await store.close();
    rmSync(directory, { recursive: true });
  });

  test('knows every index by its uid', async () => {
    const indexes = await store.listIndexes();
    expect(indexes.map(({ uid, acceptedName, name }) => [uid, acceptedName, name])).toEqual([
      ['books', 'books', 'books'],
      ['movies', 'movies', 'movies'],
    ]);
  });

  test('finds tasks by the names of their indexes', async () => {
    const { tasks, total } = await store.listTasks(page({ filter: { indexUids: ['movies'] } }));
    expect([tasks.map(({ uid }) => uid), total]).toEqual([[0], 1]);
    expect(tasks[0]).not.toHaveProperty('indexName');
  });

  test('goes on with tasks that it had, and takes new ones', async () => {
    const heir = await Writer.open(store);
    expect(await store.adoptTasks(heir.session)).toBe(1);
    expect(await store.withdrawTask(heir.owned(1))).toBe(true);
    expect((await heir.register(draft())).uid).toBe(1);
  });
});
