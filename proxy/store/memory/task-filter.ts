import { parseTime } from '../../../engine/base/time.ts';
import type { ClientTask, TaskFilter } from '../../../engine/ports/task-store.ts';
import { batchOf } from '../../../engine/tasks/selection-details.ts';
import { namesOf } from '../task-names.ts';

/** Whether `task` is one of those that `filter` asks for. */
export function matches(task: ClientTask, filter: TaskFilter): boolean {
  return (
    isAmong(task.uid, filter.uids) &&
    isAmong(batchOf(task), filter.batchUids) &&
    // Before, it is only wanted.
    isAmong(task.status === 'canceled' ? (task.canceledBy ?? null) : null, filter.canceledBy) &&
    isAmong(task.status, filter.statuses) &&
    isAmong(task.type, filter.types) &&
    isNamed(task, filter.indexUids) &&
    isBetween(task.enqueuedAt, filter.afterEnqueuedAt, filter.beforeEnqueuedAt) &&
    isBetween(task.startedAt, filter.afterStartedAt, filter.beforeStartedAt) &&
    isBetween(task.finishedAt, filter.afterFinishedAt, filter.beforeFinishedAt)
  );
}

function isNamed(task: ClientTask, wanted: readonly string[] | undefined): boolean {
  return wanted === undefined || namesOf(task).some((name) => wanted.includes(name));
}

function isAmong<Value>(value: Value | null, wanted: readonly Value[] | undefined): boolean {
  return wanted === undefined || (value !== null && wanted.includes(value));
}

function isBetween(
  time: string | null,
  afterMs: number | undefined,
  beforeMs: number | undefined,
): boolean {
  if (afterMs === undefined && beforeMs === undefined) return true;
  const timeMs = time === null ? undefined : parseTime(time);
  if (timeMs === undefined) return false;
  return timeMs > (afterMs ?? -Infinity) && timeMs < (beforeMs ?? Infinity);
}
