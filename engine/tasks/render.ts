import { formatDuration, parseTime } from '../base/time.ts';
import type { ClientTask } from '../ports/task-store.ts';
import type { Answer } from '../protocol/routed-request.ts';

/** The 202 answer to an accepted write. */
export function summaryAnswer(task: ClientTask): Answer {
  const body = JSON.stringify({
    taskUid: task.uid,
    indexUid: task.indexUid,
    status: 'enqueued',
    type: task.type,
    enqueuedAt: task.enqueuedAt,
  });
  return { status: 202, body };
}

/** A task as `GET /tasks/{uid}` shows it, as JSON text. `details` and `error` keep their exact text. */
export function renderTask(task: ClientTask): string {
  const ended = task.finishedAt !== null;
  // One client write is one batch; a task that waits has none yet.
  const batchUid = task.startedAt === null ? null : task.uid;
  return [
    `{"uid":${task.uid}`,
    `"batchUid":${batchUid}`,
    `"indexUid":${quoted(task.indexUid)}`,
    `"status":${quoted(task.status)}`,
    `"type":${quoted(task.type)}`,
    '"canceledBy":null',
    `"details":${detailsOf(task)}`,
    `"error":${ended ? (task.error ?? 'null') : 'null'}`,
    `"duration":${quoted(durationOf(task))}`,
    `"enqueuedAt":${quoted(task.enqueuedAt)}`,
    `"startedAt":${quoted(task.startedAt)}`,
    `"finishedAt":${quoted(task.finishedAt)}}`,
  ].join(',');
}

function quoted(value: string | null): string {
  return JSON.stringify(value);
}

/** What a write did is known from the start, but told only once it is done. */
function detailsOf(task: ClientTask): string {
  if (task.details === null) return 'null';
  if (task.finishedAt !== null) return task.details;
  return task.details.replace(/"(indexed|deleted)Documents":\d+/, '"$1Documents":null');
}

function durationOf(task: ClientTask): string | null {
  if (task.startedAt === null || task.finishedAt === null) return null;
  const startedMs = parseTime(task.startedAt);
  const finishedMs = parseTime(task.finishedAt);
  if (startedMs === undefined || finishedMs === undefined) return null;
  return formatDuration(Math.max(0, finishedMs - startedMs));
}
