import type { EngineContext } from '../context.ts';
import { limits } from '../limits.ts';
import { until } from '../movement/repair/index-turn.ts';
import { internalFailure, isJob, type JobWork } from './job.ts';

/**
 * Waits until every write that was accepted before a job has ended for its client. Throws `JobFailure` if
 * that takes too long.
 */
export async function awaitEarlierTasks(context: EngineContext, work: JobWork): Promise<void> {
  const haveEnded = async (): Promise<boolean> => {
    await work.goOn();
    const unsettled = await context.ports.store.listUnsettledTasks(limits.unsettledTasksMax);
    const isEarlier = unsettled.some(
      (task) => task.uid < work.task.uid && task.finishedAt === null && !isJob(task),
    );
    if (isEarlier) context.follower.wake();
    return !isEarlier;
  };
  if (!(await until(context, limits.jobTasksMsMax, haveEnded, work.cancel))) {
    await work.goOn();
    throw internalFailure('Earlier tasks do not come to an end.');
  }
  await context.shared.refresh();
}
