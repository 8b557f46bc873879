import type { NodeId, ShardId } from '../../cluster/topology.ts';
import { compareCodePoints } from '../../base/order.ts';
import type { EngineContext } from '../../context.ts';
import type { BehindReplica, RepairClaim } from '../../ports/repair-store.ts';
import { markers } from '../../protocol/markers.ts';
import { sendChanges } from '../repair/batch-repair.ts';
import { inTurn } from '../repair/index-turn.ts';
import { awaitTasks } from '../repair/range-repair.ts';
import { RepairFailure } from '../repair/repair-failure.ts';
import { relyOn } from '../restored/newest-task.ts';
import { type ReplicaRange, readTexts } from '../repair/replica-page.ts';
import { chooseChanges, type Divergence, type ReplicaChange } from './change-choice.ts';
import { contentOf } from './document-content.ts';
import { type ReplicaCopy, resolve, taskOf } from './resolution.ts';
import { readWriteHistory } from './write-history.ts';

/** The replicas of a shard that are compared with one another. */
export interface ComparedShard {
  readonly shard: ShardId;
  readonly ranges: readonly ReplicaRange[];
  /** Whether a replica has so many of the documents that what it lacks was probably deleted. */
  readonly isWitness: (node: NodeId) => boolean;
}

/** What became of documents that seemed to differ. */
export interface DivergenceCounts {
  /** Documents that do differ. */
  differing: number;
  /** Those that are the same everywhere now. */
  repaired: number;
}

/**
 * Looks at the documents `ids` once more, with every write ended, and makes those that still differ
 * the same everywhere if that is wanted. `counts` tells how far it came. Throws {@link RepairFailure}.
 */
export async function repairDivergences(
  context: EngineContext,
  claim: RepairClaim,
  compared: ComparedShard,
  ids: readonly string[],
  counts: DivergenceCounts,
): Promise<void> {
  const { ports, config } = context;
  let left = ids;
  for (let isFirst = true; left.length > 0; isFirst = false) {
    const nodes = compared.ranges.map(({ node }) => node);
    const step = await inTurn(context, claim, nodes, async () => {
      await checkClean(context, claim, compared);
      const divergences = await readDivergences(context, claim, compared, left);
      // What a node lost before it was read must not pass for deleted.
      await relyOn(context, claim.indexUid, nodes);
      if (isFirst) noteDivergence(context, claim, compared, divergences.length);
      const { changes, resolved, open } = chooseChanges(divergences);
      if (!config.antiEntropy.autoRepair) return { differing: divergences.length, work: null };
      const work = { changes: await begin(context, claim, compared, changes), resolved, open };
      return { differing: divergences.length, work };
    });
    if (isFirst) counts.differing += step.differing;
    if (step.work === null) return;
    for (const change of step.work.changes) await finish(context, claim, change);
    counts.repaired += step.work.resolved;
    left = step.work.open;
    if (left.length > 0) await ports.clock.sleep(config.repair.pauseMs);
  }
}

/** Every write before this turn has ended: who missed one of them is in the ledger, and left to repairs. */
async function checkClean(
  context: EngineContext,
  claim: RepairClaim,
  { shard, ranges }: ComparedShard,
): Promise<void> {
  const ledger = await context.ports.store.claimRepair(claim, []);
  if (ledger === null) throw new RepairFailure('another proxy repairs the index');
  const behind = ranges.find(({ node }) =>
    ledger.some((entry) => entry.shard === shard && entry.node === node),
  );
  if (behind !== undefined) throw new RepairFailure(`${behind.node} is behind`);
}

async function readDivergences(
  context: EngineContext,
  { indexUid }: RepairClaim,
  { shard, ranges, isWitness }: ComparedShard,
  ids: readonly string[],
): Promise<readonly Divergence[]> {
  const texts = await Promise.all(ranges.map((range) => readTexts(context, range, ids)));
  const differing = ids.flatMap((id) => {
    const copies = ranges.map(({ node }, at) => ({ node, text: texts[at]?.get(id) ?? null }));
    const kinds = new Set(copies.map(({ text }) => (text === null ? null : contentOf(text))));
    return kinds.size > 1 ? [{ id, copies }] : [];
  });
  const tasks = new Set(differing.flatMap(({ copies }) => writersOf(copies)));
  const nodes = ranges.map(({ node }) => node);
  const history = await readWriteHistory(context, { indexUid, shard, nodes, tasks, isWitness });
  const newness = context.ports.fault.planted('M16') ? markers.updatedAt : markers.version;
  return differing.map(({ id, copies }) => ({
    id,
    copies,
    wanted: resolve(copies, history, newness),
  }));
}

/** The tasks whose fate decides about a document that is absent somewhere. */
function writersOf(copies: readonly ReplicaCopy[]): readonly number[] {
  if (copies.every(({ text }) => text !== null)) return [];
  return copies.flatMap(({ text }) => (text === null ? [] : (taskOf(text) ?? [])));
}

function noteDivergence(
  { ports }: EngineContext,
  { indexUid: index }: RepairClaim,
  { shard, ranges }: ComparedShard,
  documents: number,
): void {
  if (documents === 0) return;
  const replicas = ranges.map(({ node }) => node).toSorted(compareCodePoints);
  ports.trace.note({ kind: 'divergence', index, shard, documents, replicas });
}

/** A change that its node has enqueued. */
interface BegunChange {
  readonly node: NodeId;
  readonly tasks: readonly number[];
  readonly mark: BehindReplica;
}

/**
 * Has replicas enqueue what changes them. They are in the ledger before: a copy that comes late would
 * take away what is written after it.
 */
async function begin(
  context: EngineContext,
  claim: RepairClaim,
  { shard, ranges }: ComparedShard,
  changes: readonly ReplicaChange[],
): Promise<readonly BegunChange[]> {
  const { store, fault } = context.ports;
  const { session, indexUid } = claim;
  const begun = changes.map((change) => {
    // It is not known since when it differs.
    const mark = { indexUid, shard, node: change.node, since: 0, reason: 'under-repair' as const };
    return { ...change, mark };
  });
  if (begun.length === 0) return [];
  const marks = begun.map(({ mark }) => mark);
  if ((await store.claimRepair(claim, marks)) === null) {
    throw new RepairFailure('another proxy repairs the index');
  }
  const sent = await Promise.all(
    begun.map(async ({ node, mark, copies, removals }) => {
      const target = ranges.find((range) => range.node === node);
      if (target === undefined) throw new RepairFailure(`${node} is not compared`);
      const tasks = await sendChanges(context, session, { target }, { copies, removals });
      return { node, tasks, mark };
    }),
  );
  await fault.at('divergence-sent');
  return sent;
}

/** Waits until a replica has been changed; then it is as clean as before. */
async function finish(
  context: EngineContext,
  claim: RepairClaim,
  { node, tasks, mark }: BegunChange,
): Promise<void> {
  await awaitTasks(context, node, tasks);
  if (!(await context.ports.store.clearRepaired(claim, [{ ...mark, renewals: 0 }]))) {
    throw new RepairFailure('another proxy repairs the index');
  }
}
