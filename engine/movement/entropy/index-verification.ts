import type { CancelToken } from '../../base/cancel.ts';
import { formatTime } from '../../base/time.ts';
import type { ShardId } from '../../cluster/topology.ts';
import type { EngineContext } from '../../context.ts';
import { limits } from '../../limits.ts';
import type { RepairClaim } from '../../ports/repair-store.ts';
import { needsRepair } from '../repair/index-repair.ts';
import { giveBack } from '../repair/index-turn.ts';
import { RepairFailure } from '../repair/repair-failure.ts';
import { verifyShard } from './shard-verification.ts';

/** Shards of an index that are to be verified; those that have waited longest come first. */
export interface DueShards {
  readonly indexUid: string;
  readonly shards: readonly ShardId[];
}

/** What became of them; there may have been no time for all. */
export interface VerificationOutcome {
  readonly verified: readonly ShardId[];
  readonly failed: readonly ShardId[];
}

/**
 * Verifies shards of an index one after another, as many as there is time for; null if another proxy
 * has its claim. Gives way to a repair that becomes necessary meanwhile; beside one that does not come
 * to an end, it verifies one shard. Rejects if the store fails.
 */
export async function verifyIndex(
  context: EngineContext,
  { indexUid, shards }: DueShards,
  cancel: CancelToken,
): Promise<VerificationOutcome | null> {
  const { store, clock } = context.ports;
  const session = context.session.trusted();
  if (session === undefined) return null;
  const claim: RepairClaim = { session, indexUid };
  try {
    if ((await store.claimRepair(claim, [])) === null) return null;
    const isRepairWaiting = await hasRepair(context, indexUid);
    const attempt: Attempt = { claim, cancel, isRepairWaiting };
    const chosen = isRepairWaiting ? shards.slice(0, 1) : shards;
    const untilMs = clock.monoMs() + limits.verificationClaimMs;
    const verified: ShardId[] = [];
    const failed: ShardId[] = [];
    for (const shard of chosen) {
      if (clock.monoMs() >= untilMs || (await hindrance(context, attempt)) !== null) break;
      const list = (await verifyOne(context, attempt, shard)) ? verified : failed;
      list.push(shard);
    }
    await store.noteVerified(claim, verified, formatTime(clock.wallMs()));
    return { verified, failed };
  } finally {
    await giveBack(context, claim, 'claim');
  }
}

/** Under what circumstances an index is verified. */
interface Attempt {
  readonly claim: RepairClaim;
  readonly cancel: CancelToken;
  /** Whether something was to be repaired from the start. */
  readonly isRepairWaiting: boolean;
}

/** Verifies a shard; false if that fails, which is noted. */
async function verifyOne(
  context: EngineContext,
  attempt: Attempt,
  shard: ShardId,
): Promise<boolean> {
  const { claim } = attempt;
  const goOn = async (): Promise<void> => {
    const reason = await hindrance(context, attempt);
    if (reason !== null) throw new RepairFailure(reason);
  };
  try {
    const index = context.catalogue.get(claim.indexUid);
    if (index === undefined || shard >= index.shards) throw new RepairFailure('it is gone');
    await verifyShard(context, { claim, index, shard }, goOn);
    return true;
  } catch (error) {
    if (!(error instanceof RepairFailure)) throw error;
    const what = { index: claim.indexUid, shard, reason: error.message };
    context.ports.trace.note({ kind: 'verification-failed', ...what });
    return false;
  }
}

/** Why the index cannot be verified (any more) now; null if it can. */
async function hindrance(
  context: EngineContext,
  { claim, cancel, isRepairWaiting }: Attempt,
): Promise<string | null> {
  const isRepairNeeded = await hasRepair(context, claim.indexUid);
  if (cancel.canceled) return 'the proxy is stopping';
  if (!context.session.holds(claim.session)) return 'the session is over';
  if (context.catalogue.get(claim.indexUid)?.accepted !== true) return 'the index is gone';
  return isRepairNeeded && !isRepairWaiting ? 'a repair comes first' : null;
}

/** Whether something can be repaired of the index, as the store has it now. */
async function hasRepair(context: EngineContext, indexUid: string): Promise<boolean> {
  await context.shared.refresh();
  const index = context.catalogue.get(indexUid);
  return index !== undefined && needsRepair(context, index);
}
