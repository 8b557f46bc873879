import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TaskStore } from '../../../engine/ports/task-store.ts';
import {
  acceptance,
  at,
  draft,
  keyRecord,
  move,
  page,
  placementChange,
  topology,
} from '../testing/store-samples.ts';
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
    await first.initializeFleet(topology);
    const what = { kind: 'drain-node', subject: 'meili-0', replicasToMove: 1 } as const;
    const operation = { ...what, startedAt: at(1) };
    const change = { expected: 1, topology, paused: true, operation };
    await first.changeFleet(change);
    const writer = await Writer.open(first);
    const task = await writer.register(draft(), acceptance());
    const claim = { session: writer.session, indexUid: 'movies' };
    await first.claimRepair(claim, []);
    await first.saveMove(claim, move());
    await first.noteVerified(claim, [3], at(1));
    await first.initializeKeys([keyRecord(1), keyRecord(2)]);
    await first.deleteKey(keyRecord(2).uid);
    await first.renewSession(writer.session, 7);
    const known = await everything(first);
    await first.close();
    const second = new SqliteStore(path);
    expect(await everything(second)).toEqual(known);
    expect(await second.getTask(task.uid)).toEqual(task);
    expect(await second.listMoves()).toEqual([move()]);
    await second.initializeKeys([keyRecord(2)]);
    expect((await second.readShared(0))?.keys).toEqual([keyRecord(1)]);
    expect(await second.initializeFleet({ ...topology, nodes: [] })).toEqual({
      seed: topology,
      fleet: { version: 2, topology, paused: true },
    });
    const next = await Writer.open(second);
    expect((await next.register(draft({ indexUid: 'books' }))).uid).toBe(task.uid + 1);
    await second.close();
  });

  test('reads a placement anew when another proxy has changed it', async () => {
    const path = newPath();
    const [left, right] = [new SqliteStore(path), new SqliteStore(path)];
    const writer = await Writer.open(left);
    await writer.register(draft(), acceptance());
    const [before] = await right.listIndexes();
    const claim = { session: writer.session, indexUid: 'movies' };
    await left.claimRepair(claim, []);
    await left.changePlacement(claim, placementChange(before?.placementVersion ?? 0));
    const [after] = await right.listIndexes();
    expect(after?.placement.shards[3]?.incoming).toEqual(['meili-2']);
    expect(await left.listIndexes()).toEqual([after]);
    await left.close();
    await right.close();
  });

  test('keeps no placement of an index that is gone', async () => {
    const path = newPath();
    const store = new SqliteStore(path);
    const writer = await Writer.open(store);
    const { uid } = await writer.register(draft(), acceptance());
    const database = new Database(path);
    const placed = database.prepare('SELECT index_uid FROM placements').pluck();
    expect(placed.all()).toEqual(['movies']);
    await store.withdrawTask(writer.owned(uid));
    expect(placed.all()).toEqual([]);
    database.close();
    await store.close();
  });

  test('registers a write without reading where its documents go', async () => {
    const path = newPath();
    const store = new SqliteStore(path);
    const writer = await Writer.open(store);
    await writer.send(draft(), acceptance());
    const [seen = null] = await store.listIndexes();
    const database = new Database(path);
    database.exec("UPDATE placements SET document = 'not JSON'");
    database.close();
    const registered = await writer.tryToRegister(draft(), acceptance(), { seen });
    expect(registered.kind).toBe('registered');
    await store.close();
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

/** Whatever the store lists. */
async function everything(store: TaskStore): Promise<readonly unknown[]> {
  return [
    await store.readShared(0),
    await store.listSessions(),
    await store.listOperations(10),
    await store.listMoves(),
    await store.listVerified(),
    await store.listUnsettledTasks(10),
  ];
}
