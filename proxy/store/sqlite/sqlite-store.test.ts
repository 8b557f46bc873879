import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { draft, page, topology } from '../testing/store-samples.ts';
import { describeTaskStore } from '../testing/store-contract.ts';
import { Writer } from '../testing/writer.ts';
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
    const task = await (await Writer.open(first)).register();
    await first.close();
    const second = new SqliteStore(path);
    expect(await second.getTask(task.uid)).toEqual(task);
    expect(await second.initializeTopology({ ...topology, nodes: [] })).toEqual(topology);
    expect(await second.listSessions()).toHaveLength(1);
    const writer = await Writer.open(second);
    expect((await writer.register(draft({ indexUid: 'books' }))).uid).toBe(task.uid + 1);
    await second.close();
  });

  test('is shared by two proxies, which never give out one number twice', async () => {
    const path = newPath();
    const [left, right] = [new SqliteStore(path), new SqliteStore(path)];
    const writers = [await Writer.open(left), await Writer.open(right)];
    const uids: number[] = [];
    for (let round = 0; round < 10; round += 1) {
      for (const writer of writers) uids.push(await writer.send());
    }
    expect(uids).toEqual(Array.from({ length: 20 }, (_, uid) => uid));
    expect(await writers[0]?.settle(7)).toBe(false);
    expect(await writers[1]?.settle(7)).toBe(true);
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
    const writer = await Writer.open(store);
    const broken = { ...draft(), enqueuedAt: 'yesterday' };
    await expect(writer.register(broken)).rejects.toThrow('the time in "yesterday"');
    expect((await writer.register()).uid).toBe(0);
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
    expect(
      plan("index_uid = 'a' AND (phase = 'dispatching' OR awaits_turn = 1) LIMIT 1"),
    ).toContain('tasks_in_turn');
    expect(plan(`status IN (SELECT value FROM json_each('["failed"]'))`)).toContain(
      'tasks_by_status',
    );
    database.close();
  });
});
