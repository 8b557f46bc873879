import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { assignShard } from '../../../engine/placement/rendezvous.ts';
import { acceptance, behind, draft } from '../testing/store-samples.ts';
import { Writer } from '../testing/writer.ts';
import { migrate } from './migrations.ts';
import { SqliteStore } from './sqlite-store.ts';

/** The schema before shards could move. */
const versionBefore = 3;

const states = {
  a: 'active',
  b: 'degraded',
  c: 'restoring',
  d: 'draining',
  e: 'failed',
  f: 'joining',
  g: 'removed',
};

const topology = {
  replicaGroups: 2,
  replicationFactor: 2,
  shards: 16,
  nodes: Object.entries(states).flatMap(([name, state]) =>
    [0, 1].map((replicaGroup) => ({ id: `${name}${replicaGroup}`, replicaGroup, state })),
  ),
};

describe('a store from before shards could move', () => {
  let directory: string;
  let path: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'miroir-migration-'));
    path = join(directory, 'tasks.db');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  /** Writes a file of the schema of then, with what these statements put in. */
  function writeBefore(statements = ''): void {
    const database = new Database(path);
    migrate(database, versionBefore);
    database.exec(statements);
    database.close();
  }

  /** What `read` answers of the file, opened as it is today. */
  async function opened<Value>(read: (store: SqliteStore) => Promise<Value>): Promise<Value> {
    const store = new SqliteStore(path);
    try {
      return await read(store);
    } finally {
      await store.close();
    }
  }

  const insertTopology = `INSERT INTO topology VALUES (1, '${JSON.stringify(topology)}');`;
  const insertIndexes = `
    INSERT INTO indexes (uid, shards, accepted, accepted_primary_key, written, newest_task)
      VALUES ('books', 3, 1, NULL, 0, NULL), ('movies', 16, 1, 'id', 1, 4);
    UPDATE revisions SET newest = 9, ledger = 5;
    INSERT INTO behind_replicas VALUES ('movies', 3, 'meili-1', 5, 'not-acknowledged', 2);
  `;
  const insertTasks = `
    INSERT INTO sessions (id, proxy, renewals) VALUES (1, 'old', 12);
    UPDATE counters SET next = 2;
    INSERT INTO tasks (uid, type, status, phase, enqueued_at, enqueued_ms, effect, previous)
      VALUES
        (0, 'indexUpdate', 'succeeded', 'settled', '2030-01-01T00:00:00Z', 0, '{"kind":"none"}', NULL),
        (1, 'indexUpdate', 'enqueued', 'dispatching', '2030-01-01T00:00:00Z', 0, '{"kind":"none"}',
         '{"uid":"é","shards":16,"accepted":true,"acceptedPrimaryKey":null,"written":true,"newestTask":0}');
  `;

  test('gets a fleet and a seed from its topology', async () => {
    writeBefore(insertTopology);
    const nodes = topology.nodes
      .filter(({ state }) => state !== 'removed')
      .map((node) => ({
        ...node,
        address: '',
        state: ['degraded', 'restoring'].includes(node.state) ? 'active' : node.state,
      }));
    const known = { ...topology, nodes };
    await opened(async (store) => {
      const shared = await store.readShared(1);
      expect(shared?.fleet).toEqual({ version: 1, topology: known, paused: false });
      const other = { ...topology, nodes: [] };
      expect(await store.initializeFleet(other)).toEqual({
        seed: known,
        fleet: { version: 1, topology: known, paused: false },
      });
    });
  });

  test('has each index where its documents are: on every node that had a place', async () => {
    writeBefore(insertTopology + insertIndexes);
    const placed = ['a', 'b', 'c', 'd', 'e'];
    const groups = [0, 1].map((group) => placed.map((name) => `${name}${group}`));
    await opened(async (store) => {
      const indexes = await store.listIndexes();
      expect(indexes.map(({ uid, shards }) => [uid, shards])).toEqual([
        ['books', 3],
        ['movies', 16],
      ]);
      for (const { shards, placement, placementVersion } of indexes) {
        expect(placement.version).toBe(placementVersion);
        expect(placement.hosts.toSorted()).toEqual(groups.flat().toSorted());
        expect(placement.shards).toEqual(
          Array.from({ length: shards }, (_, shard) => ({
            replicas: groups.map((nodes) => assignShard(shard, nodes, 2)),
            incoming: [],
            outgoing: [],
            version: placementVersion,
          })),
        );
      }
      const shared = await store.readShared(9);
      expect(shared?.changed).toEqual(indexes);
      expect(new Set(indexes.map(({ placementVersion }) => placementVersion)).size).toBe(2);
    });
  });

  test('keeps what it knows, and goes on', async () => {
    writeBefore(insertTopology + insertIndexes + insertTasks);
    await opened(async (store) => {
      expect(await store.listBehind()).toEqual([behind()]);
      expect(await store.listSessions()).toEqual([
        { session: 1, proxy: 'old', renewals: 12, adopted: 0 },
      ]);
      expect((await store.getTask(0))?.previous).toBeNull();
      expect((await store.getTask(1))?.previous).toEqual({
        uid: 'é',
        shards: 16,
        accepted: true,
        acceptedPrimaryKey: null,
        written: true,
        newestTask: 0,
        placementVersion: 0,
      });
      const writer = await Writer.open(store);
      expect(writer.session).toBe(2);
      const movies = draft({ indexUid: 'movies' });
      const registered = await writer.tryToRegister(movies, acceptance({ shards: 16 }));
      expect(registered.kind).toBe('registered');
    });
    const again = await opened((store) => store.listIndexes());
    expect(again).toHaveLength(2);
  });

  test('may be empty', async () => {
    writeBefore();
    await opened(async (store) => {
      expect((await store.readShared(0))?.fleet).toBeNull();
      expect(await store.listIndexes()).toEqual([]);
    });
  });

  test('is left alone if nobody can tell where its documents are', async () => {
    writeBefore(insertIndexes);
    expect(() => new SqliteStore(path)).toThrow('the topology that indexes were placed on');
    const database = new Database(path);
    expect(database.prepare('SELECT max(version) AS v FROM schema_versions').get()).toEqual({
      v: versionBefore,
    });
    database.close();
  });
});
