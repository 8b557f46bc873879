import { formatTime } from '../../engine/base/time.ts';
import type { ErrorBody } from '../../engine/protocol/api-error.ts';
import type { Members } from '../../engine/settings/members.ts';
import type { Filter } from './filter.ts';

export type TaskStatus = 'enqueued' | 'processing' | 'succeeded' | 'failed' | 'canceled';

export type TaskType =
  | 'documentAdditionOrUpdate'
  | 'documentDeletion'
  | 'settingsUpdate'
  | 'indexCreation'
  | 'indexDeletion'
  | 'indexUpdate'
  | 'taskCancelation';

/** What a task is to do. */
export type TaskContent =
  | {
      readonly kind: 'add';
      readonly method: 'replace' | 'update';
      readonly primaryKey: string | null;
      readonly documents: readonly string[];
    }
  | { readonly kind: 'delete-ids'; readonly ids: readonly string[] }
  | { readonly kind: 'delete-filter'; readonly filter: Filter; readonly text: string }
  | { readonly kind: 'clear' }
  | { readonly kind: 'settings'; readonly patch: Members; readonly isReset: boolean }
  | { readonly kind: 'create-index'; readonly primaryKey: string | null }
  | {
      readonly kind: 'update-index';
      readonly primaryKey: string | null;
      readonly newUid: string | null;
    }
  | { readonly kind: 'delete-index' }
  /** With the query string that asked for it. */
  | { readonly kind: 'cancel'; readonly matched: number; readonly query: string };

/** One entry of the queue. What it did is filled in when its batch ends. */
export interface Task {
  readonly uid: number;
  /** Empty if it is about none. */
  readonly indexUid: string;
  readonly type: TaskType;
  readonly content: TaskContent;
  readonly enqueuedAtMs: number;
  batchUid: number | null;
  status: TaskStatus;
  /** JSON text. */
  details: string;
  error: ErrorBody | null;
  startedAtMs: number | null;
  finishedAtMs: number | null;
  canceledBy: number | null;
}

const types: Readonly<Record<TaskContent['kind'], TaskType>> = {
  add: 'documentAdditionOrUpdate',
  'delete-ids': 'documentDeletion',
  'delete-filter': 'documentDeletion',
  clear: 'documentDeletion',
  settings: 'settingsUpdate',
  'create-index': 'indexCreation',
  'update-index': 'indexUpdate',
  'delete-index': 'indexDeletion',
  cancel: 'taskCancelation',
};

/** The type under which Meilisearch shows a task. */
export function typeOf(content: TaskContent): TaskType {
  return types[content.kind];
}

/** The 202 answer to an accepted write. */
export function printSummary(task: Task): string {
  const { uid, indexUid, type } = task;
  const enqueuedAt = formatTime(task.enqueuedAtMs);
  return `{"taskUid":${uid},"indexUid":${printUid(indexUid)},"status":"enqueued","type":"${type}","enqueuedAt":"${enqueuedAt}"}`;
}

/** A task as `GET /tasks/{uid}` shows it. */
export function printTask(task: Task): string {
  const { uid, batchUid, indexUid, status, type, details, error, canceledBy } = task;
  const { startedAtMs, finishedAtMs } = task;
  const duration =
    startedAtMs === null || finishedAtMs === null
      ? 'null'
      : `"${printDuration(finishedAtMs - startedAtMs)}"`;
  return [
    `{"uid":${uid},"batchUid":${batchUid},"indexUid":${printUid(indexUid)},"status":"${status}"`,
    `"type":"${type}","canceledBy":${canceledBy},"details":${details}`,
    `"error":${error === null ? 'null' : JSON.stringify(error)},"duration":${duration}`,
    `"enqueuedAt":${printMoment(task.enqueuedAtMs)},"startedAt":${printMoment(startedAtMs)}`,
    `"finishedAt":${printMoment(finishedAtMs)}}`,
  ].join(',');
}

function printUid(indexUid: string): string {
  return indexUid === '' ? 'null' : `"${indexUid}"`;
}

function printMoment(wallMs: number | null): string {
  return wallMs === null ? 'null' : `"${formatTime(wallMs)}"`;
}

// ISO 8601, as short as it gets: `PT0.005S`.
function printDuration(durationMs: number): string {
  return `PT${Math.max(0, durationMs) / 1000}S`;
}
