import type { SessionId } from './session.ts';
import type { ClientTask, OwnedTask, TaskFilter, TaskPage, TaskUid } from './task-store.ts';

/** A request that is about the tasks which match a filter. */
export interface TaskSelection {
  readonly session: SessionId;
  readonly filter: TaskFilter;
  /** The filter as the client wrote it: `?` and the query string. */
  readonly originalFilter: string;
  /** RFC 3339. */
  readonly enqueuedAt: string;
}

/** One batch: the tasks that were carried out as one thing, oldest first. There is at least one. */
export interface TaskBatch {
  readonly uid: TaskUid;
  readonly tasks: readonly ClientTask[];
}

/** The part of the store that cancels and deletes tasks, and lists them by batch (decision 18). */
export interface SelectionStore {
  /**
   * Numbers a cancelation of the tasks that match now. Those of them that have not ended are noted in its
   * effect: they are what it may cancel. Null, and nothing changes, if the session is gone.
   */
  registerCancelation(selection: TaskSelection): Promise<ClientTask | null>;
  /**
   * Numbers a deletion of the tasks that match, and carries it out: those that have ended are deleted for
   * clients. Their rows stay for those who need them, until they are pruned. Null, and nothing changes, if
   * the session is gone.
   */
  deleteTasks(selection: TaskSelection): Promise<ClientTask | null>;
  /**
   * Notes that `target` is to be canceled by a cancelation, before any node is told so. False, and
   * nothing changes, unless the cancelation is its owner's and unsettled, and `target` is one of its
   * tasks, has been sent, has not ended, and is to be canceled by no other.
   */
  markCanceled(cancelation: OwnedTask, target: TaskUid): Promise<boolean>;
  /**
   * The page of batches asked for (`from` is a batch), each with all of its tasks that are not deleted,
   * and how many batches have a task that matches the filter.
   */
  listBatches(page: TaskPage): Promise<{ batches: readonly TaskBatch[]; total: number }>;
}
