import type { Database } from 'better-sqlite3';
import { assert } from '../../../engine/base/assert.ts';
import type { Session } from '../../../engine/ports/session.ts';
import { prepareFleetStatements } from './fleet-statements.ts';
import { prepareIndexStatements, prepareLedgerStatements } from './index-statements.ts';
import { prepareInstanceStatements } from './instance-statements.ts';
import { prepareSelectionStatements } from './selection-statements.ts';
import { prepareKeyStatements } from './key-statements.ts';
import type { RepairRow, SettlementRow, TaskNameRow, TaskRow } from './rows.ts';
import { prepareWebhookStatements } from './webhook-statements.ts';
import { prepareVerificationStatements } from './verification-statements.ts';

/** Every fixed statement of the store, prepared once. Parameters are named after the columns. */
export type Statements = ReturnType<typeof prepareStatements>;

export function prepareStatements(database: Database) {
  return {
    ...prepareSessionStatements(database),
    ...prepareTaskStatements(database),
    ...prepareOutcomeStatements(database),
    ...prepareTaskReads(database),
    ...prepareTaskNameStatements(database),
    ...prepareIndexStatements(database),
    ...prepareLedgerStatements(database),
    ...prepareRepairStatements(database),
    ...prepareFleetStatements(database),
    ...prepareVerificationStatements(database),
    ...prepareSelectionStatements(database, isOwned),
    ...prepareKeyStatements(database),
    ...prepareInstanceStatements(database),
    ...prepareWebhookStatements(database),
  };
}

function prepareSessionStatements(database: Database) {
  return {
    allocateSession: database.prepare<[], { session: number }>(
      "UPDATE counters SET next = next + 1 WHERE name = 'session' RETURNING next - 1 AS session",
    ),
    insertSession: database.prepare<[number, string]>(
      'INSERT INTO sessions (id, proxy) VALUES (?, ?)',
    ),
    renewSession: database.prepare<{ session: number; adopted: number }>(
      `UPDATE sessions SET renewals = renewals + 1, adopted = max(adopted, @adopted)
       WHERE id = @session`,
    ),
    selectSessions: database.prepare<[], Session>(
      'SELECT id AS session, proxy, renewals, adopted FROM sessions ORDER BY id',
    ),
    selectSession: database.prepare<[number], { id: number }>(
      'SELECT id FROM sessions WHERE id = ?',
    ),
    endSession: database.prepare<{ session: number; renewals: number | null }>(
      'DELETE FROM sessions WHERE id = @session AND renewals = ifnull(@renewals, renewals)',
    ),
    countOrphans: database.prepare<[], { orphans: number }>(
      `SELECT count(*) AS orphans FROM tasks WHERE ${isOrphan}`,
    ),
    adoptTasks: database.prepare<[number]>(`UPDATE tasks SET session = ? WHERE ${isOrphan}`),
  };
}

const isOrphan = `phase <> 'settled'
  AND (session IS NULL OR session NOT IN (SELECT id FROM sessions))`;

/** A task that its owner may change. */
const isOwned = `uid = @uid AND session = @session AND phase <> 'settled'
  AND EXISTS (SELECT 1 FROM sessions WHERE id = @session)`;

/** A claim to a repair whose session is there. */
const isClaimOpen = 'repairs.session IN (SELECT id FROM sessions)';

type OwnedRow = Pick<TaskRow, 'uid'> & { session: number };

function prepareTaskStatements(database: Database) {
  return {
    allocateUid: database.prepare<[], { uid: number }>(
      "UPDATE counters SET next = next + 1 WHERE name = 'task-uid' RETURNING next - 1 AS uid",
    ),
    returnUid: database.prepare<[number, number]>(
      "UPDATE counters SET next = ? WHERE name = 'task-uid' AND next = ? + 1",
    ),
    insertTask: database.prepare<TaskRow>(
      `INSERT INTO tasks (
         uid, index_uid, index_name, first_name, names, name_change, type, status, phase, enqueued_at,
         enqueued_ms, started_at, started_ms, finished_at, finished_ms, details, error, effect,
         foregone, node_tasks, session, previous, canceled_by, deleted)
       VALUES (
         @uid, @index_uid, @index_name, @first_name, @names, @name_change, @type, @status, @phase,
         @enqueued_at, @enqueued_ms, @started_at, @started_ms, @finished_at, @finished_ms, @details,
         @error, @effect, @foregone, @node_tasks, @session, @previous, @canceled_by, @deleted)`,
    ),
    withdrawTask: database.prepare<OwnedRow, Pick<TaskRow, 'previous' | 'name_change'>>(
      `DELETE FROM tasks WHERE ${isOwned} AND phase = 'dispatching'
       RETURNING previous, name_change`,
    ),
    recordDispatch: database.prepare<OwnedRow & Pick<TaskRow, 'node_tasks'>>(
      `UPDATE tasks SET phase = 'dispatched', node_tasks = @node_tasks
       WHERE ${isOwned} AND phase = 'dispatching'`,
    ),
    abandonTask: database.prepare<OwnedRow & Pick<TaskRow, 'node_tasks' | 'effect' | 'error'>>(
      `UPDATE tasks SET phase = 'dispatched', foregone = 'failed', node_tasks = @node_tasks,
         name_change = NULL, effect = @effect, error = @error
       WHERE ${isOwned} AND phase = 'dispatching'`,
    ),
    awaitTurn: database.prepare<OwnedRow>(
      `UPDATE tasks SET awaits_turn = 1 WHERE ${isOwned} AND phase = 'dispatched'`,
    ),
    reopenTask: database.prepare<OwnedRow>(
      `UPDATE tasks SET phase = 'dispatching', awaits_turn = 0
       WHERE ${isOwned} AND phase = 'dispatched' AND NOT EXISTS (
         SELECT 1 FROM tasks AS other
         WHERE other.index_uid = tasks.index_uid AND other.phase = 'dispatching')
       AND NOT EXISTS (
         SELECT 1 FROM repairs
         WHERE repairs.index_uid = tasks.index_uid AND turn = 'taken' AND ${isClaimOpen})`,
    ),
  };
}

function prepareOutcomeStatements(database: Database) {
  return {
    recordProgress: database.prepare<OwnedRow & Pick<TaskRow, 'started_at' | 'started_ms'>>(
      `UPDATE tasks SET status = 'processing', started_at = ifnull(started_at, @started_at),
         started_ms = ifnull(started_ms, @started_ms)
       WHERE ${isOwned} AND finished_at IS NULL`,
    ),
    settleTask: database.prepare<
      OwnedRow & SettlementRow,
      Pick<TaskRow, 'index_uid' | 'name_change'>
    >(
      `UPDATE tasks SET status = @status, phase = @phase, started_at = @started_at,
         started_ms = @started_ms, finished_at = @finished_at, finished_ms = @finished_ms,
         details = @details, error = @error, node_tasks = @node_tasks, awaits_turn = 0
       WHERE ${isOwned} AND finished_at IS NULL AND canceled_by IS @canceled_by
       RETURNING index_uid, name_change`,
    ),
    recordOutcomes: database.prepare<OwnedRow & Pick<TaskRow, 'phase' | 'node_tasks'>>(
      `UPDATE tasks SET phase = @phase, node_tasks = @node_tasks
       WHERE ${isOwned} AND finished_at IS NOT NULL`,
    ),
    pruneTasks: database.prepare<[number, number]>(
      `DELETE FROM tasks WHERE uid IN (
         SELECT uid FROM tasks WHERE phase = 'settled' AND finished_ms < ?
         ORDER BY finished_ms, uid LIMIT ?)`,
    ),
  };
}

/**
 * A statement for each of the few limits that the engine has. A bound limit would make SQLite plan a
 * query over a partial index anew each time, at twenty times the cost.
 */
function limitedBy<Prepared>(prepare: (limit: number) => Prepared): (limit: number) => Prepared {
  const prepared = new Map<number, Prepared>();
  return (limit) => {
    assert(Number.isSafeInteger(limit), `not a limit: ${limit}`);
    const statement = prepared.get(limit) ?? prepare(limit);
    prepared.set(limit, statement);
    return statement;
  };
}

function prepareTaskReads(database: Database) {
  return {
    selectTask: database.prepare<[number], TaskRow>('SELECT * FROM tasks WHERE uid = ?'),
    selectUnsettled: limitedBy((limit) =>
      database.prepare<[], TaskRow>(
        `SELECT * FROM tasks WHERE phase <> 'settled' ORDER BY uid LIMIT ${limit}`,
      ),
    ),
    selectInTurn: database.prepare<[string], Pick<TaskRow, 'uid'>>(
      `SELECT uid FROM tasks
       WHERE index_uid = ? AND (phase = 'dispatching' OR awaits_turn = 1) LIMIT 1`,
    ),
  };
}

function prepareTaskNameStatements(database: Database) {
  return {
    selectRenaming: database.prepare<[], Pick<TaskRow, 'names'>>(
      `SELECT names FROM tasks
       WHERE name_change IS NOT NULL AND phase = 'dispatching'`,
    ),
    selectManyNamed: database.prepare<[number], TaskRow>(
      'SELECT * FROM tasks WHERE names IS NOT NULL AND uid < ?',
    ),
    renameTask: database.prepare<TaskNameRow>(
      `UPDATE tasks SET index_name = @index_name, first_name = @first_name, names = @names, details = @details
       WHERE uid = @uid`,
    ),
    renameTasks: database.prepare<{ uid: number; after: string }>(
      `UPDATE tasks
       SET first_name = ifnull(first_name, index_name),
         index_name = (SELECT value FROM json_each(@after) WHERE key = tasks.index_name)
       WHERE uid < @uid AND names IS NULL
         AND index_name IN (SELECT key FROM json_each(@after))`,
    ),
  };
}

function prepareRepairStatements(database: Database) {
  return {
    claimRepair: database.prepare<RepairRow>(
      `INSERT INTO repairs (index_uid, session, turn) VALUES (@index_uid, @session, 'none')
       ON CONFLICT DO UPDATE SET session = @session, turn = 'none' WHERE NOT ${isClaimOpen}`,
    ),
    selectClaim: database.prepare<RepairRow, { session: number }>(
      `SELECT session FROM repairs
       WHERE index_uid = @index_uid AND session = @session AND ${isClaimOpen}`,
    ),
    takeRepairTurn: database.prepare<RepairRow, { turn: string }>(
      `UPDATE repairs SET turn = iif(EXISTS (
         SELECT 1 FROM tasks
         WHERE tasks.index_uid = @index_uid AND phase = 'dispatching'), 'awaited', 'taken')
       WHERE index_uid = @index_uid AND session = @session AND ${isClaimOpen} RETURNING turn`,
    ),
    endRepairTurn: database.prepare<RepairRow>(
      "UPDATE repairs SET turn = 'none' WHERE index_uid = @index_uid AND session = @session",
    ),
    endRepair: database.prepare<RepairRow>(
      'DELETE FROM repairs WHERE index_uid = @index_uid AND session = @session',
    ),
    selectRepairTurn: database.prepare<[string], { turn: string }>(
      `SELECT turn FROM repairs WHERE index_uid = ? AND turn <> 'none' AND ${isClaimOpen}`,
    ),
  };
}
