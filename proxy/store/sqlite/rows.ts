import { must } from '../../../engine/base/assert.ts';
import { parseTime } from '../../../engine/base/time.ts';
import type { BehindReplica } from '../../../engine/ports/repair-store.ts';
import type {
  ClientTask,
  IndexRecord,
  TaskPhase,
  TaskStatus,
  TaskType,
} from '../../../engine/ports/task-store.ts';

/** A row of `tasks`. */
export interface TaskRow {
  readonly uid: number;
  readonly index_uid: string | null;
  readonly type: TaskType;
  readonly status: TaskStatus;
  readonly phase: TaskPhase;
  readonly enqueued_at: string;
  readonly enqueued_ms: number;
  readonly started_at: string | null;
  readonly started_ms: number | null;
  readonly finished_at: string | null;
  readonly finished_ms: number | null;
  readonly details: string | null;
  readonly error: string | null;
  /** JSON. */
  readonly effect: string;
  readonly foregone: 'succeeded' | 'failed' | null;
  /** JSON. */
  readonly node_tasks: string;
  readonly session: number | null;
  /** JSON. */
  readonly previous: string | null;
}

/** A row of `indexes`; truths are 0 or 1. */
export interface IndexRow {
  readonly uid: string;
  readonly shards: number;
  readonly accepted: number;
  readonly accepted_primary_key: string | null;
  readonly written: number;
  readonly visible: number;
  readonly primary_key: string | null;
  readonly created_at: string;
  readonly updated_at: string;
  readonly settings: string;
  readonly newest_task: number | null;
  /** When it changed last. */
  readonly revision: number;
}

/** A row of `behind_replicas`. */
export interface BehindRow {
  readonly index_uid: string;
  readonly shard: number;
  readonly node: string;
  readonly since: number;
  readonly reason: BehindReplica['reason'];
}

/** The key of a row of `repairs`. */
export interface RepairRow {
  readonly index_uid: string;
  readonly session: number;
}

export function taskRow(task: ClientTask): TaskRow {
  return {
    uid: task.uid,
    index_uid: task.indexUid,
    type: task.type,
    status: task.status,
    phase: task.phase,
    enqueued_at: task.enqueuedAt,
    enqueued_ms: timeMs(task.enqueuedAt),
    started_at: task.startedAt,
    started_ms: task.startedAt === null ? null : timeMs(task.startedAt),
    finished_at: task.finishedAt,
    finished_ms: task.finishedAt === null ? null : timeMs(task.finishedAt),
    details: task.details,
    error: task.error,
    effect: JSON.stringify(task.effect),
    foregone: task.foregone,
    node_tasks: JSON.stringify(task.nodeTasks),
    session: task.session,
    previous: task.previous === null ? null : JSON.stringify(task.previous),
  };
}

export function taskOf(row: TaskRow): ClientTask {
  return {
    uid: row.uid,
    indexUid: row.index_uid,
    type: row.type,
    status: row.status,
    phase: row.phase,
    enqueuedAt: row.enqueued_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    details: row.details,
    error: row.error,
    effect: JSON.parse(row.effect),
    foregone: row.foregone,
    nodeTasks: JSON.parse(row.node_tasks),
    session: row.session,
    previous: row.previous === null ? null : JSON.parse(row.previous),
  };
}

export function indexOf(row: IndexRow): IndexRecord {
  return {
    uid: row.uid,
    shards: row.shards,
    accepted: row.accepted === 1,
    acceptedPrimaryKey: row.accepted_primary_key,
    written: row.written === 1,
    visible: row.visible === 1,
    primaryKey: row.primary_key,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    settings: row.settings,
    newestTask: row.newest_task,
  };
}

export function behindOf(row: BehindRow): BehindReplica {
  return {
    indexUid: row.index_uid,
    shard: row.shard,
    node: row.node,
    since: row.since,
    reason: row.reason,
  };
}

export function behindRow(entry: BehindReplica): BehindRow {
  return {
    index_uid: entry.indexUid,
    shard: entry.shard,
    node: entry.node,
    since: entry.since,
    reason: entry.reason,
  };
}

/** Milliseconds since 1970 of an RFC 3339 time, which must be one. */
export function timeMs(text: string): number {
  return must(parseTime(text), `the time in ${JSON.stringify(text)}`);
}
