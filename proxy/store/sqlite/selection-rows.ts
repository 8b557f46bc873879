import type { Database } from 'better-sqlite3';
import { must } from '../../../engine/base/assert.ts';
import type { TaskBatch, TaskSelection } from '../../../engine/ports/selection-store.ts';
import type { ClientTask, OwnedTask, TaskPage, TaskUid } from '../../../engine/ports/task-store.ts';
import { endedTasks, type MatchedTask, newCancelation, newDeletion } from '../selections.ts';
import { type TaskRow, taskOf, taskRow } from './rows.ts';
import type { SessionRows } from './session-rows.ts';
import type { Statements } from './statements.ts';
import { batchQueries, matchCondition, tasksOfBatches } from './task-query.ts';

/** The cancelations, deletions and batches of a SQLite store. To be changed inside a transaction. */
export class SelectionRows {
  readonly #database: Database;
  readonly #statements: Statements;
  readonly #sessions: SessionRows;

  constructor(database: Database, statements: Statements, sessions: SessionRows) {
    this.#database = database;
    this.#statements = statements;
    this.#sessions = sessions;
  }

  registerCancelation(selection: TaskSelection): ClientTask | null {
    if (!this.#sessions.isOpen(selection.session)) return null;
    const task = newCancelation(this.#nextUid(), selection, this.#matching(selection));
    this.#statements.insertTask.run(taskRow(task));
    return task;
  }

  deleteTasks(selection: TaskSelection): ClientTask | null {
    if (!this.#sessions.isOpen(selection.session)) return null;
    const matched = this.#matching(selection);
    const task = newDeletion(this.#nextUid(), selection, matched);
    this.#statements.deleteForClients.run(JSON.stringify(endedTasks(matched)));
    this.#statements.insertTask.run(taskRow(task));
    return task;
  }

  markCanceled({ session, uid }: OwnedTask, target: TaskUid): boolean {
    return this.#statements.markCanceled.run({ session, uid, target }).changes === 1;
  }

  listBatches(page: TaskPage): { batches: readonly TaskBatch[]; total: number } {
    const { count, page: reached } = batchQueries(page);
    const counted = this.#database
      .prepare<unknown[], { total: number }>(count.sql)
      .get(...count.parameters);
    const uids = this.#database
      .prepare<unknown[], { batch: number }>(reached.sql)
      .all(...reached.parameters)
      .map(({ batch }) => batch);
    const wanted = tasksOfBatches(uids);
    const rows = this.#database
      .prepare<unknown[], TaskRow & { readonly batch: number }>(wanted.sql)
      .all(...wanted.parameters);
    const byBatch = Map.groupBy(rows, ({ batch }) => batch);
    const batches = uids.map((uid) => ({ uid, tasks: (byBatch.get(uid) ?? []).map(taskOf) }));
    return { batches, total: must(counted, 'a count').total };
  }

  #nextUid(): TaskUid {
    return must(this.#statements.allocateUid.get(), 'the counter of tasks').uid;
  }

  #matching({ filter }: TaskSelection): readonly MatchedTask[] {
    const { sql, parameters } = matchCondition({ filter, from: null, limit: 0, reverse: false });
    return this.#database
      .prepare<unknown[], MatchedTask>(
        `SELECT uid, finished_at AS finishedAt FROM tasks WHERE ${sql} ORDER BY uid`,
      )
      .all(...parameters);
  }
}
