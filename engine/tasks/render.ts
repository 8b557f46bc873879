import { formatDuration, parseTime } from '../base/time.ts';
import type { ClientTask, TaskPage, TaskUid } from '../ports/task-store.ts';
import type { Answer } from '../protocol/routed-request.ts';
import { batchOf } from './selection-details.ts';

/** The 202 answer to an accepted write. */
export function summaryAnswer(task: ClientTask): Answer {
  const body = JSON.stringify({
    taskUid: task.uid,
    indexUid: nameOf(task),
    status: 'enqueued',
    type: task.type,
    enqueuedAt: task.enqueuedAt,
  });
  return { status: 202, body };
}

/** A page of tasks or of batches; `found` has one more than asked for, if there is one. */
export function pageAnswer<Item extends { readonly uid: TaskUid }>(
  { limit }: Pick<TaskPage, 'limit'>,
  { found, total }: { readonly found: readonly Item[]; readonly total: number },
  render: (item: Item) => string,
): Answer {
  const shown = found.slice(0, limit);
  const from = shown[0]?.uid ?? null;
  const next = found[limit]?.uid ?? null;
  const results = shown.map(render).join(',');
  const body = `{"results":[${results}],"total":${total},"limit":${limit},"from":${from},"next":${next}}`;
  return { status: 200, body };
}

/** A task as `GET /tasks/{uid}` shows it, as JSON text. `details` and `error` keep their exact text. */
export function renderTask(task: ClientTask): string {
  const ended = task.finishedAt !== null;
  const details = shownDetails(task);
  const canceledBy = task.status === 'canceled' ? (task.canceledBy ?? null) : null;
  return [
    `{"uid":${task.uid}`,
    `"batchUid":${batchOf(task)}`,
    `"indexUid":${quoted(nameOf(task))}`,
    `"status":${quoted(task.status)}`,
    `"type":${quoted(task.type)}`,
    `"canceledBy":${canceledBy}`,
    // Some types have none.
    ...(details === null ? [] : [`"details":${details}`]),
    `"error":${ended ? (task.error ?? 'null') : 'null'}`,
    `"duration":${quoted(durationOf(task))}`,
    `"enqueuedAt":${quoted(task.enqueuedAt)}`,
    `"startedAt":${quoted(task.startedAt)}`,
    `"finishedAt":${quoted(task.finishedAt)}}`,
  ].join(',');
}

/** By which its client knew the index of a task when it was accepted: batches keep that. */
export function firstNameOf(task: ClientTask): string | null {
  return task.firstName ?? nameOf(task);
}

/** By which its client knows the index of a task. */
export function nameOf({ indexUid, indexName }: ClientTask): string | null {
  return indexName ?? indexUid;
}

function quoted(value: string | null): string {
  return JSON.stringify(value);
}

/** What a write did is known from the start, but told only once it is done. JSON text; null: no details. */
export function shownDetails(task: ClientTask): string | null {
  if (task.finishedAt !== null || task.details === null) return task.details;
  return task.details.replaceAll(/"(indexed|deleted|edited)Documents":\d+/g, '"$1Documents":null');
}

/** How long a task or a batch took, as Meilisearch writes it; null until it has ended. */
export function durationOf(task: Pick<ClientTask, 'startedAt' | 'finishedAt'>): string | null {
  if (task.startedAt === null || task.finishedAt === null) return null;
  const startedMs = parseTime(task.startedAt);
  const finishedMs = parseTime(task.finishedAt);
  if (startedMs === undefined || finishedMs === undefined) return null;
  return formatDuration(Math.max(0, finishedMs - startedMs));
}
