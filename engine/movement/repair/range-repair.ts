import type { CancelToken } from '../../base/cancel.ts';
import type { NodeId } from '../../cluster/topology.ts';
import type { EngineContext } from '../../context.ts';
import { callNode } from '../../gather/call.ts';
import { limits } from '../../limits.ts';
import type { LedgerEntry, RepairClaim } from '../../ports/repair-store.ts';
import { type BatchOutcome, type RangeRepair, repairBatch } from './batch-repair.ts';
import { inTurn, until } from './index-turn.ts';
import { RepairFailure } from './repair-failure.ts';
import { beginning } from '../place.ts';

/** What a repair has done so far. */
export interface RepairCounts {
  compared: number;
  copied: number;
  deleted: number;
}

/** A repair of a range, and what it has done so far, which it counts. */
export interface RangeWork {
  readonly repair: RangeRepair;
  readonly counts: RepairCounts;
  /** How long writes may be held up for a batch before it is compared; the usual time if absent. */
  readonly turnMs?: number;
}

/**
 * Makes shards of one node equal to those of another, batch by batch, each in a turn of its own.
 * Answers the marks that it made in the ledger meanwhile. Throws {@link RepairFailure} if it cannot be
 * brought to an end now; `counts` tells how far it came.
 */
export async function repairRange(
  context: EngineContext,
  claim: RepairClaim,
  work: RangeWork,
  cancel: CancelToken,
): Promise<readonly LedgerEntry[]> {
  const { repair, counts, turnMs = context.config.repair.turnMs } = work;
  const marks: LedgerEntry[] = [];
  const { source, target } = repair;
  let progress: BatchOutcome['progress'] = { source: beginning, target: beginning };
  let lostPlaces = 0;
  const compareNext = async (): Promise<BatchOutcome> => {
    await checkSource(context, claim, repair);
    const marked = new Set(marks.map(({ shard }) => shard));
    return repairBatch(context, claim, { repair, marked }, progress);
  };
  while (progress.source !== null || progress.target !== null) {
    if (cancel.canceled) throw new RepairFailure('the proxy is stopping');
    const nodes = [source.node, target.node];
    const batch = await inTurn(context, claim, nodes, compareNext, turnMs);
    marks.push(...batch.marks.map((mark) => ({ ...mark, renewals: 0 })));
    counts.compared += batch.compared;
    counts.copied += batch.copied;
    counts.deleted += batch.deleted;
    await awaitTasks(context, target.node, batch.tasks);
    progress = batch.progress;
    lostPlaces += batch.compared === 0 ? 1 : 0;
    if (lostPlaces > lostPlacesMax) throw new RepairFailure('too much is deleted meanwhile');
    await context.ports.clock.sleep(context.config.repair.pauseMs, cancel);
  }
  return marks;
}

/** Begins again so often before it leaves a shard for later. */
const lostPlacesMax = 10;

/** The source must still lack nothing, now that every write before this turn has ended. */
async function checkSource(
  context: EngineContext,
  claim: RepairClaim,
  { source }: RangeRepair,
): Promise<void> {
  const ledger = await context.ports.store.claimRepair(claim, []);
  if (ledger === null) throw new RepairFailure('another proxy repairs the index');
  const lacks = ledger.some(
    ({ node, shard }) => node === source.node && source.shards.includes(shard),
  );
  if (lacks) throw new RepairFailure(`${source.node} is behind, too`);
}

/** How long to wait for tasks of a node, and what ends the waiting. */
export interface TaskPatience {
  readonly patienceMs?: number;
  readonly cancel?: CancelToken;
}

/** Waits until a node has carried these tasks out. Throws {@link RepairFailure} if it does not. */
export async function awaitTasks(
  context: EngineContext,
  node: NodeId,
  uids: readonly number[],
  { patienceMs = limits.repairTaskMsMax, cancel }: TaskPatience = {},
): Promise<void> {
  if (uids.length === 0) return;
  const path = `/tasks?limit=${uids.length}&uids=${uids.join(',')}`;
  let statuses: readonly string[] = [];
  const haveEnded = await until(
    context,
    patienceMs,
    async () => {
      if (!context.cluster.isUp(node)) throw new RepairFailure(`${node} is down`);
      const deadlineMs = context.config.health.timeoutMs;
      const answer = await callNode(context, node, { method: 'GET', path }, 'tasks', deadlineMs);
      if (answer.kind !== 'answer') return false;
      statuses = [...answer.body.matchAll(/"status"\s*:\s*"(\w+)"/g)].map(
        ([, status]) => status ?? '',
      );
      return statuses.length === uids.length && !statuses.some(isOpen);
    },
    cancel,
  );
  if (!haveEnded || statuses.some((status) => status !== 'succeeded')) {
    throw new RepairFailure(`${node} did not carry a batch out`);
  }
}

function isOpen(status: string): boolean {
  return status === 'enqueued' || status === 'processing';
}
