import { CancelSource, type CancelToken } from '../base/cancel.ts';
import type { EngineContext } from '../context.ts';
import { limits } from '../limits.ts';
import type { SessionId } from '../ports/session.ts';
import type { ClientTask, NodeTask, TaskUid } from '../ports/task-store.ts';
import { survivingStore } from '../sharing/store-failure.ts';
import { advanceCancelation, isCancelation, ToldNodes } from './cancelation.ts';
import { isJob } from '../jobs/job.ts';
import { endLostJob } from '../jobs/lost-job.ts';
import { endInterrupted } from './interruption.ts';
import { askOutcomes, type NodeOutcomes } from './node-outcomes.ts';
import { settleForegone, settleJudged } from './settlement.ts';
import { judgeTask } from './verdict.ts';

/**
 * Follows the writes that this proxy owns to their end: asks the nodes how their tasks fare and
 * settles the client's tasks, in order within each index (a later task never ends before an earlier
 * one, whoever owns that).
 */
export class TaskFollower {
  #context: EngineContext | undefined;
  #pass: Promise<boolean> | undefined;
  #sleep = new CancelSource();
  readonly #told = new ToldNodes();

  /** Begins to follow; called once, when the engine starts. */
  start(context: EngineContext): void {
    this.#context = context;
    context.ports.spawner.spawn('task-follower', (cancel) => this.#loop(context, cancel));
  }

  /** Looks again soon: there is something new to follow. */
  wake(): void {
    this.#sleep.cancel();
  }

  /** Looks at all unsettled tasks now (or joins the look under way). True if nothing is left to follow. */
  async look(): Promise<boolean> {
    const context = this.#context;
    if (context === undefined) return true;
    // What the store fails is done by a later look.
    this.#pass ??= survivingStore(
      context.ports.trace,
      () => lookOnce(context, this.#told),
      false,
    ).finally(() => {
      this.#pass = undefined;
    });
    return this.#pass;
  }

  async #loop(context: EngineContext, cancel: CancelToken): Promise<void> {
    let delayMs: number = limits.settleDelayMsMin;
    cancel.onCancel(() => this.wake());
    while (!cancel.canceled) {
      // Made before the look, so that what wakes it during the look is not missed.
      const sleep = new CancelSource();
      this.#sleep = sleep;
      const idle = await this.look();
      if (cancel.canceled) return;
      await context.ports.clock.sleep(idle ? limits.settleDelayMsMax : delayMs, sleep);
      delayMs = sleep.canceled
        ? limits.settleDelayMsMin
        : Math.min(delayMs * 2, limits.settleDelayMsMax);
    }
  }
}

/** One look at every unsettled task; true if none of this proxy's is left. */
async function lookOnce(context: EngineContext, told: ToldNodes): Promise<boolean> {
  const noted = context.pendingSequences.tasks();
  const tasks = await context.ports.store.listUnsettledTasks(limits.settlePassTasksMax);
  // In this order: what has ended for the list must be known before what follows it ends.
  await context.shared.refresh();
  forgetEnded(context, noted, tasks);
  const session = context.session.trusted();
  if (session === undefined) return tasks.length === 0;
  const left =
    (await advanceTasks(
      context,
      session,
      tasks.filter((task) => !isCancelation(task)),
    )) + (await advanceCancelations(context, session, told, tasks));
  if (context.ledger.entries().some(({ reason }) => reason === 'awaiting-outcome')) {
    await context.ports.store.clearAwaited();
  }
  return left === 0;
}

/** Brings this proxy's tasks forward; answers how many of them are left. */
async function advanceTasks(
  context: EngineContext,
  session: SessionId,
  tasks: readonly ClientTask[],
): Promise<number> {
  const own = tasks.filter((task) => task.session === session);
  const dispatching = own.filter((task) => task.phase === 'dispatching');
  context.writesUnderWay.keepNoticed(new Set(dispatching.map(({ uid }) => uid)));
  for (const task of dispatching) await endIfInterrupted(context, session, task);
  const dispatched = own.filter((task) => task.phase === 'dispatched');
  if (dispatched.length === 0) return own.length;
  const lookedAt = dispatched.map((task) => withLosses(context, task));
  const outcomes = await askOutcomes(context, lookedAt);
  const held = new Set<string>();
  let left = own.length;
  for (const task of tasks) {
    const orders = ordersOf(task);
    const isHeld = orders.some((order) => held.has(order));
    const isReady = task.session === session && task.phase === 'dispatched' && !isHeld;
    if (isReady && (await settleIfEnded(context, session, task, outcomes))) left -= 1;
    // What Miroir does itself has nothing to do with the order in which others end.
    else if (!isFinal(task) && !isJob(task)) for (const order of orders) held.add(order);
  }
  return left;
}

/** Brings this proxy's cancelations forward; answers how many of them are left. */
async function advanceCancelations(
  context: EngineContext,
  session: SessionId,
  told: ToldNodes,
  unsettled: readonly ClientTask[],
): Promise<number> {
  // What waits behind many other tasks may be wanted canceled because there are so many.
  const tasks =
    unsettled.length < limits.settlePassTasksMax ? unsettled : await openCancelations(context);
  let left = 0;
  for (const task of tasks) {
    if (task.session !== session || !isCancelation(task)) continue;
    if (!(await advanceCancelation(context, session, told, task))) left += 1;
  }
  return left;
}

async function openCancelations({
  ports: { store },
}: EngineContext): Promise<readonly ClientTask[]> {
  const { tasks } = await store.listTasks({
    filter: { types: ['taskCancelation'], statuses: ['enqueued', 'processing'] },
    from: null,
    limit: limits.settlePassTasksMax,
    reverse: true,
  });
  return tasks;
}

/**
 * A task ends after the earlier ones of every index and of every name that it is about: an index may
 * have another name by then, and a name another index.
 */
function ordersOf({ indexUid, indexName, names = [], nameChange }: ClientTask): string[] {
  const uids = [indexUid, ...(nameChange?.indexes ?? []).map(({ uid }) => uid)];
  const allNames = [indexName ?? indexUid, ...names];
  const orders = [
    ...uids.filter((uid) => uid !== null).map((uid) => `index ${uid}`),
    ...allNames.filter((name) => name !== null).map((name) => `name ${name}`),
  ];
  return orders.length === 0 ? [''] : orders;
}

async function endIfInterrupted(
  context: EngineContext,
  session: SessionId,
  task: ClientTask,
): Promise<void> {
  const nowMs = context.ports.clock.monoMs();
  const patienceMs = context.config.scatter.nodeTimeoutMs;
  if (!context.writesUnderWay.isInterrupted(task, nowMs, patienceMs)) return;
  if (isJob(task)) await endLostJob(context, session, task);
  else await endInterrupted(context, session, task);
}

async function settleIfEnded(
  context: EngineContext,
  session: SessionId,
  task: ClientTask,
  outcomes: NodeOutcomes,
): Promise<boolean> {
  if (task.foregone !== null && task.finishedAt === null) {
    return settleForegone(context, session, task);
  }
  const verdict = judgeTask(withLosses(context, task), outcomes, (node) =>
    context.cluster.isUp(node),
  );
  if (verdict.kind === 'ended') return settleJudged(context, session, task, verdict);
  if (verdict.startedAt !== null && task.startedAt === null) {
    await context.ports.store.recordProgress({ session, uid: task.uid }, verdict.startedAt);
  }
  return false;
}

/** A task as it is after what nodes are known to have lost. */
function withLosses({ nodeMemory }: EngineContext, task: ClientTask): ClientTask {
  const isLost = (nodeTask: NodeTask): boolean =>
    nodeTask.status === 'pending' && nodeMemory.isLost(nodeTask);
  if (!task.nodeTasks.some(isLost)) return task;
  const nodeTasks = task.nodeTasks.map((nodeTask) =>
    isLost(nodeTask) ? ({ ...nodeTask, status: 'lost' } as const) : nodeTask,
  );
  return { ...task, nodeTasks };
}

/** Forgets the sequences of writes that have ended, for whatever reason it was not noticed. */
function forgetEnded(
  context: EngineContext,
  noted: readonly TaskUid[],
  unsettled: readonly ClientTask[],
): void {
  const isWhole = unsettled.length < limits.settlePassTasksMax;
  const newest = isWhole ? Number.POSITIVE_INFINITY : (unsettled.at(-1)?.uid ?? 0);
  const running = new Set(unsettled.filter((task) => !isFinal(task)).map(({ uid }) => uid));
  for (const uid of noted) {
    if (uid <= newest && !running.has(uid)) context.pendingSequences.forget({ uid });
  }
}

/** Whether the client already knows the outcome, and only a replica's own is awaited. */
function isFinal(task: ClientTask): boolean {
  return task.status !== 'enqueued' && task.status !== 'processing';
}
