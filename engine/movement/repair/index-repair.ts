import type { CancelToken } from '../../base/cancel.ts';
import { must } from '../../base/assert.ts';
import type { NodeId } from '../../cluster/topology.ts';
import type { EngineContext } from '../../context.ts';
import { callNode } from '../../gather/call.ts';
import type { LedgerEntry, RepairClaim } from '../../ports/repair-store.ts';
import type { IndexRecord } from '../../ports/task-store.ts';
import { readMembers } from '../../settings/members.ts';
import { removeRemains } from './index-removal.ts';
import { giveBack, inTurn } from './index-turn.ts';
import { type RepairCounts, repairRange } from './range-repair.ts';
import { RepairFailure } from './repair-failure.ts';
import {
  type Election,
  electionMarks,
  marksFor,
  planRepairs,
  type RepairPlan,
  type ReplicaRepair,
  type ReplicaView,
  steadyPart,
  stillElected,
} from './repair-plan.ts';

/** What became of an attempt to repair an index; `nothing-to-do`: nor was anything tried. */
export type RepairOutcome = 'nothing-to-do' | 'succeeded' | 'failed';

/**
 * Repairs what can be repaired of the replicas of an index that are behind, unless another proxy does.
 * Rejects if the store fails.
 */
export async function repairIndex(
  context: EngineContext,
  indexUid: string,
  cancel: CancelToken,
): Promise<RepairOutcome> {
  const index = context.catalogue.get(indexUid);
  const session = context.session.trusted();
  if (index?.accepted === false || session === undefined) return 'nothing-to-do';
  const claim: RepairClaim = { session, indexUid };
  try {
    return index === undefined
      ? await forgetIndex(context, claim, cancel)
      : await repairExisting(context, { claim, index }, cancel);
  } finally {
    await giveBack(context, claim, 'claim');
  }
}

/** What came to be known of an index after it was deleted: nothing may be left of it anywhere. */
async function forgetIndex(
  context: EngineContext,
  claim: RepairClaim,
  cancel: CancelToken,
): Promise<RepairOutcome> {
  const isForgotten = await unlessItFails(() => removeRemains(context, claim, cancel));
  return isForgotten === true ? 'succeeded' : 'failed';
}

async function repairExisting(
  context: EngineContext,
  { claim, index }: Claimed,
  cancel: CancelToken,
): Promise<RepairOutcome> {
  if (!needsRepair(context, index)) return 'nothing-to-do';
  const claimed = await context.ports.store.claimRepair(claim, []);
  if (claimed === null) return 'nothing-to-do';
  // Nobody else moves its shards from here on: the ledger and the placement must be of one time.
  await context.shared.refresh();
  const now = context.catalogue.get(claim.indexUid);
  if (now?.accepted !== true) return 'nothing-to-do';
  return repairClaimed(context, { claim, index: now }, claimed, cancel);
}

/** Whether something can be repaired of an index, as far as this proxy knows. */
export function needsRepair(context: EngineContext, index: IndexRecord): boolean {
  const known = context.ledger.entries().filter(({ indexUid }) => indexUid === index.uid);
  const ledger = known.map((entry) => ({ ...entry, renewals: 0 }));
  return !isEmpty(planRepairs(ledger, viewOf(context, index)));
}

interface Claimed {
  readonly claim: RepairClaim;
  readonly index: IndexRecord;
}

async function repairClaimed(
  context: EngineContext,
  { claim, index }: Claimed,
  before: readonly LedgerEntry[],
  cancel: CancelToken,
): Promise<RepairOutcome> {
  const view = viewOf(context, index);
  const first = planRepairs(before, view);
  if (first.strays.length > 0) await context.ports.store.clearRepaired(claim, first.strays);
  if (first.repairs.length + first.elections.length === 0) return 'succeeded';
  const answering = await nodesThatAnswer(context, first);
  // What was sent to a node before it answered arrives within this time, or never.
  await context.ports.clock.sleep(context.config.scatter.nodeTimeoutMs, cancel);
  const later = await context.ports.store.claimRepair(claim, []);
  if (later === null || cancel.canceled) return 'failed';
  const steady = steadyPart(later, before);
  const { repairs, elections } = planRepairs(steady, {
    ...view,
    isUp: (node) => answering.has(node) && view.isUp(node),
  });
  if (elections.length > 0) return elect(context, { claim, index }, elections);
  return repairAll(context, { claim, index }, repairs, cancel);
}

async function repairAll(
  context: EngineContext,
  claimed: Claimed,
  repairs: readonly ReplicaRepair[],
  cancel: CancelToken,
): Promise<RepairOutcome> {
  const pairs = Map.groupBy(repairs, ({ source, target }) => `${source} ${target}`);
  let outcome: RepairOutcome = repairs.length === 0 ? 'nothing-to-do' : 'succeeded';
  for (const pair of pairs.values()) {
    if (!(await repairPair(context, claimed, pair, cancel))) outcome = 'failed';
  }
  return outcome;
}

/** Repairs those shards of one node whose source is the same; true if they are equal now. */
async function repairPair(
  context: EngineContext,
  { claim, index }: Claimed,
  pair: readonly ReplicaRepair[],
  cancel: CancelToken,
): Promise<boolean> {
  const { source, target } = must(pair[0], 'a repair');
  const entries = pair.flatMap((repair) => repair.entries);
  const counts: RepairCounts = { compared: 0, copied: 0, deleted: 0 };
  const shards = pair.map(({ shard }) => shard);
  const note = (stage: 'begun' | 'succeeded' | 'failed', why: { reason?: string } = {}): void => {
    const who = { index: index.uid, source, target, shards };
    context.ports.trace.note({ kind: 'repair', ...who, stage, ...why, ...counts });
  };
  note('begun');
  try {
    const { acceptedPrimaryKey: primaryKey, uid: indexUid } = index;
    if (primaryKey === null) throw new RepairFailure('the index has no primary key');
    const range = { indexUid, primaryKey, shards, hasVectors: hasEmbedders(index) };
    const since = entries.reduce((least, entry) => Math.min(least, entry.since), Infinity);
    const repair = {
      source: { ...range, node: source },
      target: { ...range, node: target },
      since,
      shardCount: index.shards,
      unmarked: new Map(marksFor(pair).map((mark) => [mark.shard, mark])),
    };
    const marks = await repairRange(context, claim, { repair, counts }, cancel);
    const cleared = [...entries, ...marks];
    if (!(await context.ports.store.clearRepaired(claim, cleared))) {
      throw new RepairFailure('another proxy repairs the index');
    }
    note('succeeded');
    return true;
  } catch (error) {
    if (!(error instanceof RepairFailure)) throw error;
    note('failed', { reason: error.message });
    return false;
  }
}

/** Makes the elected replicas clean ones, from which the others are repaired next. */
async function elect(
  context: EngineContext,
  { claim, index }: Claimed,
  elections: readonly Election[],
): Promise<RepairOutcome> {
  const nodes = [...new Set(elections.map(({ node }) => node))];
  const { store, trace } = context.ports;
  const elected = await unlessItFails(() =>
    inTurn(context, claim, nodes, async () => {
      const ledger = await store.claimRepair(claim, []);
      // Writes have ended meanwhile, and may have left other candidates.
      const still = ledger === null ? [] : stillElected(elections, ledger, viewOf(context, index));
      const marks = electionMarks(still, ledger ?? []);
      if ((await store.claimRepair(claim, marks)) === null) return [];
      await store.clearRepaired(
        claim,
        still.flatMap(({ entries }) => entries),
      );
      return still;
    }),
  );
  for (const { shard, node } of elected ?? []) {
    trace.note({ kind: 'repair-elected', index: claim.indexUid, shard, node });
  }
  return elected === undefined || elected.length === 0 ? 'failed' : 'succeeded';
}

async function unlessItFails<Value>(work: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RepairFailure) return undefined;
    throw error;
  }
}

/** The nodes of a plan that answer a question now. */
async function nodesThatAnswer(
  context: EngineContext,
  { repairs, elections }: RepairPlan,
): Promise<ReadonlySet<NodeId>> {
  const asked = new Set([
    ...repairs.flatMap(({ source, target }) => [source, target]),
    ...elections.map(({ node }) => node),
  ]);
  const deadlineMs = context.config.health.timeoutMs;
  const request = { method: 'GET', path: '/tasks?limit=1' } as const;
  const answering = await Promise.all(
    [...asked].map(async (node) => {
      const answer = await callNode(context, node, request, 'tasks', deadlineMs);
      return answer.kind === 'answer' ? [node] : [];
    }),
  );
  return new Set(answering.flat());
}

function viewOf(context: EngineContext, index: IndexRecord): ReplicaView {
  const shardMap = context.cluster.shardMap(index);
  return {
    replicas: (shard) => shardMap.replicaNodes(shard),
    isIncoming: (shard, node) => shardMap.incoming(shard).includes(node),
    // A node that is no host is given the index with its settings first.
    isUp: (node) =>
      context.cluster.isUp(node) &&
      index.placement.hosts.includes(node) &&
      !context.nodeMemory.isDoubted(node),
  };
}

function isEmpty({ repairs, elections, strays }: RepairPlan): boolean {
  return repairs.length === 0 && elections.length === 0 && strays.length === 0;
}

/** Whether documents of an index may have vectors. */
export function hasEmbedders({ settings }: IndexRecord): boolean {
  const embedders = readMembers(settings).get('embedders') ?? 'null';
  return embedders !== 'null' && embedders !== '{}';
}
