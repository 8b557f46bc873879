import { formatTime } from '../base/time.ts';
import type { EngineContext } from '../context.ts';
import { survivingStore } from '../sharing/store-failure.ts';

/** Forgets tasks that ended long ago, in bounded steps. */
export function startPruner(context: EngineContext): void {
  const { clock, spawner, store, trace } = context.ports;
  const { ttlMs, pruneIntervalMs, pruneBatchSize } = context.config.tasks;
  spawner.spawn('task-pruner', async (cancel) => {
    while (!cancel.canceled) {
      const before = formatTime(clock.wallMs() - ttlMs);
      const prune = (): Promise<number> => store.pruneTasks(before, pruneBatchSize);
      const pruned = await survivingStore(trace, prune, 0);
      if (pruned < pruneBatchSize) await clock.sleep(pruneIntervalMs, cancel);
    }
  });
}
