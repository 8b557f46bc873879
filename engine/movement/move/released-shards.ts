import { must } from '../../base/assert.ts';
import type { NodeId, ShardId } from '../../cluster/topology.ts';
import type { EngineContext } from '../../context.ts';
import type { LedgerEntry } from '../../ports/repair-store.ts';
import { inTurn } from '../repair/index-turn.ts';
import { RepairFailure } from '../repair/repair-failure.ts';
import { relyOn } from '../restored/newest-task.ts';
import { type ClaimedIndex, indexAgenda } from './index-agenda.ts';
import type { NextPlacement } from './shard-moves.ts';

/**
 * Ends what nobody wants any more: replicas too many, shards on their way to a node that ought not to
 * have them, places of nodes that are gone. A replica leaves only in a turn of the index, and only if
 * those that stay lack nothing. True if something was done. Throws {@link RepairFailure}.
 */
export async function releaseShards(
  context: EngineContext,
  { claim, index }: ClaimedIndex,
): Promise<boolean> {
  const { releases } = indexAgenda(context, index);
  if (releases.size === 0) return false;
  const isWaiting = (shard: ShardId): boolean =>
    loses(index.placement.shards[shard], releases, shard);
  const waiting = [...releases.keys()].filter(isWaiting);
  const free = [...releases.keys()].filter((shard) => !isWaiting(shard));
  if (free.length > 0) await change(context, { claim, index }, releases, free);
  if (waiting.length === 0 || free.length > 0) return free.length > 0;
  const staying = new Set(waiting.flatMap((shard) => replicasOf(releases, shard)));
  return inTurn(context, claim, [...staying], async () => {
    const ledger = await context.ports.store.claimRepair(claim, []);
    if (ledger === null) throw new RepairFailure('another proxy moves the index');
    await relyOn(context, claim.indexUid, [...staying]);
    const ready = waiting.filter((shard) =>
      lackNothing(ledger, shard, replicasOf(releases, shard)),
    );
    if (ready.length === 0) throw new RepairFailure('replicas that are to stay lack writes');
    await change(context, { claim, index }, releases, ready);
    return true;
  });
}

/** Whether a shard has fewer replicas afterwards. */
function loses(
  place: NextPlacement | undefined,
  releases: ReadonlyMap<ShardId, NextPlacement>,
  shard: ShardId,
): boolean {
  const left = replicasOf(releases, shard);
  return (place?.replicas.flat() ?? []).some((node) => !left.includes(node));
}

function replicasOf(
  releases: ReadonlyMap<ShardId, NextPlacement>,
  shard: ShardId,
): readonly NodeId[] {
  return releases.get(shard)?.replicas.flat() ?? [];
}

function lackNothing(
  ledger: readonly LedgerEntry[],
  shard: ShardId,
  nodes: readonly NodeId[],
): boolean {
  return !ledger.some((entry) => entry.shard === shard && nodes.includes(entry.node));
}

async function change(
  context: EngineContext,
  { claim, index }: ClaimedIndex,
  releases: ReadonlyMap<ShardId, NextPlacement>,
  shards: readonly ShardId[],
): Promise<void> {
  const outcome = await context.ports.store.changePlacement(claim, {
    expected: index.placement.version,
    shards: shards.map((shard) => ({ shard, ...must(releases.get(shard), 'a release') })),
    marks: [],
    repaired: [],
  });
  if (outcome !== 'changed') throw new RepairFailure(`the placement is ${outcome}`);
}
