import type { CancelToken } from '../base/cancel.ts';
import type { ShardId } from '../cluster/topology.ts';
import type { EngineContext } from '../context.ts';
import { limits } from '../limits.ts';
import { type DueShards, verifyIndex } from '../movement/entropy/index-verification.ts';
import { scheduleShards, untilDueMs } from '../movement/entropy/verification-schedule.ts';
import { survivingStore } from '../sharing/store-failure.ts';
import { Delays } from './delays.ts';

/**
 * Compares replicas with one another for as long as the proxy runs, if that is wanted: a shard at a
 * time, whichever has waited longest.
 */
export function startVerifier(context: EngineContext): void {
  const { clock, spawner, trace } = context.ports;
  const { underCare } = context;
  if (!context.config.antiEntropy.enabled) return;
  const delays = new Delays();
  spawner.spawn('verifier', async (cancel) => {
    let waitMs: number = limits.verificationLookMsMin;
    while (!cancel.canceled) {
      await clock.sleep(waitMs, cancel);
      if (cancel.canceled) return;
      const look = (): Promise<Look> => lookFor(context, delays);
      const { due, nextLookMs } = await survivingStore(trace, look, nothingDue);
      waitMs = nextLookMs;
      // What came under care while the store was asked has its turn later.
      if (due === undefined || underCare.has(due.indexUid)) continue;
      underCare.add(due.indexUid);
      try {
        await verify(context, due, delays, cancel);
      } finally {
        underCare.delete(due.indexUid);
      }
    }
  });
}

interface Look {
  readonly due?: DueShards;
  readonly nextLookMs: number;
}

const nothingDue: Look = { nextLookMs: limits.verificationLookMsMin };

/** Finds the index with the shard that has waited longest. */
async function lookFor(context: EngineContext, delays: Delays): Promise<Look> {
  const { underCare } = context;
  const { clock, store } = context.ports;
  const { intervalMs } = context.config.antiEntropy;
  await context.shared.refresh();
  const indexes = context.catalogue.allVisible().filter(({ accepted }) => accepted);
  const schedule = scheduleShards(indexes, await store.listVerified());
  const nowMs = clock.wallMs();
  const waiting = schedule.filter((shard) => untilDueMs(shard, nowMs, intervalMs) === 0);
  const isDue = (name: string): boolean => delays.isDue(name, clock.monoMs());
  const free = waiting.filter(
    ({ indexUid, shard }) =>
      !underCare.has(indexUid) && isDue(indexUid) && isDue(nameOf(indexUid, shard)),
  );
  const [next] = free;
  if (next !== undefined) {
    const { indexUid } = next;
    const shards = free.filter((one) => one.indexUid === indexUid).map(({ shard }) => shard);
    return { due: { indexUid, shards }, nextLookMs: limits.verificationLookMsMin };
  }
  if (waiting.length > 0) return nothingDue;
  const soonestMs = Math.min(...schedule.map((shard) => untilDueMs(shard, nowMs, intervalMs)));
  const nextLookMs = Math.min(soonestMs, intervalMs, limits.verificationLookMsMax);
  return { nextLookMs: Math.max(nextLookMs, limits.verificationLookMsMin) };
}

async function verify(
  context: EngineContext,
  due: DueShards,
  delays: Delays,
  cancel: CancelToken,
): Promise<void> {
  const { clock, trace } = context.ports;
  const { indexUid } = due;
  const attempt = (): ReturnType<typeof verifyIndex> => verifyIndex(context, due, cancel);
  const outcome = await survivingStore(trace, attempt, null);
  if (outcome === null) {
    delays.grow(indexUid, clock.monoMs());
    return;
  }
  delays.forget(indexUid);
  for (const shard of outcome.verified) delays.forget(nameOf(indexUid, shard));
  for (const shard of outcome.failed) delays.grow(nameOf(indexUid, shard), clock.monoMs());
}

/** Index uids have no slash in them. */
function nameOf(indexUid: string, shard: ShardId): string {
  return `${indexUid}/${shard}`;
}
