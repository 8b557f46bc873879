import type { EngineContext } from '../context.ts';
import { limits } from '../limits.ts';

/**
 * Clears replicas that were behind only because their outcome could not be asked for, once no task
 * with an unknown outcome there is left.
 */
export async function clearResolved(context: EngineContext): Promise<void> {
  const awaiting = context.ledger.entries().filter((entry) => entry.reason === 'awaiting-outcome');
  if (awaiting.length === 0) return;
  const unsettled = await context.ports.store.listUnsettledTasks(limits.settlePassTasksMax);
  const resolved = awaiting.filter(
    (entry) =>
      !unsettled.some(
        (task) =>
          task.indexUid === entry.indexUid &&
          task.nodeTasks.some(
            (nodeTask) =>
              nodeTask.node === entry.node &&
              nodeTask.status === 'pending' &&
              nodeTask.shards.includes(entry.shard),
          ),
      ),
  );
  if (resolved.length === 0) return;
  await context.ports.store.clearBehind(resolved);
  context.ledger.remove(resolved);
}
