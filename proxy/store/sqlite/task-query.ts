import type { TaskFilter, TaskPage } from '../../../engine/ports/task-store.ts';

/** A condition with its parameters, to follow `WHERE`. */
export interface Condition {
  readonly sql: string;
  readonly parameters: readonly (string | number)[];
}

/** The rows of `tasks` that `filter` asks for. */
export function filterCondition(filter: TaskFilter): Condition {
  return allOf([
    among('uid', filter.uids),
    // Each client task is a batch of its own, with the same number, once it has started.
    among('started_at IS NOT NULL AND uid', filter.batchUids),
    // No stored task says what canceled it.
    ...(filter.canceledBy === undefined ? [] : [{ sql: 'FALSE', parameters: [] }]),
    among('status', filter.statuses),
    among('type', filter.types),
    among('index_uid', filter.indexUids),
    compared('enqueued_ms >', filter.afterEnqueuedAt),
    compared('enqueued_ms <', filter.beforeEnqueuedAt),
    compared('started_ms >', filter.afterStartedAt),
    compared('started_ms <', filter.beforeStartedAt),
    compared('finished_ms >', filter.afterFinishedAt),
    compared('finished_ms <', filter.beforeFinishedAt),
  ]);
}

/** The rows of `tasks` on this page or on a later one. */
export function pageCondition(page: TaskPage): Condition {
  const start = compared(page.reverse ? 'uid >=' : 'uid <=', page.from ?? undefined);
  return allOf([filterCondition(page.filter), start]);
}

const anything: Condition = { sql: 'TRUE', parameters: [] };

function among(column: string, values: readonly (string | number)[] | undefined): Condition {
  if (values === undefined) return anything;
  // One parameter however many values, so that there are few different statements.
  return {
    sql: `${column} IN (SELECT value FROM json_each(?))`,
    parameters: [JSON.stringify(values)],
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
