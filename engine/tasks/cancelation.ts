import { formatTime } from '../base/time.ts';
import type { NodeId } from '../cluster/topology.ts';
import type { EngineContext } from '../context.ts';
import { callNode } from '../gather/call.ts';
import { limits } from '../limits.ts';
import type { SessionId } from '../ports/session.ts';
import type { ClientTask, TaskUid } from '../ports/task-store.ts';
import { isCancelable } from './cancelable.ts';
import { askOutcomes, type NodeOutcomes } from './node-outcomes.ts';
import { isAllAccountedFor } from './stray-tasks.ts';

/** A task that cancels others. */
export interface Cancelation extends ClientTask {
  readonly effect: { readonly kind: 'cancel-tasks'; readonly tasks: readonly TaskUid[] };
}

export function isCancelation(task: ClientTask): task is Cancelation {
  return task.effect.kind === 'cancel-tasks';
}

/** Which node tasks this process has had canceled, so that it does not ask again and again. */
export class ToldNodes {
  readonly #told = new Map<TaskUid, Set<string>>();

  /** Those of `taskUids` of a node that it has not been told of. */
  untold(cancelation: TaskUid, node: NodeId, taskUids: readonly number[]): readonly number[] {
    const told = this.#told.get(cancelation);
    return taskUids.filter((taskUid) => told?.has(`${taskUid}/${node}`) !== true);
  }

  note(cancelation: TaskUid, node: NodeId, taskUids: readonly number[]): void {
    const told = this.#told.get(cancelation) ?? new Set();
    for (const taskUid of taskUids) told.add(`${taskUid}/${node}`);
    this.#told.set(cancelation, told);
  }

  forget(cancelation: TaskUid): void {
    this.#told.delete(cancelation);
  }
}

/**
 * Brings a cancelation forward (decision 18): marks those of its tasks that no node has begun, has their
 * nodes cancel them, and ends once none of its tasks may still turn out to be canceled. True then.
 */
export async function advanceCancelation(
  context: EngineContext,
  session: SessionId,
  told: ToldNodes,
  cancelation: Cancelation,
): Promise<boolean> {
  const { store, clock } = context.ports;
  const owned = { session, uid: cancelation.uid };
  const now = formatTime(clock.wallMs());
  const startedAt = cancelation.startedAt ?? now;
  if (cancelation.startedAt === null) await store.recordProgress(owned, now);
  let canceled = 0;
  let isWaiting = false;
  for (const uids of slices(cancelation.effect.tasks, targetsPerSlice)) {
    const filter = { uids };
    const page = {
      filter,
      from: null,
      limit: uids.length,
      reverse: true,
      withDeleted: true,
    } as const;
    const { tasks } = await store.listTasks(page);
    canceled += tasks.filter((task) => wasCanceled(task, cancelation)).length;
    const running = tasks.filter(({ finishedAt }) => finishedAt === null);
    const { marked, isHeldUp } = await markTargets(context, session, cancelation, running);
    await tellNodes(context, session, { told, cancelation, targets: marked });
    isWaiting ||= isHeldUp || marked.length > 0;
    isWaiting ||= running.some(({ phase }) => phase === 'dispatching');
  }
  if (isWaiting) return false;
  const settled = await store.settleTask(owned, {
    status: 'succeeded',
    startedAt,
    finishedAt: formatTime(clock.wallMs()),
    details: (cancelation.details ?? '').replace(
      '"canceledTasks":null',
      `"canceledTasks":${canceled}`,
    ),
    error: null,
    nodeTasks: [],
    behind: [],
  });
  if (settled) told.forget(cancelation.uid);
  return settled;
}

/** Their node tasks, a creation of the index included, fit into one look at each node. */
const targetsPerSlice = Math.floor(limits.nodeTasksPerLookMax / 2);

function wasCanceled({ status, canceledBy }: ClientTask, { uid }: Cancelation): boolean {
  return status === 'canceled' && canceledBy === uid;
}

interface MarkedTargets {
  /** Everything that this cancelation has marked. */
  readonly marked: readonly ClientTask[];
  /** Whether there are more that cannot be marked as long as nodes have more to do than Miroir knows. */
  readonly isHeldUp: boolean;
}

/** Marks what can be canceled. */
async function markTargets(
  context: EngineContext,
  session: SessionId,
  cancelation: Cancelation,
  running: readonly ClientTask[],
): Promise<MarkedTargets> {
  const { store } = context.ports;
  const marked = running.filter(({ canceledBy }) => canceledBy === cancelation.uid);
  const candidates = running.filter((task) => isCancelable(context, task));
  const outcomes = await askOutcomes(context, candidates);
  const untouched = candidates.filter((task) => isUntouched(task, outcomes));
  let isHeldUp = false;
  for (const [indexUid, targets] of Map.groupBy(untouched, (task) => task.indexUid)) {
    if (indexUid !== null && !(await isAllAccountedFor(context, indexUid, targets))) {
      isHeldUp = true;
      continue;
    }
    for (const target of targets) {
      if (!(await store.markCanceled({ session, uid: cancelation.uid }, target.uid))) continue;
      marked.push({ ...target, canceledBy: cancelation.uid });
    }
  }
  return { marked, isHeldUp };
}

/** Whether every node says that it has not begun with its part. */
function isUntouched({ nodeTasks }: ClientTask, outcomes: NodeOutcomes): boolean {
  return nodeTasks.every(({ node, taskUid, status, enqueuedAt }) => {
    const outcome = outcomes.get(node)?.get(taskUid);
    const isSame = enqueuedAt === undefined || outcome?.enqueuedAt === enqueuedAt;
    return status === 'pending' && outcome?.status === 'pending' && isSame;
  });
}

interface Telling {
  readonly told: ToldNodes;
  readonly cancelation: Cancelation;
  readonly targets: readonly ClientTask[];
}

/** Has the nodes cancel what is still pending of the targets. A node that does not answer is told again. */
async function tellNodes(
  context: EngineContext,
  session: SessionId,
  { told, cancelation: { uid }, targets }: Telling,
): Promise<void> {
  const pending = targets
    .flatMap(({ nodeTasks }) => nodeTasks)
    .filter(({ status }) => status === 'pending');
  const byNode = Map.groupBy(pending, ({ node }) => node);
  await context.ports.fault.at('cancelation-marked');
  await Promise.all(
    [...byNode].map(async ([node, nodeTasks]) => {
      const taskUids = nodeTasks.map(({ taskUid }) => taskUid);
      const untold = told.untold(uid, node, taskUids);
      if (untold.length === 0 || !context.session.holds(session)) return;
      const path = `/tasks/cancel?uids=${untold.join(',')}`;
      const answer = await callNode(context, node, { method: 'POST', path }, 'cancel-tasks');
      if (answer.kind === 'answer') told.note(uid, node, untold);
    }),
  );
}

function slices<Value>(values: readonly Value[], length: number): Value[][] {
  const count = Math.ceil(values.length / length);
  return Array.from({ length: count }, (_, at) => values.slice(at * length, (at + 1) * length));
}
