import type {
  ClientTask,
  IndexAcceptance,
  IndexAppearance,
  IndexRecord,
  NodeTask,
  TaskDraft,
  TaskPhase,
  TaskUid,
} from '../../engine/ports/task-store.ts';

/** A task as it is first stored. */
export function newTask(uid: TaskUid, draft: TaskDraft): ClientTask {
  return {
    uid,
    indexUid: draft.indexUid,
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
