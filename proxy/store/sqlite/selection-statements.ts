import type { Database } from 'better-sqlite3';

/** The statements by which tasks are canceled and deleted. `isOwned`: see the statements of tasks. */
export function prepareSelectionStatements(database: Database, isOwned: string) {
  return {
    markCanceled: database.prepare<{ uid: number; session: number; target: number }>(
      `UPDATE tasks SET canceled_by = @uid
       WHERE uid = @target AND phase = 'dispatched' AND finished_at IS NULL
       AND ifnull(canceled_by, @uid) = @uid
       AND EXISTS (
         SELECT 1 FROM tasks, json_each(tasks.effect, '$.tasks') AS wanted
         WHERE ${isOwned} AND wanted.value = @target)`,
    ),
    deleteForClients: database.prepare<[string]>(
      `UPDATE tasks SET deleted = 1 WHERE uid IN (SELECT value FROM json_each(?))`,
    ),
  };
}
