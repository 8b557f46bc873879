import type { CancelToken } from '../../base/cancel.ts';
import { must } from '../../base/assert.ts';
import type { EngineContext } from '../../context.ts';
import { desiredReplicas } from '../../placement/placement.ts';
import type { MoveRecord } from '../../ports/move-store.ts';
import type { LedgerEntry, RepairClaim } from '../../ports/repair-store.ts';
import { inTurn } from '../repair/index-turn.ts';
import { type RepairCounts, repairRange } from '../repair/range-repair.ts';
import { RepairFailure } from '../repair/repair-failure.ts';
import type { ReplicaRange } from '../repair/replica-page.ts';
import { relyOn } from '../restored/newest-task.ts';
import type { ShardCopy } from './shard-copy.ts';
import { withReplica } from './shard-moves.ts';

/**
 * The delta pass: makes the target of a move equal to its source, in both directions and by version,
 * whatever is known or not known to have gone wrong. Answers what the ledger said of the target when
 * it began. Throws {@link RepairFailure}.
 */
export async function compareWithSource(
  context: EngineContext,
  claim: RepairClaim,
  { source, target }: ShardCopy,
  cancel: CancelToken,
): Promise<readonly LedgerEntry[]> {
  const entries = await entriesOf(context, claim, target);
  const { skipDelta, drainMs } = context.config.movement;
  const index = context.catalogue.get(claim.indexUid);
  const isEmpty = source.primaryKey === '' || index === undefined;
  // What is known to be missing is never skipped.
  const isSkipped = skipDelta && entries.every(({ reason }) => reason === 'incoming');
  if (isEmpty || isSkipped || context.ports.fault.planted('M2')) return entries;
  const counts: RepairCounts = { compared: 0, copied: 0, deleted: 0 };
  const since = entries.reduce((least, entry) => Math.min(least, entry.since), Infinity);
  const repair = { source, target, since, shardCount: index.shards, unmarked: new Map() };
  const what = { index: index.uid, source: source.node, target: target.node };
  const note = (stage: 'begun' | 'succeeded'): void => {
    context.ports.trace.note({ kind: 'repair', ...what, shards: target.shards, stage, ...counts });
  };
  note('begun');
  await repairRange(context, claim, { repair, counts, turnMs: drainMs }, cancel);
  note('succeeded');
  return entries;
}

/** What the ledger says of some shards of a node. Throws {@link RepairFailure} without the claim. */
export async function entriesOf(
  context: EngineContext,
  claim: RepairClaim,
  { node, shards }: Pick<ReplicaRange, 'node' | 'shards'>,
): Promise<readonly LedgerEntry[]> {
  const ledger = await context.ports.store.claimRepair(claim, []);
  if (ledger === null) throw new RepairFailure('another proxy moves the index');
  return ledger.filter((entry) => entry.node === node && shards.includes(entry.shard));
}

/**
 * Has the target of a move take over, while no write is under way. False if it has missed one since it
 * was compared: the ledger says other things of it than `compared`. Throws {@link RepairFailure}.
 */
export async function activate(
  context: EngineContext,
  claim: RepairClaim,
  { target, source, shards }: MoveRecord,
  compared: readonly LedgerEntry[],
): Promise<boolean> {
  const { cluster, ports, config } = context;
  const changeInTurn = async (): Promise<boolean> => {
    const entries = ports.fault.planted('M10')
      ? await entriesOf(context, claim, { node: target, shards })
      : compared;
    await relyOn(context, claim.indexUid, [target]);
    await context.shared.refresh();
    const index = context.catalogue.get(claim.indexUid);
    if (index?.accepted !== true) throw new RepairFailure('the index is gone');
    const { placement } = index;
    const desired = desiredReplicas(cluster.topology, placement.shards.length);
    const isMember = (node: string): boolean => cluster.stateOf(node) !== undefined;
    // What nobody wants any more is not activated.
    const wanted = shards.filter(
      (shard) =>
        desired[shard]?.flat().includes(target) === true &&
        placement.shards[shard]?.incoming.includes(target) === true,
    );
    const outcome = await ports.store.changePlacement(claim, {
      expected: placement.version,
      shards: wanted.map((shard) => ({
        shard,
        ...withReplica(
          must(placement.shards[shard], 'shard'),
          target,
          must(desired[shard], 'shard'),
          isMember,
        ),
      })),
      marks: [],
      repaired: entries.filter((entry) => wanted.includes(entry.shard)),
    });
    if (outcome === 'unclaimed') throw new RepairFailure('another proxy moves the index');
    return outcome === 'changed';
  };
  return inTurn(context, claim, [source, target], changeInTurn, config.movement.drainMs);
}
