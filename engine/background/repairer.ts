import type { CancelToken } from '../base/cancel.ts';
import type { EngineContext } from '../context.ts';
import { limits } from '../limits.ts';
import { repairIndex } from '../movement/repair/index-repair.ts';
import { survivingStore } from '../sharing/store-failure.ts';

/** Repairs replicas that are behind, index by index, for as long as the proxy runs. */
export function startRepairer(context: EngineContext): void {
  const { clock, spawner } = context.ports;
  spawner.spawn('repairer', async (cancel) => {
    const delays = new RepairDelays();
    while (!cancel.canceled) {
      await clock.sleep(limits.repairLookMs, cancel);
      if (!cancel.canceled) await repairOnce(context, delays, cancel);
    }
  });
}

async function repairOnce(
  context: EngineContext,
  delays: RepairDelays,
  cancel: CancelToken,
): Promise<void> {
  const { clock, trace } = context.ports;
  const indexes = new Set(context.ledger.entries().map(({ indexUid }) => indexUid));
  for (const indexUid of indexes) {
    if (cancel.canceled || !delays.isDue(indexUid, clock.monoMs())) continue;
    const repair = async (): Promise<'failed' | 'nothing-to-do' | 'succeeded'> => {
      await context.shared.refresh();
      return repairIndex(context, indexUid, cancel);
    };
    const outcome = await survivingStore(trace, repair, 'failed');
    if (outcome === 'failed') delays.grow(indexUid, clock.monoMs());
    else delays.forget(indexUid);
  }
}

/** When the repair of an index that failed is tried again: later each time. */
class RepairDelays {
  readonly #delays = new Map<string, { readonly delayMs: number; readonly dueMs: number }>();

  isDue(indexUid: string, nowMs: number): boolean {
    return nowMs >= (this.#delays.get(indexUid)?.dueMs ?? nowMs);
  }

  grow(indexUid: string, nowMs: number): void {
    const before = this.#delays.get(indexUid)?.delayMs ?? limits.repairDelayMsMin / 2;
    const delayMs = Math.min(before * 2, limits.repairDelayMsMax);
    this.#delays.set(indexUid, { delayMs, dueMs: nowMs + delayMs });
  }

  forget(indexUid: string): void {
    this.#delays.delete(indexUid);
  }
}
