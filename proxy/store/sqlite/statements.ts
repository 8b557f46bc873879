import type { Database } from 'better-sqlite3';
import type { BehindRow, IndexRow, TaskRow } from './rows.ts';

/** Every fixed statement of the store, prepared once. Parameters are named after the columns. */
export type Statements = ReturnType<typeof prepareStatements>;

export function prepareStatements(database: Database) {
  return {
    ...prepareTaskStatements(database),
    ...prepareIndexStatements(database),
    ...prepareLedgerStatements(database),
    insertTopology: database.prepare<[string]>(
      'INSERT INTO topology (only, document) VALUES (1, ?) ON CONFLICT DO NOTHING',
    ),
    selectTopology: database.prepare<[], { document: string }>('SELECT document FROM topology'),
  };
}

function prepareTaskStatements(database: Database) {
  return {
    allocateUid: database.prepare<[], { uid: number }>(
      "UPDATE counters SET next = next + 1 WHERE name = 'task-uid' RETURNING next - 1 AS uid",
    ),
    returnUid: database.prepare<[number, number]>(
      "UPDATE counters SET next = ? WHERE name = 'task-uid' AND next = ? + 1",
    ),
    insertTask: database.prepare<TaskRow>(
      `INSERT INTO tasks VALUES (
         @uid, @index_uid, @type, @status, @phase, @enqueued_at, @enqueued_ms, @started_at,
         @started_ms, @finished_at, @finished_ms, @details, @error, @effect, @foregone, @node_tasks)`,
    ),
    deleteTask: database.prepare<[number]>('DELETE FROM tasks WHERE uid = ?'),
    recordDispatch: database.prepare<Pick<TaskRow, 'uid' | 'node_tasks'>>(
      `UPDATE tasks SET phase = 'dispatched', node_tasks = @node_tasks
       WHERE uid = @uid AND phase <> 'settled'`,
    ),
    recordProgress: database.prepare<Pick<TaskRow, 'uid' | 'started_at' | 'started_ms'>>(
      `UPDATE tasks SET status = 'processing', started_at = ifnull(started_at, @started_at),
         started_ms = ifnull(started_ms, @started_ms)
       WHERE uid = @uid AND finished_at IS NULL`,
    ),
    settleTask: database.prepare<SettlementRow, Pick<TaskRow, 'index_uid'>>(
      `UPDATE tasks SET status = @status, phase = @phase, started_at = @started_at,
         started_ms = @started_ms, finished_at = @finished_at, finished_ms = @finished_ms,
         details = @details, error = @error, node_tasks = @node_tasks
       WHERE uid = @uid AND phase <> 'settled' RETURNING index_uid`,
    ),
    recordOutcomes: database.prepare<Pick<TaskRow, 'uid' | 'phase' | 'node_tasks'>>(
      `UPDATE tasks SET phase = @phase, node_tasks = @node_tasks
       WHERE uid = @uid AND phase <> 'settled' AND finished_at IS NOT NULL`,
    ),
    selectTask: database.prepare<[number], TaskRow>('SELECT * FROM tasks WHERE uid = ?'),
    selectUnsettled: database.prepare<[number], TaskRow>(
      "SELECT * FROM tasks WHERE phase <> 'settled' ORDER BY uid LIMIT ?",
    ),
    pruneTasks: database.prepare<[number, number]>(
      `DELETE FROM tasks WHERE uid IN (
         SELECT uid FROM tasks WHERE phase = 'settled' AND finished_ms < ?
         ORDER BY finished_ms, uid LIMIT ?)`,
    ),
  };
}

/** What settling changes in a row of `tasks`. */
type SettlementRow = Omit<
  TaskRow,
  'index_uid' | 'type' | 'enqueued_at' | 'enqueued_ms' | 'effect' | 'foregone'
>;

function prepareIndexStatements(database: Database) {
  return {
    selectIndexes: database.prepare<[], IndexRow>('SELECT * FROM indexes ORDER BY uid'),
    accept: database.prepare<AcceptanceRow>(
      `INSERT INTO indexes (uid, shards, accepted, accepted_primary_key, written)
       VALUES (@uid, @shards, @accepted, @accepted_primary_key, @written)
       ON CONFLICT DO UPDATE SET shards = @shards, accepted = @accepted,
         accepted_primary_key = @accepted_primary_key, written = @written`,
    ),
    show: database.prepare<AppearanceRow>(
      `UPDATE indexes SET visible = @visible, primary_key = @primary_key,
         created_at = @created_at, updated_at = @updated_at, settings = @settings
       WHERE uid = @uid`,
    ),
    deleteIndexIfGone: database.prepare<[string]>(
      'DELETE FROM indexes WHERE uid = ? AND accepted = 0 AND visible = 0',
    ),
  };
}

/** The writers' side of a row of `indexes`. */
type AcceptanceRow = Pick<
  IndexRow,
  'uid' | 'shards' | 'accepted' | 'accepted_primary_key' | 'written'
>;

/** The readers' side of a row of `indexes`. */
type AppearanceRow = Pick<
  IndexRow,
  'uid' | 'visible' | 'primary_key' | 'created_at' | 'updated_at' | 'settings'
>;

function prepareLedgerStatements(database: Database) {
  return {
    selectBehind: database.prepare<[], BehindRow>(
      'SELECT * FROM behind_replicas ORDER BY index_uid, shard, node, reason',
    ),
    addBehind: database.prepare<BehindRow>(
      `INSERT INTO behind_replicas VALUES (@index_uid, @shard, @node, @since, @reason)
       ON CONFLICT DO UPDATE SET since = min(since, @since)`,
    ),
    clearBehind: database.prepare<BehindRow>(
      `DELETE FROM behind_replicas
       WHERE index_uid = @index_uid AND shard = @shard AND node = @node AND reason = @reason`,
    ),
    forgetIndex: database.prepare<[string]>('DELETE FROM behind_replicas WHERE index_uid = ?'),
  };
}
