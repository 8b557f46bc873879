import type { EngineContext } from '../../context.ts';
import { limits } from '../../limits.ts';
import { hostsOf } from '../../indexes/node-requests.ts';
import { giveBack, inTurn, until } from '../../movement/repair/index-turn.ts';
import { RepairFailure } from '../../movement/repair/repair-failure.ts';
import type { RepairClaim } from '../../ports/repair-store.ts';
import { internalFailure, type JobWork } from '../job.ts';

/**
 * Does something while no write to any of these indexes is sent, and none is unfinished on a node that
 * is up. Throws `JobFailure` if one of them does not come to rest.
 */
export async function withHeldIndexes<Value>(
  context: EngineContext,
  job: JobWork,
  indexUids: readonly string[],
  act: () => Promise<Value>,
): Promise<Value> {
  const [indexUid, ...others] = indexUids;
  if (indexUid === undefined) return act();
  const claim = await claimIndex(context, job, indexUid);
  try {
    const nodes = hostsOf(context, indexUid).filter((node) => context.cluster.isUp(node));
    const rest = (): Promise<Value> => withHeldIndexes(context, job, others, act);
    return await inTurn(context, claim, nodes, rest, context.config.movement.drainMs);
  } catch (error) {
    if (!(error instanceof RepairFailure)) throw error;
    throw internalFailure(`Index \`${indexUid}\` cannot be held still: ${error.message}.`);
  } finally {
    await giveBack(context, claim, 'claim');
    context.underCare.delete(indexUid);
  }
}

/** Waits until nobody else repairs or moves the index. */
async function claimIndex(
  context: EngineContext,
  { session, cancel, goOn }: JobWork,
  indexUid: string,
): Promise<RepairClaim> {
  const { underCare, ports } = context;
  const claim: RepairClaim = { session, indexUid };
  const isClaimed = async (): Promise<boolean> => {
    await goOn();
    if (underCare.has(indexUid)) return false;
    underCare.add(indexUid);
    try {
      if ((await ports.store.claimRepair(claim, [])) !== null) return true;
    } catch (error) {
      underCare.delete(indexUid);
      throw error;
    }
    underCare.delete(indexUid);
    return false;
  };
  if (await until(context, limits.jobReadingMsMax, isClaimed, cancel)) return claim;
  await goOn();
  throw internalFailure(`Index \`${indexUid}\` is being repaired all the time.`);
}
