import type { TaskUid } from '../ports/task-store.ts';

/** What is told of a cancelation or a deletion of tasks. */
export interface SelectionCounts {
  /** Tasks that matched when it was registered, whatever their status. */
  readonly matched: number;
  /** Tasks that it canceled or deleted; null until it has ended. */
  readonly done: number | null;
  /** `?` and the query string of the client. */
  readonly originalFilter: string;
}

/** The details of a cancelation of tasks, as JSON text. */
export function cancelationDetails({ matched, done, originalFilter }: SelectionCounts): string {
  return JSON.stringify({ matchedTasks: matched, canceledTasks: done, originalFilter });
}

/** The details of a deletion of tasks, as JSON text. */
export function deletionDetails({ matched, done, originalFilter }: SelectionCounts): string {
  return JSON.stringify({ matchedTasks: matched, deletedTasks: done, originalFilter });
}

/** The batch of a task: its own, or that of what canceled it; null while it waits for its turn. */
export function batchOf(task: {
  readonly uid: TaskUid;
  readonly status: string;
  readonly startedAt: string | null;
  readonly canceledBy?: TaskUid;
}): TaskUid | null {
  if (task.startedAt === null) return null;
  return task.status === 'canceled' ? (task.canceledBy ?? task.uid) : task.uid;
}
