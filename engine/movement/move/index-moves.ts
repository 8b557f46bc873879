import type { CancelToken } from '../../base/cancel.ts';
import { must } from '../../base/assert.ts';
import type { NodeId, ShardId } from '../../cluster/topology.ts';
import type { EngineContext } from '../../context.ts';
import { acceptsShards } from '../../cluster/node-state.ts';
import { formatTime } from '../../base/time.ts';
import type { MoveRecord } from '../../ports/move-store.ts';
import type { RepairClaim } from '../../ports/repair-store.ts';
import type { IndexRecord } from '../../ports/task-store.ts';
import { judgeMovement } from '../movement-policy.ts';
import { giveBack } from '../repair/index-turn.ts';
import type { RepairOutcome } from '../repair/index-repair.ts';
import { RepairFailure } from '../repair/repair-failure.ts';
import { prepareMissingHost, releaseHosts } from './hosts.ts';
import { type ClaimedIndex, indexAgenda } from './index-agenda.ts';
import { isInPlace } from './index-settling.ts';
import { chooseMove } from './move-choice.ts';
import { cleanOutgoing } from './outgoing-shards.ts';
import { releaseShards } from './released-shards.ts';
import { carryOn } from './single-move.ts';

/**
 * Brings the shards of an index nearer to where they ought to be, unless another proxy does. Rejects if
 * the store fails.
 */
export async function moveIndex(
  context: EngineContext,
  indexUid: string,
  cancel: CancelToken,
): Promise<RepairOutcome> {
  const index = context.catalogue.get(indexUid);
  const session = context.session.trusted();
  if (index?.accepted !== true || session === undefined) return 'nothing-to-do';
  if (isInPlace(context, index) && !(await hasMoves(context, indexUid))) return 'nothing-to-do';
  const claim: RepairClaim = { session, indexUid };
  if ((await context.ports.store.claimRepair(claim, [])) === null) return 'nothing-to-do';
  try {
    return await takeSteps(context, claim, cancel);
  } finally {
    await giveBack(context, claim, 'claim');
  }
}

async function hasMoves(context: EngineContext, indexUid: string): Promise<boolean> {
  const moves = await context.ports.store.listMoves();
  return moves.some((move) => move.indexUid === indexUid);
}

type Step = (
  context: EngineContext,
  claimed: ClaimedIndex,
  cancel: CancelToken,
) => Promise<boolean>;

/** In this order: each works with what the earlier ones have left. */
const steps: readonly Step[] = [
  releaseHosts,
  prepareMissingHost,
  releaseShards,
  moveNext,
  cleanNext,
];

/** Takes each step that can be taken; one that fails does not keep the others from being taken. */
async function takeSteps(
  context: EngineContext,
  claim: RepairClaim,
  cancel: CancelToken,
): Promise<RepairOutcome> {
  let outcome: RepairOutcome = 'nothing-to-do';
  for (const step of steps) {
    await context.shared.refresh();
    const index = context.catalogue.get(claim.indexUid);
    if (cancel.canceled || index?.accepted !== true) break;
    try {
      const isDone = await step(context, { claim, index }, cancel);
      if (isDone && outcome === 'nothing-to-do') outcome = 'succeeded';
    } catch (error) {
      if (!(error instanceof RepairFailure)) throw error;
      noteFailure(context, claim, error);
      outcome = 'failed';
    }
  }
  return outcome;
}

function noteFailure(
  { ports }: EngineContext,
  { indexUid }: RepairClaim,
  { message, target = '', phase = 'dual-write' }: RepairFailure,
): void {
  ports.trace.note({ kind: 'move-failed', index: indexUid, target, phase, reason: message });
}

/** Goes on with a move that was begun, or begins the next. */
async function moveNext(
  context: EngineContext,
  claimed: ClaimedIndex,
  cancel: CancelToken,
): Promise<boolean> {
  const { claim, index } = claimed;
  // The configuration forbids it, and so does every request that asks for it.
  if (judgeMovement(context.config).kind === 'unsafe' || context.cluster.fleet.paused) return false;
  const moves = await context.ports.store.listMoves();
  const begun = moves.find((move) => move.indexUid === claim.indexUid);
  const move = begun ?? (await nextMove(context, claimed));
  if (move === undefined) return false;
  const { wanted, underWay } = indexAgenda(context, index);
  // What has left the placement meanwhile has missed writes: it must begin anew, as another move.
  const candidates = move.phase === 'dual-write' ? [...wanted, ...underWay] : underWay;
  const isWanted = (shard: ShardId): boolean =>
    candidates.some((one) => one.shard === shard && one.target === move.target);
  const shards = move.shards.filter(isWanted);
  const sources = new Map(
    shards.map((shard) => [shard, sourcesOf(context, index, shard, move.target)]),
  );
  const ready = shards.filter((shard) => sources.get(shard)?.includes(move.source) === true);
  // Those that have another source, or none, go by themselves.
  if (ready.length > 0) {
    await carryOn(context, claimed, { ...move, shards: ready }, cancel);
    return true;
  }
  if (begun === undefined) return false;
  await endMove(context, claimed, move);
  return true;
}

/** Forgets a move that is not to be gone on with: it has arrived, or nobody wants it any more. */
async function endMove(
  context: EngineContext,
  { claim, index }: ClaimedIndex,
  { source, target, shards, copied }: MoveRecord,
): Promise<void> {
  await context.ports.store.endMove(claim, target);
  const held = context.cluster.shardMap(index).shardsOf(target);
  const phase = shards.every((shard) => held.includes(shard)) ? 'ended' : 'abandoned';
  const what = { index: index.uid, source, target, shards, copied };
  context.ports.trace.note({ kind: 'move', ...what, phase });
}

/** The nodes that a shard can be copied from now: clean replicas that answer, those of its group first. */
function sourcesOf(
  { cluster, ledger, nodeMemory }: EngineContext,
  index: IndexRecord,
  shard: ShardId,
  target: NodeId,
): readonly NodeId[] {
  const groups = new Map(cluster.topology.nodes.map(({ id, replicaGroup }) => [id, replicaGroup]));
  const isNear = (node: NodeId): boolean => groups.get(node) === groups.get(target);
  return cluster
    .shardMap(index)
    .replicaNodes(shard)
    .filter((node) => cluster.isUp(node) && !nodeMemory.isDoubted(node))
    .filter((node) => !ledger.lacksAny(index.uid, shard, node))
    .toSorted((left, right) => Number(isNear(right)) - Number(isNear(left)));
}

async function nextMove(
  context: EngineContext,
  { claim, index }: ClaimedIndex,
): Promise<MoveRecord | undefined> {
  const { cluster, ports, config } = context;
  const agenda = indexAgenda(context, index);
  const chosen = chooseMove(
    // A shard that was being given to a node when its move was given up is begun anew.
    [...agenda.underWay, ...agenda.wanted],
    {
      sources: (shard, target) => sourcesOf(context, index, shard, target),
      isReady: (target) =>
        cluster.isUp(target) &&
        acceptsShards(must(cluster.stateOf(target), 'the state of a node')) &&
        index.placement.hosts.includes(target),
    },
    config.movement.shardsAtOnce,
  );
  if (chosen === undefined) return undefined;
  return {
    indexUid: claim.indexUid,
    ...chosen,
    phase: 'dual-write',
    since: (index.newestTask ?? -1) + 1,
    place: { offset: 0, lastId: null },
    copied: 0,
    copiedBytes: 0,
    documents: 0,
    startedAt: formatTime(ports.clock.wallMs()),
  };
}

/** Cleans the first node that can be cleaned. */
async function cleanNext(
  context: EngineContext,
  claimed: ClaimedIndex,
  cancel: CancelToken,
): Promise<boolean> {
  const { outgoing } = indexAgenda(context, claimed.index);
  for (const [node, shards] of outgoing) {
    if (await cleanOutgoing(context, claimed, { node, shards }, cancel)) return true;
  }
  return false;
}
