import type { Database } from 'better-sqlite3';
import { letShardsMove } from './fleet-migration.ts';
import { nameIndexes } from './name-migration.ts';

/** Statements, or what makes them where SQL alone cannot. */
type Migration = string | ((database: Database) => void);

/** Changes of the schema, in order. A published one is never edited: a change is a new number. */
const migrations: readonly Migration[] = [
  `
  CREATE TABLE topology (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    document TEXT NOT NULL
  ) STRICT;

  -- Outlives the tasks that it numbered, so that pruning never reuses a number.
  CREATE TABLE counters (
    name TEXT PRIMARY KEY,
    next INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  INSERT INTO counters (name, next) VALUES ('task-uid', 0);

  CREATE TABLE indexes (
    uid TEXT PRIMARY KEY,
    shards INTEGER NOT NULL,
    accepted INTEGER NOT NULL,
    accepted_primary_key TEXT,
    written INTEGER NOT NULL,
    visible INTEGER NOT NULL DEFAULT 0,
    primary_key TEXT,
    created_at TEXT NOT NULL DEFAULT '',
    updated_at TEXT NOT NULL DEFAULT '',
    settings TEXT NOT NULL DEFAULT '{}'
  ) STRICT, WITHOUT ROWID;

  -- Times are kept twice: the exact text for answers, milliseconds since 1970 for comparisons.
  CREATE TABLE tasks (
    uid INTEGER PRIMARY KEY,
    index_uid TEXT,
    type TEXT NOT NULL,
    status TEXT NOT NULL,
    phase TEXT NOT NULL,
    enqueued_at TEXT NOT NULL,
    enqueued_ms REAL NOT NULL,
    started_at TEXT,
    started_ms REAL,
    finished_at TEXT,
    finished_ms REAL,
    details TEXT,
    error TEXT,
    effect TEXT NOT NULL,
    foregone TEXT,
    node_tasks TEXT NOT NULL DEFAULT '[]'
  ) STRICT;
  CREATE INDEX tasks_by_status ON tasks (status);
  CREATE INDEX tasks_by_type ON tasks (type);
  CREATE INDEX tasks_by_index ON tasks (index_uid);
  CREATE INDEX tasks_unsettled ON tasks (uid) WHERE phase <> 'settled';
  CREATE INDEX tasks_settled ON tasks (finished_ms) WHERE phase = 'settled';

  CREATE TABLE behind_replicas (
    index_uid TEXT NOT NULL,
    shard INTEGER NOT NULL,
    node TEXT NOT NULL,
    since INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (index_uid, shard, node, reason)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE sessions (
    id INTEGER PRIMARY KEY,
    proxy TEXT NOT NULL,
    renewals INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  INSERT INTO counters (name, next) VALUES ('session', 1);

  ALTER TABLE tasks ADD COLUMN session INTEGER;
  ALTER TABLE tasks ADD COLUMN previous TEXT;
  -- 1 while the task waits to be dispatching once more.
  ALTER TABLE tasks ADD COLUMN awaits_turn INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX tasks_in_turn ON tasks (index_uid) WHERE phase = 'dispatching' OR awaits_turn = 1;

  -- What was there before counts as changed at revision 1.
  CREATE TABLE revisions (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    newest INTEGER NOT NULL,
    ledger INTEGER NOT NULL
  ) STRICT;
  INSERT INTO revisions (only, newest, ledger) VALUES (1, 1, 1);
  ALTER TABLE indexes ADD COLUMN newest_task INTEGER;
  ALTER TABLE indexes ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
  `,
  `
  -- How often an entry was made again.
  ALTER TABLE behind_replicas ADD COLUMN renewals INTEGER NOT NULL DEFAULT 0;
  -- The turn of the index: 'none', 'awaited' or 'taken'. A row whose session is gone means nothing.
  CREATE TABLE repairs (
    index_uid TEXT PRIMARY KEY,
    session INTEGER NOT NULL,
    turn TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  letShardsMove,
  `
  CREATE TABLE verifications (
    index_uid TEXT NOT NULL,
    shard INTEGER NOT NULL,
    verified_at TEXT NOT NULL,
    PRIMARY KEY (index_uid, shard)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Grows with every key, and is never used twice: keys are listed by it.
  CREATE TABLE keys (
    place INTEGER PRIMARY KEY AUTOINCREMENT,
    uid TEXT NOT NULL UNIQUE,
    document TEXT NOT NULL
  ) STRICT;
  -- 1 once the first keys have been made.
  INSERT INTO counters (name, next) VALUES ('first-keys', 0);
  ALTER TABLE revisions ADD COLUMN keys INTEGER NOT NULL DEFAULT 0;
  `,
  nameIndexes,
  `
  -- What concerns the instance as a whole, as JSON under its name.
  CREATE TABLE instance (
    name TEXT PRIMARY KEY,
    document TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  ALTER TABLE revisions ADD COLUMN instance INTEGER NOT NULL DEFAULT 0;
    `,
  `
  -- The task that wants it canceled, and has canceled it once the status says so.
  ALTER TABLE tasks ADD COLUMN canceled_by INTEGER;
  -- 1 once clients have deleted the task: it is there for Miroir alone, until it is pruned.
  ALTER TABLE tasks ADD COLUMN deleted INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX tasks_by_cancelation ON tasks (canceled_by) WHERE canceled_by IS NOT NULL;
  `,
  `
  CREATE TABLE webhooks (
    uuid TEXT PRIMARY KEY,
    document TEXT NOT NULL,
    -- The session that alone sends to it, until it is gone.
    sender INTEGER
  ) STRICT, WITHOUT ROWID;

  -- Tasks that have ended, and that a webhook is still to be told of.
  CREATE TABLE announcements (
    place INTEGER PRIMARY KEY,
    webhook TEXT NOT NULL,
    task INTEGER NOT NULL,
    UNIQUE (webhook, task)
  ) STRICT;
  `,
  'ALTER TABLE tasks ADD COLUMN first_name TEXT',
];

/** The schema that this program reads and writes. */
export const schemaVersion = migrations.length;

/** The database was written by a newer program; opening it could damage it. */
export class SchemaVersionAhead extends Error {
  override name = 'SchemaVersionAhead';

  constructor(found: number) {
    super(
      `The task store has schema version ${found}; this program knows up to ${schemaVersion}. Start a newer Miroir, or restore the store from before the upgrade.`,
    );
  }
}

/** Brings the database up to version `target`. Throws {@link SchemaVersionAhead}. */
export function migrate(database: Database, target = schemaVersion): void {
  if (storedVersion(database) === target) return;
  // Two proxies may start at once: the second waits here, and then finds nothing left to do.
  database
    .transaction(() => {
      const version = storedVersion(database);
      if (version > schemaVersion) throw new SchemaVersionAhead(version);
      for (const [place, migration] of migrations.slice(0, target).entries()) {
        if (place >= version) apply(database, place + 1, migration);
      }
    })
    .immediate();
}

function apply(database: Database, version: number, migration: Migration): void {
  if (version === 1) {
    database.exec(
      'CREATE TABLE schema_versions (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL) STRICT',
    );
  }
  if (typeof migration === 'string') database.exec(migration);
  else migration(database);
  database
    .prepare<[number]>("INSERT INTO schema_versions VALUES (?, strftime('%FT%TZ', 'now'))")
    .run(version);
}

/** The version of the database; 0 when it is empty. */
function storedVersion(database: Database): number {
  const known = database
    .prepare<[], { found: number }>(
      "SELECT count(*) AS found FROM sqlite_schema WHERE name = 'schema_versions'",
    )
    .get();
  if (known?.found !== 1) return 0;
  const stored = database
    .prepare<[], { version: number | null }>('SELECT max(version) AS version FROM schema_versions')
    .get();
  return stored?.version ?? 0;
}
