import type { CancelToken } from '../../base/cancel.ts';
import type { NodeId } from '../../cluster/topology.ts';
import type { EngineContext } from '../../context.ts';
import { callNode } from '../../gather/call.ts';
import { sendBatches } from '../../gather/write.ts';
import { indexPath } from '../../indexes/node-requests.ts';
import type { RepairClaim } from '../../ports/repair-store.ts';
import { inTurn } from './index-turn.ts';
import { awaitTasks } from './range-repair.ts';
import { RepairFailure } from './repair-failure.ts';

/**
 * Repairs an index that is gone: what nodes in its ledger still have of it is deleted, and the ledger
 * forgets it. True if it was forgotten whole. Throws {@link RepairFailure}.
 */
export async function removeRemains(
  context: EngineContext,
  claim: RepairClaim,
  cancel: CancelToken,
): Promise<boolean> {
  const { clock, store } = context.ports;
  const before = await store.claimRepair(claim, []);
  if (before === null) return false;
  await clock.sleep(context.config.scatter.nodeTimeoutMs, cancel);
  const nodes = [...new Set(before.map(({ node }) => node))];
  const present = nodes.filter((node) => context.cluster.isUp(node));
  for (const node of present) await removeFrom(context, claim, node);
  // What a node that has left the fleet has is nobody's business any more.
  const gone = nodes.filter((node) => context.cluster.stateOf(node) === undefined);
  const settled = new Set([...present, ...gone]);
  const removed = before.filter(({ node }) => settled.has(node));
  return (await store.clearRepaired(claim, removed)) && settled.size === nodes.length;
}

async function removeFrom(context: EngineContext, claim: RepairClaim, node: NodeId): Promise<void> {
  const tasks = await inTurn(context, claim, [node], async () => {
    // Somebody may have made it again, which is another index.
    const indexes = await context.ports.store.listIndexes();
    if (indexes.some(({ uid }) => uid === claim.indexUid)) throw new RepairFailure('it is back');
    return (await hasIndex(context, claim, node)) ? deleteOn(context, claim, node) : [];
  });
  await awaitTasks(context, node, tasks);
}

async function hasIndex(
  context: EngineContext,
  { indexUid }: RepairClaim,
  node: NodeId,
): Promise<boolean> {
  const request = { method: 'GET', path: indexPath(indexUid) } as const;
  const answer = await callNode(context, node, request, 'repair-read');
  if (answer.kind === 'answer') return true;
  if (answer.kind === 'unavailable' && answer.reason === 'status 404') return false;
  throw new RepairFailure(`${node} was not read`);
}

async function deleteOn(
  context: EngineContext,
  { session, indexUid }: RepairClaim,
  node: NodeId,
): Promise<readonly number[]> {
  const request = { method: 'DELETE', path: indexPath(indexUid) } as const;
  const batches = [{ node, shards: [], request }];
  const outcome = await sendBatches(context, { session, operation: 'repair-write', batches });
  if (outcome.missed.length > 0) throw new RepairFailure(`${node} did not take a deletion`);
  return outcome.accepted.map(({ taskUid }) => taskUid);
}
