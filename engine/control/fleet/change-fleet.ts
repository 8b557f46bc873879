import { formatTime } from '../../base/time.ts';
import type { Topology } from '../../cluster/topology.ts';
import type { EngineContext } from '../../context.ts';
import { limits } from '../../limits.ts';
import { isFleetInPlace } from '../../movement/move/fleet-settling.ts';
import { judgeMovement } from '../../movement/movement-policy.ts';
import type { FleetChange, OperationKind } from '../../ports/fleet-store.ts';
import { type Answer, jsonAnswer } from '../../protocol/routed-request.ts';
import { checkCandidates } from './candidate-node.ts';
import { nextTopology, subjectOf } from './fleet-changes.ts';
import { fleetBusy, unsafeMovement } from './fleet-errors.ts';
import {
  beginsMoves,
  type FleetWish,
  type HeldDocuments,
  type NewNode,
  newNodesOf,
} from './fleet-wish.ts';
import { renderOperation, renderUnchanged, runningOperation } from './operations.ts';
import { replicasToMove } from './placed-shards.ts';

/**
 * Grants a wish: 202 with the operation that it began, or that does the same already; 200 if there is
 * nothing to do. Throws the {@link ApiError} of a wish that cannot be granted.
 */
export async function grantWish(context: EngineContext, wish: FleetWish): Promise<Answer> {
  if (beginsMoves(wish)) refuseUnsafeMovement(context);
  if (nextOf(context, wish) !== null) await checkCandidates(context, strangersOf(context, wish));
  return changeInTurn(context, async () => {
    const next = nextOf(context, wish);
    const subject = subjectOf(wish, context.cluster.topology);
    if (next !== null) return { kind: wish.kind, subject, topology: next };
    return unchangedAnswer(context, wish.kind, subject);
  });
}

/**
 * Begins to move whatever is not where it ought to be: 202 with the operation that does so, which may
 * be under way; 200 if there is nothing to do.
 */
export async function beginRebalance(context: EngineContext): Promise<Answer> {
  refuseUnsafeMovement(context);
  return changeInTurn(context, async () => {
    const { topology } = context.cluster;
    const subject = 'fleet';
    const running = await runningOperation(context);
    if (running !== undefined) return jsonAnswer(202, renderOperation(running));
    if (!isFleetInPlace(context)) {
      return { kind: 'rebalance', subject, topology };
    }
    return jsonAnswer(200, renderUnchanged('rebalance', subject));
  });
}

/** Holds moves up, or lets them go on: 200. Throws `miroir_unsafe_movement` as every begin of moves does. */
export async function setPaused(context: EngineContext, paused: boolean): Promise<Answer> {
  if (!paused) refuseUnsafeMovement(context);
  for (let attempt = 0; attempt < limits.fleetChangeAttemptsMax; attempt += 1) {
    const { fleet } = context.cluster;
    if (fleet.paused === paused) return jsonAnswer(200, { paused });
    const change = { expected: fleet.version, topology: fleet.topology, paused, operation: null };
    await commit(context, change, paused ? 'pause' : 'resume');
  }
  throw fleetBusy();
}

/** A change that can be made now, or the answer if none is needed. */
type Decision =
  | { readonly kind: OperationKind; readonly subject: string; readonly topology: Topology }
  | Answer;

/** Decides anew, upon what the fleet has become, until nobody else was faster. */
async function changeInTurn(
  context: EngineContext,
  decide: () => Promise<Decision>,
): Promise<Answer> {
  for (let attempt = 0; attempt < limits.fleetChangeAttemptsMax; attempt += 1) {
    const { version, paused } = context.cluster.fleet;
    const decision = await decide();
    if (!('topology' in decision)) return decision;
    const { kind, subject, topology } = decision;
    const operation: FleetChange['operation'] = {
      kind,
      subject,
      replicasToMove: replicasToMove(topology, context.catalogue.all()),
      startedAt: formatTime(context.ports.clock.wallMs()),
    };
    const change = { expected: version, topology, paused, operation };
    const changed = await commit(context, change, `${kind} ${subject}`);
    if (changed?.operation != null) return jsonAnswer(202, renderOperation(changed.operation));
  }
  throw fleetBusy();
}

/** Makes a change, unless somebody else was faster, and learns what the fleet is then. */
async function commit(
  context: EngineContext,
  change: FleetChange,
  description: string,
): ReturnType<EngineContext['ports']['store']['changeFleet']> {
  const { fault, store, trace } = context.ports;
  const changed = await store.changeFleet(change);
  if (changed !== null) {
    trace.note({ kind: 'fleet', version: change.expected + 1, change: description });
    await fault.at('fleet-changed');
  }
  await context.shared.refresh();
  return changed;
}

async function unchangedAnswer(
  context: EngineContext,
  kind: OperationKind,
  subject: string,
): Promise<Answer> {
  const running = await runningOperation(context);
  const doesThis = running?.kind === kind && running.subject === subject;
  if (doesThis) return jsonAnswer(202, renderOperation(running));
  return jsonAnswer(200, renderUnchanged(kind, subject));
}

/** The nodes that are to join by `wish` and have not done so. */
function strangersOf({ cluster }: EngineContext, wish: FleetWish): readonly NewNode[] {
  return newNodesOf(wish).filter(({ id }) => cluster.stateOf(id) === undefined);
}

function nextOf(context: EngineContext, wish: FleetWish): Topology | null {
  return nextTopology(context.cluster.topology, wish, heldDocuments(context));
}

function heldDocuments({ catalogue, cluster, ledger, nodeMemory }: EngineContext): HeldDocuments {
  return {
    indexes: catalogue.all(),
    isWhole: (index, shard, node) =>
      cluster.isUp(node) && !nodeMemory.isDoubted(node) && !ledger.isBehind(index, shard, node),
  };
}

function refuseUnsafeMovement({ config }: EngineContext): void {
  const verdict = judgeMovement(config);
  if (verdict.kind === 'unsafe') throw unsafeMovement(verdict.refusal);
}
