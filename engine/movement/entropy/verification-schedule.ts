import { compareCodePoints, compareNumbers } from '../../base/order.ts';
import { formatTime, parseTime } from '../../base/time.ts';
import type { ShardId } from '../../cluster/topology.ts';
import type { EngineContext } from '../../context.ts';
import type { ShardVerification } from '../../ports/entropy-store.ts';
import type { IndexRecord } from '../../ports/task-store.ts';
import { allShards } from '../../placement/shard-map.ts';

/** A shard, and when it was last verified. */
export interface ScheduledShard {
  readonly indexUid: string;
  readonly shard: ShardId;
  /** Milliseconds since 1970; null: never. */
  readonly verifiedMs: number | null;
}

/** All shards of these indexes: those never verified first, then those verified longest ago. */
export function scheduleShards(
  indexes: readonly IndexRecord[],
  verified: readonly ShardVerification[],
): readonly ScheduledShard[] {
  const times = new Map(
    verified.map(({ indexUid, shard, verifiedAt }) => [
      keyOf(indexUid, shard),
      parseTime(verifiedAt) ?? null,
    ]),
  );
  return indexes
    .flatMap(({ uid: indexUid, shards }) =>
      allShards(shards).map((shard) => ({
        indexUid,
        shard,
        verifiedMs: times.get(keyOf(indexUid, shard)) ?? null,
      })),
    )
    .toSorted(
      (left, right) =>
        compareNumbers(left.verifiedMs ?? -Infinity, right.verifiedMs ?? -Infinity) ||
        compareCodePoints(left.indexUid, right.indexUid) ||
        compareNumbers(left.shard, right.shard),
    );
}

/**
 * How long it is until a shard is to be verified again; 0 if it is to be now. A time far ahead comes
 * from a clock that was wrong, and counts for as much as one far back.
 */
export function untilDueMs(
  { verifiedMs }: ScheduledShard,
  nowMs: number,
  intervalMs: number,
): number {
  if (verifiedMs === null) return 0;
  return Math.max(0, intervalMs - Math.abs(nowMs - verifiedMs));
}

/** How anti-entropy is getting on, for operators; the names are those of the answer. */
export interface AntiEntropyStatus {
  readonly enabled: boolean;
  /** When a shard was last verified, RFC 3339; null if none ever was. */
  readonly last_pass: string | null;
  /** How long ago the shard was verified that has waited longest; null while some never were. */
  readonly oldest_verification_ms: number | null;
  /** Shards that are to be verified now. */
  readonly shards_waiting: number;
}

/** Tells how anti-entropy is getting on. Rejects if the store fails. */
export async function antiEntropyStatus(context: EngineContext): Promise<AntiEntropyStatus> {
  const { clock, store } = context.ports;
  const { enabled, intervalMs } = context.config.antiEntropy;
  const schedule = scheduleShards(context.catalogue.allVisible(), await store.listVerified());
  const nowMs = clock.wallMs();
  const oldestMs = schedule[0]?.verifiedMs ?? null;
  const newestMs = schedule.at(-1)?.verifiedMs ?? null;
  return {
    enabled,
    last_pass: newestMs === null ? null : formatTime(newestMs),
    oldest_verification_ms: oldestMs === null ? null : Math.max(0, nowMs - oldestMs),
    shards_waiting: schedule.filter((one) => untilDueMs(one, nowMs, intervalMs) === 0).length,
  };
}

/** Index uids have no slash in them. */
function keyOf(indexUid: string, shard: ShardId): string {
  return `${indexUid}/${shard}`;
}
