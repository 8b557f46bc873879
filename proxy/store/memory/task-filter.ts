import { parseTime } from '../../../engine/base/time.ts';
import type { ClientTask, TaskFilter } from '../../../engine/ports/task-store.ts';

/** Whether `task` is one of those that `filter` asks for. */
export function matches(task: ClientTask, filter: TaskFilter): boolean {
  return (
    isAmong(task.uid, filter.uids) &&
    // Each client task is a batch of its own, with the same number, once it has started.
    isAmong(task.startedAt === null ? null : task.uid, filter.batchUids) &&
    // No stored task says what canceled it.
    filter.canceledBy === undefined &&
    isAmong(task.status, filter.statuses) &&
    isAmong(task.type, filter.types) &&
    isAmong(task.indexUid, filter.indexUids) &&
    isBetween(task.enqueuedAt, filter.afterEnqueuedAt, filter.beforeEnqueuedAt) &&
    isBetween(task.startedAt, filter.afterStartedAt, filter.beforeStartedAt) &&
    isBetween(task.finishedAt, filter.afterFinishedAt, filter.beforeFinishedAt)
  );
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
