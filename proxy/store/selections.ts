import type { SessionId } from '../../engine/ports/session.ts';
import type { TaskSelection } from '../../engine/ports/selection-store.ts';
import type { ClientTask, TaskUid } from '../../engine/ports/task-store.ts';
import { cancelationDetails, deletionDetails } from '../../engine/tasks/selection-details.ts';

/** What a selection looks at in the tasks that match it. */
export type MatchedTask = Pick<ClientTask, 'uid' | 'finishedAt'>;

/** The cancelation of what has not ended among `matched`, as it is first stored. */
export function newCancelation(
  uid: TaskUid,
  selection: TaskSelection,
  matched: readonly MatchedTask[],
): ClientTask {
  const { originalFilter } = selection;
  const running = matched.filter(({ finishedAt }) => finishedAt === null);
  return {
    ...newSelection(uid, selection),
    type: 'taskCancelation',
    details: cancelationDetails({ matched: matched.length, done: null, originalFilter }),
    effect: { kind: 'cancel-tasks', tasks: running.map((task) => task.uid) },
  };
}

/** The deletion of `matched`, which has ended as soon as it is stored. */
export function newDeletion(
  uid: TaskUid,
  selection: TaskSelection,
  matched: readonly MatchedTask[],
): ClientTask {
  const { originalFilter, enqueuedAt } = selection;
  const done = endedTasks(matched).length;
  return {
    ...newSelection(uid, selection),
    type: 'taskDeletion',
    status: 'succeeded',
    phase: 'settled',
    startedAt: enqueuedAt,
    finishedAt: enqueuedAt,
    details: deletionDetails({ matched: matched.length, done, originalFilter }),
  };
}

/** The numbers of those that have ended. */
export function endedTasks(matched: readonly MatchedTask[]): readonly TaskUid[] {
  return matched.flatMap(({ uid, finishedAt }) => (finishedAt === null ? [] : [uid]));
}

function newSelection(
  uid: TaskUid,
  { session, enqueuedAt }: { readonly session: SessionId; readonly enqueuedAt: string },
): Omit<ClientTask, 'type' | 'details'> {
  return {
    uid,
    indexUid: null,
    status: 'enqueued',
    phase: 'dispatched',
    enqueuedAt,
    startedAt: null,
    finishedAt: null,
    error: null,
    effect: { kind: 'none' },
    foregone: null,
    nodeTasks: [],
    session,
    previous: null,
  };
}
