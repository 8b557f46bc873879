import type { BehindReplica } from '../../engine/ports/repair-store.ts';
import type { Registration } from '../../engine/ports/registration.ts';
import { nameOf } from './task-names.ts';
import type {
  ClientTask,
  IndexAcceptance,
  IndexAppearance,
  IndexRecord,
  NodeTask,
  SeenIndex,
  TaskPhase,
  TaskUid,
} from '../../engine/ports/task-store.ts';

/** A task as it is first stored. */
export function newTask(
  uid: TaskUid,
  { session, draft, seen, acceptance }: Registration,
): ClientTask {
  const { indexUid, indexName, names, nameChange } = draft;
  return {
    uid,
    indexUid,
    ...(indexName === undefined || indexName === indexUid ? {} : { indexName }),
    ...(names === undefined ? {} : { names }),
    ...(nameChange === undefined ? {} : { nameChange }),
    type: draft.type,
    status: 'enqueued',
    phase: draft.foregone === null ? 'dispatching' : 'dispatched',
    enqueuedAt: draft.enqueuedAt,
    startedAt: null,
    finishedAt: null,
    details: draft.details,
    error: draft.error,
    effect: draft.effect,
    foregone: draft.foregone,
    nodeTasks: [],
    session,
    previous: seen === null ? unseen(acceptance, nameOf(draft)) : seenOf(seen),
  };
}

/** How far a task has come once its client knows its outcome. */
export function phaseAfterSettlement(nodeTasks: readonly NodeTask[]): TaskPhase {
  return nodeTasks.some((task) => task.status === 'pending') ? 'dispatched' : 'settled';
}

/** What readers see of an index before any task about it has ended. */
export function invisible(uid: string): IndexAppearance {
  return { uid, visible: false, primaryKey: null, createdAt: '', updatedAt: '', settings: '{}' };
}

/** Only the writers' side of `record`, which may carry more. */
export function acceptanceOf(record: IndexAcceptance): IndexAcceptance {
  const { uid, shards, accepted, acceptedPrimaryKey, written } = record;
  return { uid, shards, accepted, acceptedPrimaryKey, written };
}

/** Only the readers' side of `record`, which may carry more. */
export function appearanceOf(record: IndexAppearance): IndexAppearance {
  const { uid, visible, primaryKey, createdAt, updatedAt, settings } = record;
  return { uid, visible, primaryKey, createdAt, updatedAt, settings };
}

/** Whether nothing is left of an index, neither for readers nor for writers. */
export function isGone(record: IndexRecord): boolean {
  return !record.accepted && !record.visible;
}

/** What a writer saw of an index, from `record`, which may carry more. */
function seenOf(record: SeenIndex): SeenIndex {
  const { acceptedName, newestTask, placementVersion } = record;
  return { ...acceptanceOf(record), acceptedName, newestTask, placementVersion };
}

/** What a writer sees of an index that `acceptance` is about to create. */
function unseen(
  acceptance: IndexAcceptance | undefined,
  acceptedName: string | null,
): SeenIndex | null {
  if (acceptance === undefined) return null;
  const { uid, shards } = acceptance;
  const nothing = { accepted: false, acceptedPrimaryKey: null, written: false };
  return { uid, shards, ...nothing, acceptedName, newestTask: null, placementVersion: 0 };
}

/** Whether one of the unsettled `tasks` still waits for what a replica makes of it. */
export function isAwaited(entry: BehindReplica, tasks: readonly ClientTask[]): boolean {
  return tasks.some(
    (task) =>
      task.indexUid === entry.indexUid &&
      task.nodeTasks.some(
        ({ node, status, shards }) =>
          node === entry.node && status === 'pending' && shards.includes(entry.shard),
      ),
  );
}
