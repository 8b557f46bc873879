import type { CancelToken } from '../../base/cancel.ts';
import { must } from '../../base/assert.ts';
import type { NodeId, ShardId } from '../../cluster/topology.ts';
import type { EngineContext } from '../../context.ts';
import { sendBatches } from '../../gather/write.ts';
import { indexPath } from '../../indexes/node-requests.ts';
import { limits } from '../../limits.ts';
import type { Revision } from '../../placement/placement.ts';
import type { RepairClaim } from '../../ports/repair-store.ts';
import type { IndexRecord } from '../../ports/task-store.ts';
import { shardFilter } from '../../protocol/markers.ts';
import { awaitTasks } from '../repair/range-repair.ts';
import { RepairFailure } from '../repair/repair-failure.ts';
import { withoutOutgoing } from './shard-moves.ts';

/**
 * Since when, by this proxy's clock, nodes have been known to be rid of shards. Requests from before
 * may be under way for a while, and what they bring must be cleaned as well.
 */
export class CleaningPatience {
  readonly #since = new Map<string, { readonly version: Revision; sinceMs: number }>();

  /** Whether `patienceMs` have passed since this was first asked about this version of a placement. */
  isOver(
    shard: { readonly indexUid: string; readonly node: NodeId; readonly version: Revision },
    nowMs: number,
    patienceMs: number,
  ): boolean {
    const key = `${shard.indexUid} ${shard.node}`;
    const known = this.#since.get(key);
    if (known?.version === shard.version) return nowMs - known.sinceMs >= patienceMs;
    this.#since.set(key, { version: shard.version, sinceMs: nowMs });
    return false;
  }

  /** Begins anew: a deletion may be under way that nobody knows the end of. */
  restart(indexUid: string, node: NodeId, nowMs: number): void {
    const known = this.#since.get(`${indexUid} ${node}`);
    if (known !== undefined) known.sinceMs = nowMs;
  }
}

/**
 * Deletes what a node has left of shards that are held elsewhere now, if every proxy that lives knows
 * where they are. True if something was done. Throws {@link RepairFailure}.
 */
export async function cleanOutgoing(
  context: EngineContext,
  { claim, index }: { readonly claim: RepairClaim; readonly index: IndexRecord },
  outgoing: { readonly node: NodeId; readonly shards: readonly ShardId[] },
  cancel: CancelToken,
): Promise<boolean> {
  const { node } = outgoing;
  // While every replica lacks something, what is left here may be the only copy of it.
  const shards = outgoing.shards.filter((shard) => hasWholeReplica(context, index, shard));
  if (shards.length === 0 || !context.cluster.isUp(node)) return false;
  const { clock } = context.ports;
  const places = shards.map((shard) => must(index.placement.shards[shard], 'shard'));
  const version = places.reduce((newest, place) => Math.max(newest, place.version), 0);
  const { indexUid } = claim;
  // Twice the time of a request: the bound on how late one may arrive, and a little more.
  const patienceMs = 2 * context.config.scatter.nodeTimeoutMs;
  const isOver = context.cleaning.isOver({ indexUid, node, version }, clock.monoMs(), patienceMs);
  if (!isOver || !(await isAdopted(context, version))) return false;
  try {
    await deleteShards(context, claim, { node, shards }, cancel);
  } catch (error) {
    context.cleaning.restart(indexUid, node, clock.monoMs());
    throw error;
  }
  const outcome = await context.ports.store.changePlacement(claim, {
    expected: index.placement.version,
    shards: shards.map((shard, at) => ({
      shard,
      ...withoutOutgoing(must(places[at], 'the place of a shard'), node),
    })),
    marks: [],
    repaired: [],
  });
  if (outcome === 'changed') {
    context.ports.trace.note({ kind: 'cleaned', index: indexUid, node, shards });
  }
  return true;
}

function hasWholeReplica(
  { cluster, ledger, nodeMemory }: EngineContext,
  index: IndexRecord,
  shard: ShardId,
): boolean {
  return cluster
    .shardMap(index)
    .replicaNodes(shard)
    .some((node) => !nodeMemory.isDoubted(node) && !ledger.isBehind(index.uid, shard, node));
}

/** The planted bug M8: deletes what a move leaves behind before anybody knows where it went. */
export function cleanSource(
  context: EngineContext,
  claim: RepairClaim,
  { source }: { readonly source: { readonly node: NodeId; readonly shards: readonly ShardId[] } },
  cancel: CancelToken,
): Promise<void> {
  return deleteShards(context, claim, source, cancel);
}

/** Whether every proxy works with nothing older than this. */
async function isAdopted(context: EngineContext, version: Revision): Promise<boolean> {
  const sessions = await context.ports.store.listSessions();
  return sessions.every(({ adopted }) => adopted >= version);
}

async function deleteShards(
  context: EngineContext,
  { session, indexUid }: RepairClaim,
  { node, shards }: { readonly node: NodeId; readonly shards: readonly ShardId[] },
  cancel: CancelToken,
): Promise<void> {
  const path = `${indexPath(indexUid)}/documents/delete`;
  const body = JSON.stringify({ filter: shardFilter(shards) });
  const batches = [{ node, shards, request: { method: 'POST', path, body } as const }];
  const outcome = await sendBatches(context, { session, operation: 'move-clean', batches });
  const [missed] = outcome.missed;
  if (missed !== undefined) {
    throw new RepairFailure(`${node} did not take a cleaning: ${missed.reason}`);
  }
  await context.ports.fault.at('clean-sent');
  const uids = outcome.accepted.map(({ taskUid }) => taskUid);
  await awaitTasks(context, node, uids, { patienceMs: limits.moveTaskMsMax, cancel });
}
