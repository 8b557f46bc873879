import { CancelSource, type CancelToken } from '../base/cancel.ts';
import type { EngineContext } from '../context.ts';
import { limits } from '../limits.ts';
import type { ClientTask } from '../ports/task-store.ts';
import { askOutcomes } from './node-outcomes.ts';
import { clearResolved } from './resolved-replicas.ts';
import { settleForegone, settleJudged } from './settlement.ts';
import { judgeTask } from './verdict.ts';

/**
 * Follows accepted writes to their end: asks the nodes how their tasks fare and settles the client's
 * tasks, in order within each index (a later task never ends before an earlier one).
 */
export class TaskFollower {
  #context: EngineContext | undefined;
  #pass: Promise<boolean> | undefined;
  #sleep = new CancelSource();

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
    this.#pass ??= lookOnce(context).finally(() => {
      this.#pass = undefined;
    });
    return this.#pass;
  }

  async #loop(context: EngineContext, cancel: CancelToken): Promise<void> {
    let delayMs: number = limits.settleDelayMsMin;
    cancel.onCancel(() => this.wake());
    while (!cancel.canceled) {
      const idle = await this.look();
      this.#sleep = new CancelSource();
      await context.ports.clock.sleep(idle ? limits.settleDelayMsMax : delayMs, this.#sleep);
      const woken = this.#sleep.canceled;
      delayMs = woken ? limits.settleDelayMsMin : Math.min(delayMs * 2, limits.settleDelayMsMax);
    }
  }
}

/** One look at every unsettled task; true if none is left. */
async function lookOnce(context: EngineContext): Promise<boolean> {
  const tasks = await context.ports.store.listUnsettledTasks(limits.settlePassTasksMax);
  const dispatched = tasks.filter((task) => task.phase === 'dispatched');
  if (dispatched.length === 0) return tasks.length === 0;
  const outcomes = await askOutcomes(context, dispatched);
  const held = new Set<string>();
  let left = 0;
  for (const task of tasks) {
    const order = task.indexUid ?? '';
    const ended =
      task.phase === 'dispatched' && !held.has(order)
        ? await settleIfEnded(context, task, outcomes)
        : false;
    if (ended) continue;
    left += 1;
    if (!isFinal(task)) held.add(order);
  }
  await clearResolved(context);
  return left === 0;
}

async function settleIfEnded(
  context: EngineContext,
  task: ClientTask,
  outcomes: Awaited<ReturnType<typeof askOutcomes>>,
): Promise<boolean> {
  if (task.foregone !== null) {
    await settleForegone(context, task);
    return true;
  }
  const verdict = judgeTask(task, outcomes, (node) => context.cluster.isUp(node));
  if (verdict.kind === 'ended') return settleJudged(context, task, verdict);
  if (verdict.startedAt !== null && task.startedAt === null) {
    await context.ports.store.recordProgress(task.uid, verdict.startedAt);
  }
  return false;
}

/** Whether the client already knows the outcome, and only a replica's own is awaited. */
function isFinal(task: ClientTask): boolean {
  return task.status !== 'enqueued' && task.status !== 'processing';
}
