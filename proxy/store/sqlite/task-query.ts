import type { TaskFilter, TaskPage } from '../../../engine/ports/task-store.ts';

/** A part of a statement with its parameters: mostly a condition, to follow `WHERE`. */
export interface Condition {
  readonly sql: string;
  readonly parameters: readonly (string | number)[];
}

/** The batch of a row of `tasks` that has started: its own, or that of what canceled it. */
const batchOfRow = "iif(status = 'canceled', ifnull(canceled_by, uid), uid)";

/** The rows of `tasks` that `filter` asks for. */
function filterCondition(filter: TaskFilter, name = 'index_name'): Condition {
  return allOf([
    among('uid', filter.uids),
    among(`started_at IS NOT NULL AND ${batchOfRow}`, filter.batchUids),
    // Before, it is only wanted.
    among("status = 'canceled' AND canceled_by", filter.canceledBy),
    among('status', filter.statuses),
    among('type', filter.types),
    named(filter.indexUids, name),
    compared('enqueued_ms >', filter.afterEnqueuedAt),
    compared('enqueued_ms <', filter.beforeEnqueuedAt),
    compared('started_ms >', filter.afterStartedAt),
    compared('started_ms <', filter.beforeStartedAt),
    compared('finished_ms >', filter.afterFinishedAt),
    compared('finished_ms <', filter.beforeFinishedAt),
  ]);
}

/** The rows of `tasks` that match the filter of this page, wherever it begins. */
export function matchCondition({ filter, withDeleted }: TaskPage): Condition {
  return allOf([filterCondition(filter), withDeleted ? anything : undeleted]);
}

/** The rows of `tasks` on this page or on a later one. */
export function pageCondition(page: TaskPage): Condition {
  return allOf([matchCondition(page), start('uid', page)]);
}

/** Reads the numbers of the batches that have a task on this page, or count them all. */
export function batchQueries(page: TaskPage): {
  readonly count: Condition;
  readonly page: Condition;
} {
  const { sql, parameters } = allOf([
    // Batches keep the names of their time.
    filterCondition(page.filter, 'ifnull(first_name, index_name)'),
    undeleted,
    { sql: 'started_at IS NOT NULL', parameters: [] },
  ]);
  const batches = `SELECT DISTINCT ${batchOfRow} AS batch FROM tasks WHERE ${sql}`;
  const reached = start('batch', page);
  const order = page.reverse ? 'ASC' : 'DESC';
  return {
    count: { sql: `SELECT count(*) AS total FROM (${batches})`, parameters },
    page: {
      sql: `SELECT batch FROM (${batches}) WHERE ${reached.sql} ORDER BY batch ${order} LIMIT ?`,
      parameters: [...parameters, ...reached.parameters, page.limit],
    },
  };
}

/** Reads the tasks of these batches, oldest first. */
export function tasksOfBatches(batches: readonly number[]): Condition {
  const numbers = JSON.stringify(batches);
  const listed = 'IN (SELECT value FROM json_each(?))';
  return {
    sql: `SELECT *, ${batchOfRow} AS batch FROM tasks
      WHERE (uid ${listed} OR canceled_by ${listed}) AND ${batchOfRow} ${listed}
      AND started_at IS NOT NULL AND ${undeleted.sql} ORDER BY uid`,
    parameters: [numbers, numbers, numbers],
  };
}

const anything: Condition = { sql: 'TRUE', parameters: [] };
const undeleted: Condition = { sql: 'deleted = 0', parameters: [] };

function start(column: string, { reverse, from }: TaskPage): Condition {
  return compared(`${column} ${reverse ? '>=' : '<='}`, from ?? undefined);
}

function among(column: string, values: readonly (string | number)[] | undefined): Condition {
  if (values === undefined) return anything;
  // One parameter however many values, so that there are few different statements.
  return {
    sql: `${column} IN (SELECT value FROM json_each(?))`,
    parameters: [JSON.stringify(values)],
  };
}

function named(names: readonly string[] | undefined, name: string): Condition {
  if (names === undefined) return anything;
  const wanted = JSON.stringify(names);
  const others = `SELECT tasks.uid FROM tasks, json_each(tasks.names) AS other
    WHERE tasks.names IS NOT NULL AND other.value IN (SELECT value FROM json_each(?))`;
  return {
    sql: `(names IS NULL AND ${name} IN (SELECT value FROM json_each(?)) OR uid IN (${others}))`,
    parameters: [wanted, wanted],
  };
}

function compared(comparison: string, value: number | undefined): Condition {
  return value === undefined ? anything : { sql: `${comparison} ?`, parameters: [value] };
}

function allOf(conditions: readonly Condition[]): Condition {
  const restricting = conditions.filter((condition) => condition !== anything);
  if (restricting.length === 0) return anything;
  return {
    sql: restricting.map(({ sql }) => sql).join(' AND '),
    parameters: restricting.flatMap(({ parameters }) => parameters),
  };
}
