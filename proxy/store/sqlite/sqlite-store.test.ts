import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { draft, page, settlement, topology } from '../testing/store-samples.ts';
import { describeTaskStore } from '../testing/store-contract.ts';
import { SchemaVersionAhead, schemaVersion } from './migrations.ts';
import { SqliteStore } from './sqlite-store.ts';

describeTaskStore('the SQLite store in memory', async () => new SqliteStore(':memory:'));

describe('the SQLite store in a file', () => {
  let directory: string;
  let files = 0;
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'miroir-store-'));
  });
  afterAll(() => rmSync(directory, { recursive: true }));

  function newPath(): string {
    files += 1;
    return join(directory, `tasks-${files}.db`);
  }

  describeTaskStore('does what every store does', async () => new SqliteStore(newPath()));

  test('remembers everything after it was closed', async () => {
    const path = newPath();
    const first = new SqliteStore(path);
    await first.initializeTopology(topology);
    const task = await first.registerTask(draft());
    await first.close();
    const second = new SqliteStore(path);
    expect(await second.getTask(task.uid)).toEqual(task);
    expect(await second.initializeTopology({ ...topology, nodes: [] })).toEqual(topology);
    expect((await second.registerTask(draft())).uid).toBe(task.uid + 1);
    await second.close();
  });

  test('is shared by two proxies, which never give out one number twice', async () => {
    const path = newPath();
    const [left, right] = [new SqliteStore(path), new SqliteStore(path)];
    const uids: number[] = [];
    for (let round = 0; round < 10; round += 1) {
      for (const store of [left, right]) uids.push((await store.registerTask(draft())).uid);
    }
    expect(uids).toEqual(Array.from({ length: 20 }, (_, uid) => uid));
    await left.settleTask(7, settlement());
    expect(await right.getTask(7)).toMatchObject({ phase: 'settled' });
    expect(await right.listTasks(page())).toEqual(await left.listTasks(page()));
    await left.close();
    await right.close();
  });

  test('refuses a database that a newer program has written', async () => {
    const path = newPath();
    await new SqliteStore(path).close();
    const newer = new Database(path);
    newer.prepare('INSERT INTO schema_versions VALUES (?, ?)').run(schemaVersion + 1, 'later');
    newer.close();
    expect(() => new SqliteStore(path)).toThrow(SchemaVersionAhead);
  });

  test('undoes a step that fails half way', async () => {
    const store = new SqliteStore(newPath());
    const broken = { ...draft(), enqueuedAt: 'yesterday' };
    await expect(store.registerTask(broken)).rejects.toThrow('the time in "yesterday"');
    expect((await store.registerTask(draft())).uid).toBe(0);
    await store.close();
  });

  test('looks tasks up through its indexes', async () => {
    const path = newPath();
    await new SqliteStore(path).close();
    const database = new Database(path);
    const plan = (sql: string): string =>
      JSON.stringify(database.prepare(`EXPLAIN QUERY PLAN SELECT * FROM tasks WHERE ${sql}`).all());
    expect(plan("phase <> 'settled' ORDER BY uid LIMIT 5")).toContain('tasks_unsettled');
    expect(plan("phase = 'settled' AND finished_ms < 5")).toContain('tasks_settled');
    expect(plan(`status IN (SELECT value FROM json_each('["failed"]'))`)).toContain(
      'tasks_by_status',
    );
    database.close();
  });
});
