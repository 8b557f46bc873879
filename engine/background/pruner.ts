import { formatTime } from '../base/time.ts';
import type { EngineContext } from '../context.ts';

/** Forgets tasks that ended long ago, in bounded steps. */
export function startPruner(context: EngineContext): void {
  const { clock, spawner, store } = context.ports;
  const { ttlMs, pruneIntervalMs, pruneBatchSize } = context.config.tasks;
  spawner.spawn('task-pruner', async (cancel) => {
    while (!cancel.canceled) {
      const pruned = await store.pruneTasks(formatTime(clock.wallMs() - ttlMs), pruneBatchSize);
      if (pruned < pruneBatchSize) await clock.sleep(pruneIntervalMs, cancel);
    }
  });
}
