import type { EngineContext } from '../context.ts';
import { sendBatches } from '../gather/write.ts';
import { deleteIndexEverywhere } from '../indexes/node-requests.ts';
import { everyReplica, noteBehind } from '../movement/missed-writes.ts';
import type { SessionId } from '../ports/session.ts';
import type { ClientTask } from '../ports/task-store.ts';
import { ApiError } from '../protocol/api-error.ts';
import { effectLeft, laterWrites, undoTask } from './undo.ts';

/**
 * Ends the turn of a write that was interrupted while it was being sent. No client was told that it
 * is kept, but some replicas may have taken it: it fails, and all replicas of its index count as
 * interrupted from there on, until they are compared. Only a deletion of the index is carried
 * through: it cannot be undone where it was done.
 */
export async function endInterrupted(
  context: EngineContext,
  session: SessionId,
  task: ClientTask,
): Promise<void> {
  if (task.effect.kind === 'delete-index') {
    await carryDeletionThrough(context, session, task);
    return;
  }
  const acceptance = await undoTask(context, session, task);
  const behind = everyReplica(context, task);
  const abandoned = await context.ports.store.abandonTask(
    { session, uid: task.uid },
    {
      // A task that was sent as a whole is sent once more only to be undone.
      error: internalError(task.nodeTasks.length === 0 ? interrupted : undone),
      effect: effectLeft(task, acceptance),
      nodeTasks: task.nodeTasks.map((nodeTask) => ({ ...nodeTask, status: 'lost' })),
      behind,
      ...(acceptance === undefined ? {} : { acceptance }),
    },
  );
  if (abandoned) noteBehind(context.ports.trace, behind);
}

/**
 * Sends a deletion to every node once more. The index stays busy until all of them have taken it. One
 * that was sent before is left as it was if writes came before its turn: they rest on the index.
 */
async function carryDeletionThrough(
  context: EngineContext,
  session: SessionId,
  task: ClientTask,
): Promise<void> {
  const { uid, indexUid, nodeTasks } = task;
  if (indexUid === null) return;
  const { store } = context.ports;
  if (nodeTasks.length > 0 && (await laterWrites(context, task)).length > 0) {
    await store.recordDispatch({ session, uid }, { nodeTasks, behind: [] });
    return;
  }
  const batches = deleteIndexEverywhere(context, indexUid);
  const outcome = await sendBatches(context, { session, operation: 'delete-index', batches });
  if (outcome.missed.length > 0) return;
  await store.recordDispatch({ session, uid }, { nodeTasks: outcome.accepted, behind: [] });
}

const interrupted = 'Miroir stopped while it was sending this write, before it was acknowledged.';
const undone = 'This change failed on some node and was taken back on all of them.';

function internalError(message: string): string {
  return JSON.stringify(new ApiError(500, 'internal', 'internal', message).body());
}
