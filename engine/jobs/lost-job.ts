import { formatTime } from '../base/time.ts';
import type { EngineContext } from '../context.ts';
import type { SessionId } from '../ports/session.ts';
import type { ClientTask } from '../ports/task-store.ts';
import { internalFailure } from './job.ts';

/** Ends the task of a job whose proxy died: what it began was never given its name, and is of no use. */
export async function endLostJob(
  context: EngineContext,
  session: SessionId,
  task: ClientTask,
): Promise<void> {
  const now = formatTime(context.ports.clock.wallMs());
  const { uid, details, type, indexUid } = task;
  const { body } = internalFailure('The proxy that worked on this stopped before it was done.');
  const isSettled = await context.ports.store.settleTask(
    { session, uid },
    {
      status: 'failed',
      startedAt: task.startedAt ?? now,
      finishedAt: now,
      details,
      error: JSON.stringify(body),
      nodeTasks: [],
      behind: [],
    },
  );
  if (isSettled) {
    context.ports.trace.note({ kind: 'task', uid, type, status: 'failed', index: indexUid });
  }
}
