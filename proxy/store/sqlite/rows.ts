import { must } from '../../../engine/base/assert.ts';
import { parseTime } from '../../../engine/base/time.ts';
import type { Placement, Revision } from '../../../engine/placement/placement.ts';
import type { FleetOperation, FleetRecord } from '../../../engine/ports/fleet-store.ts';
import type { BehindReplica } from '../../../engine/ports/repair-store.ts';
import type {
  ClientTask,
  IndexAcceptance,
  IndexRecord,
  SeenIndex,
  Settlement,
  TaskPhase,
  TaskStatus,
  TaskType,
} from '../../../engine/ports/task-store.ts';
import { phaseAfterSettlement } from '../task-lifecycle.ts';
import { nameOf } from '../task-names.ts';

/** A row of `tasks`. */
export interface TaskRow {
  readonly uid: number;
  readonly index_uid: string | null;
  readonly index_name: string | null;
  /** What index_name was before it changed for the first time. */
  readonly first_name: string | null;
  /** JSON. */
  readonly names: string | null;
  /** JSON. */
  readonly name_change: string | null;
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
  readonly canceled_by: number | null;
  /** 0 or 1. */
  readonly deleted: number;
}

/** The names of a row of `tasks`. */
export type TaskNameRow = Pick<TaskRow, 'uid' | 'index_name' | 'first_name' | 'names' | 'details'>;

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
  readonly accepted_name: string | null;
  readonly name: string;
  /** When it changed last. */
  readonly revision: Revision;
  /** When its placement, which is a row of `placements`, changed last. */
  readonly placement_version: Revision;
}

/** The writers' side of a row of `indexes`. */
export type AcceptanceRow = Pick<
  IndexRow,
  'uid' | 'shards' | 'accepted' | 'accepted_primary_key' | 'written'
>;

/** What settling changes in a row of `tasks`. */
export type SettlementRow = Pick<
  TaskRow,
  | 'status'
  | 'phase'
  | 'started_at'
  | 'started_ms'
  | 'finished_at'
  | 'finished_ms'
  | 'details'
  | 'error'
  | 'node_tasks'
  | 'canceled_by'
>;

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

/** The row of `revisions`: when anything, the ledger, the fleet, the keys and the instance changed last. */
export interface Revisions {
  readonly newest: Revision;
  readonly ledger: Revision;
  readonly fleet: Revision;
  readonly keys: Revision;
  readonly instance: Revision;
}

/** The row of `fleet`. */
export interface FleetRow {
  /** JSON. */
  readonly seed: string;
  readonly version: number;
  /** JSON. */
  readonly topology: string;
  /** 0 or 1. */
  readonly paused: number;
}

/** A row of `operations`. */
export interface OperationRow {
  readonly id: number;
  readonly kind: FleetOperation['kind'];
  readonly subject: string;
  readonly status: FleetOperation['status'];
  readonly fleet_version: number;
  readonly replicas_to_move: number;
  readonly started_at: string;
  readonly finished_at: string | null;
}

export function taskRow(task: ClientTask): TaskRow {
  return {
    ...taskNameRow(task),
    index_uid: task.indexUid,
    name_change: jsonOf(task.nameChange),
    type: task.type,
    status: task.status,
    phase: task.phase,
    enqueued_at: task.enqueuedAt,
    enqueued_ms: timeMs(task.enqueuedAt),
    started_at: task.startedAt,
    started_ms: task.startedAt === null ? null : timeMs(task.startedAt),
    finished_at: task.finishedAt,
    finished_ms: task.finishedAt === null ? null : timeMs(task.finishedAt),
    error: task.error,
    effect: JSON.stringify(task.effect),
    foregone: task.foregone,
    node_tasks: JSON.stringify(task.nodeTasks),
    session: task.session,
    previous: task.previous === null ? null : JSON.stringify(task.previous),
    canceled_by: task.canceledBy ?? null,
    deleted: Number(task.isDeleted ?? false),
  };
}

export function taskNameRow(task: ClientTask): TaskNameRow {
  const { uid, names, details } = task;
  const first_name = task.firstName ?? null;
  return { uid, index_name: nameOf(task), first_name, names: jsonOf(names), details };
}

function jsonOf(value: object | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

export function taskOf(row: TaskRow): ClientTask {
  const { index_uid, index_name, first_name, names, name_change } = row;
  return {
    uid: row.uid,
    indexUid: index_uid,
    ...(index_name === null || index_name === index_uid ? {} : { indexName: index_name }),
    ...(first_name === null ? {} : { firstName: first_name }),
    ...(names === null ? {} : { names: JSON.parse(names) }),
    ...(name_change === null ? {} : { nameChange: JSON.parse(name_change) }),
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
    ...(row.canceled_by === null ? {} : { canceledBy: row.canceled_by }),
    ...(row.deleted === 0 ? {} : { isDeleted: true }),
  };
}

export function settlementRow(settlement: Settlement): SettlementRow {
  return {
    status: settlement.status,
    phase: phaseAfterSettlement(settlement.nodeTasks),
    started_at: settlement.startedAt,
    started_ms: timeMs(settlement.startedAt),
    finished_at: settlement.finishedAt,
    finished_ms: timeMs(settlement.finishedAt),
    details: settlement.details,
    error: settlement.error,
    node_tasks: JSON.stringify(settlement.nodeTasks),
    canceled_by: settlement.canceledBy ?? null,
  };
}

export function seenOf(row: IndexRow): SeenIndex {
  return {
    uid: row.uid,
    shards: row.shards,
    accepted: row.accepted === 1,
    acceptedPrimaryKey: row.accepted_primary_key,
    written: row.written === 1,
    acceptedName: row.accepted_name,
    newestTask: row.newest_task,
    placementVersion: row.placement_version,
  };
}

export function indexOf(row: IndexRow, placement: Placement): IndexRecord {
  return {
    ...seenOf(row),
    name: row.name,
    visible: row.visible === 1,
    primaryKey: row.primary_key,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    settings: row.settings,
    placement,
  };
}

export function acceptanceRow(acceptance: IndexAcceptance): AcceptanceRow {
  return {
    uid: acceptance.uid,
    shards: acceptance.shards,
    accepted: Number(acceptance.accepted),
    accepted_primary_key: acceptance.acceptedPrimaryKey,
    written: Number(acceptance.written),
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

export function fleetOf({ version, topology, paused }: FleetRow): FleetRecord {
  return { version, topology: JSON.parse(topology), paused: paused === 1 };
}

export function operationOf(row: OperationRow): FleetOperation {
  return {
    id: row.id,
    kind: row.kind,
    subject: row.subject,
    status: row.status,
    fleetVersion: row.fleet_version,
    replicasToMove: row.replicas_to_move,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
}

/** Milliseconds since 1970 of an RFC 3339 time, which must be one. */
export function timeMs(text: string): number {
  return must(parseTime(text), `the time in ${JSON.stringify(text)}`);
}
