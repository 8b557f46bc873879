import type { NodeId } from '../../cluster/topology.ts';
import type { EngineContext } from '../../context.ts';
import { limits } from '../../limits.ts';
import type { BehindReplica, RepairClaim } from '../../ports/repair-store.ts';
import type { IndexRecord } from '../../ports/task-store.ts';
import { survivingStore } from '../../sharing/store-failure.ts';
import { gapKey } from '../ledger.ts';
import { noteBehind } from '../missed-writes.ts';
import { marksOf } from '../move/hosts.ts';
import { giveBack } from '../repair/index-turn.ts';
import { forgottenIndexes } from './forgotten-indexes.ts';
import { recordLookedThrough, recordLoss, recordMarked } from './restoration-record.ts';

/**
 * Has the ledger name all that restored nodes may have lost, for as long as the proxy runs: whichever
 * proxy found that out, and whatever became of it.
 */
export function startRestoredNodes(context: EngineContext): void {
  const { clock, spawner, trace } = context.ports;
  spawner.spawn('restored-nodes', async (cancel) => {
    while (!cancel.canceled) {
      await clock.sleep(limits.restoredLookMs, cancel);
      if (cancel.canceled) return;
      await survivingStore(trace, () => tendRestoredNodes(context), undefined);
    }
  });
}

/**
 * Does what can be done now: what remains is done by a later call. A node is relied on again, for what
 * the ledger does not name, once nothing remains. Rejects if the store fails.
 */
async function tendRestoredNodes(context: EngineContext): Promise<void> {
  for (const { node } of context.nodeMemory.losses()) await recordLoss(context, node);
  for (const { id, restored } of context.cluster.topology.nodes) {
    if (restored === undefined || restored.isMarked) continue;
    if (await markAll(context, id)) await recordMarked(context, id, restored.count);
  }
  for (const { id, isBack } of context.cluster.topology.nodes) {
    if (isBack !== true || !context.cluster.isUp(id)) continue;
    if ((await markAllForgotten(context, id)) === 0) await recordLookedThrough(context, id);
  }
}

/** Enters everything that a node has in the ledger; false if something remains. */
async function markAll(context: EngineContext, node: NodeId): Promise<boolean> {
  await context.shared.refresh();
  let remaining = 0;
  for (const index of context.catalogue.all()) {
    if (isMarked(context, index, node)) continue;
    if (!(await markIndex(context, node, index.uid))) remaining += 1;
  }
  return remaining + (await markAllForgotten(context, node)) === 0;
}

/** Has indexes removed from a node that were deleted; answers how many remain, at least one if it is silent. */
async function markAllForgotten(context: EngineContext, node: NodeId): Promise<number> {
  const forgotten = await forgottenIndexes(context, node);
  if (forgotten === undefined) return 1;
  let remaining = 0;
  for (const indexUid of forgotten) {
    if (!(await markForgotten(context, node, indexUid))) remaining += 1;
  }
  return remaining;
}

/**
 * Whether the ledger names all that a node has of an index. Nobody makes it a host again, or repairs
 * what it has, before all its indexes are marked.
 */
function isMarked(context: EngineContext, index: IndexRecord, node: NodeId): boolean {
  if (index.placement.hosts.includes(node)) return false;
  const marks = marksOf(context, index, node, 'restored');
  if (marks.length === 0) return true;
  const known = new Set(context.ledger.entries().map(gapKey));
  return marks.every((mark) => known.has(gapKey(mark)));
}

/** Needs the claim of the index; false if another proxy has it, which marks the index itself. */
async function markIndex(context: EngineContext, node: NodeId, indexUid: string): Promise<boolean> {
  return withClaim(context, indexUid, async (claim) => {
    await context.shared.refresh();
    const index = context.catalogue.get(indexUid);
    if (index === undefined) return true;
    const marks = marksOf(context, index, node, 'restored');
    const outcome = await context.ports.store.changePlacement(claim, {
      expected: index.placement.version,
      hosts: index.placement.hosts.filter((host) => host !== node),
      shards: [],
      marks,
      repaired: [],
    });
    if (outcome !== 'changed') return false;
    noteBehind(context.ports.trace, marks);
    await context.shared.refresh();
    return true;
  });
}

/** An index that was deleted and is back on the node: the ledger has its remains removed. */
async function markForgotten(
  context: EngineContext,
  node: NodeId,
  indexUid: string,
): Promise<boolean> {
  const mark: BehindReplica = { indexUid, shard: 0, node, since: 0, reason: 'restored' };
  const known = context.ledger.entries().some((entry) => gapKey(entry) === gapKey(mark));
  if (known) return true;
  return withClaim(context, indexUid, async (claim) => {
    if ((await context.ports.store.claimRepair(claim, [mark])) === null) return false;
    noteBehind(context.ports.trace, [mark]);
    return true;
  });
}

/** Does `work` with the claim of an index, which the caretaker of this proxy may have as well. */
async function withClaim(
  context: EngineContext,
  indexUid: string,
  work: (claim: RepairClaim) => Promise<boolean>,
): Promise<boolean> {
  const { ports, underCare } = context;
  const session = context.session.trusted();
  if (session === undefined) return false;
  const claim: RepairClaim = { session, indexUid };
  // Whoever has the claim here gives it back; without one the store refuses what `work` does.
  if (underCare.has(indexUid)) return work(claim);
  underCare.add(indexUid);
  try {
    return (await ports.store.claimRepair(claim, [])) !== null && (await work(claim));
  } finally {
    await giveBack(context, claim, 'claim');
    underCare.delete(indexUid);
  }
}
