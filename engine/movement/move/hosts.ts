import type { CancelToken } from '../../base/cancel.ts';
import { acceptsShards } from '../../cluster/node-state.ts';
import type { NodeId } from '../../cluster/topology.ts';
import type { EngineContext } from '../../context.ts';
import { sendBatches } from '../../gather/write.ts';
import { indexPath } from '../../indexes/node-requests.ts';
import type { BehindReplica } from '../../ports/repair-store.ts';
import type { IndexRecord } from '../../ports/task-store.ts';
import { RepairFailure } from '../repair/repair-failure.ts';
import { prepareHost } from './host-preparation.ts';
import type { ClaimedIndex } from './index-agenda.ts';

/** Whether some node ought to have the index and does not, or the other way round. */
export function isHostMissing(context: EngineContext, index: IndexRecord): boolean {
  return missingHosts(context, index).length + surplusHosts(context, index).length > 0;
}

function missingHosts(context: EngineContext, { placement }: IndexRecord): readonly NodeId[] {
  return context.cluster.topology.nodes
    .filter(({ id, state }) => acceptsShards(state) && !placement.hosts.includes(id))
    .map(({ id }) => id);
}

/** Hosts that are gone or given up, and those that drain and have no part in the index any more. */
function surplusHosts(context: EngineContext, index: IndexRecord): readonly NodeId[] {
  const parts = new Set(context.cluster.shardMap(index).nodes());
  return index.placement.hosts.filter((node) => {
    const state = context.cluster.stateOf(node);
    if (state === undefined || state === 'failed') return true;
    return state === 'draining' && !parts.has(node);
  });
}

/** Gives one node the index that it ought to have. True if something was done. */
export async function prepareMissingHost(
  context: EngineContext,
  { claim, index }: ClaimedIndex,
  cancel: CancelToken,
): Promise<boolean> {
  const node = missingHosts(context, index).find(
    // What a doubted node holds is entered in the ledger first.
    (missing) => context.cluster.isUp(missing) && !context.nodeMemory.isDoubted(missing),
  );
  if (node === undefined) return false;
  await prepareHost(context, claim, node, cancel);
  return true;
}

/**
 * Has nodes take no part any more in what is done to an index as a whole. What a node that was given up
 * holds must be compared before it is read again: it misses changes that no ledger knows.
 */
export async function releaseHosts(
  context: EngineContext,
  { claim, index }: ClaimedIndex,
): Promise<boolean> {
  const surplus = surplusHosts(context, index);
  if (surplus.length === 0) return false;
  const givenUp = surplus.filter((node) => context.cluster.stateOf(node) === 'failed');
  const outcome = await context.ports.store.changePlacement(claim, {
    expected: index.placement.version,
    hosts: index.placement.hosts.filter((node) => !surplus.includes(node)),
    shards: [],
    marks: givenUp.flatMap((node) => marksOf(context, index, node, 'unhosted')),
    repaired: [],
  });
  if (outcome !== 'changed') throw new RepairFailure(`the placement is ${outcome}`);
  const drained = surplus.filter((node) => context.cluster.stateOf(node) === 'draining');
  // Best effort: an empty index that stays on a node that leaves harms nobody.
  await sendBatches(context, {
    session: claim.session,
    operation: 'release-host',
    batches: drained.map((node) => ({
      node,
      shards: [],
      request: { method: 'DELETE', path: indexPath(index.uid) },
    })),
  });
  return true;
}

/** Everything that a node holds of an index, as something that must be compared before it is read. */
export function marksOf(
  context: EngineContext,
  index: IndexRecord,
  node: NodeId,
  reason: 'restored' | 'unhosted',
): readonly BehindReplica[] {
  const shardMap = context.cluster.shardMap(index);
  return [...shardMap.shardsOf(node), ...shardMap.incomingOf(node)].map((shard) => ({
    indexUid: index.uid,
    shard,
    node,
    since: 0,
    reason,
  }));
}
