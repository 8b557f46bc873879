import type { CancelToken } from '../../base/cancel.ts';
import type { NodeId } from '../../cluster/topology.ts';
import type { EngineContext } from '../../context.ts';
import { callNode } from '../../gather/call.ts';
import { limits } from '../../limits.ts';
import type { RepairClaim } from '../../ports/repair-store.ts';
import type { TaskUid } from '../../ports/task-store.ts';
import { survivingStore } from '../../sharing/store-failure.ts';
import { RepairFailure } from './repair-failure.ts';

/**
 * Does `work` while no write to the index is sent and none is unfinished on `nodes`; writes are held up
 * for `turnMs` before that at most, and as long again. Throws {@link RepairFailure} if the index does
 * not come to rest in time.
 */
export async function inTurn<Value>(
  context: EngineContext,
  claim: RepairClaim,
  nodes: readonly NodeId[],
  work: () => Promise<Value>,
  turnMs: number = context.config.repair.turnMs,
): Promise<Value> {
  if (context.ports.fault.planted('M1')) return work();
  const { clock, store } = context.ports;
  const isAtRest = (): Promise<boolean> => isIndexAtRest(context, claim.indexUid, nodes);
  await awaitOpenTasks(context, claim.indexUid, nodes);
  try {
    const deadlineMs = clock.monoMs() + turnMs;
    const isTaken = await until(context, turnMs, () => store.takeRepairTurn(claim));
    if (!isTaken || !(await until(context, deadlineMs - clock.monoMs(), isAtRest))) {
      throw new RepairFailure('the index did not come to rest');
    }
    return await work();
  } finally {
    await giveBack(context, claim, 'turn');
  }
}

/** Gives something back, however often the store fails; it is nobody's once the session is gone. */
export async function giveBack(
  context: EngineContext,
  claim: RepairClaim,
  what: 'turn' | 'claim',
): Promise<void> {
  const { clock, store, trace } = context.ports;
  const attempt = async (): Promise<boolean> => {
    await store.endRepair(claim, what);
    return true;
  };
  while (context.session.id === claim.session) {
    if (await survivingStore(trace, attempt, false)) return;
    await clock.sleep(limits.repairPollMs);
  }
}

/** Asks again and again until the answer is true; false after `patienceMs`, or once canceled. */
export async function until(
  context: EngineContext,
  patienceMs: number,
  question: () => Promise<boolean>,
  cancel?: CancelToken,
): Promise<boolean> {
  const { clock } = context.ports;
  const deadlineMs = clock.monoMs() + patienceMs;
  for (;;) {
    if (await question()) return true;
    if (clock.monoMs() >= deadlineMs || cancel?.canceled === true) return false;
    await clock.sleep(limits.repairPollMs, cancel);
  }
}

/**
 * Waits for the tasks that are open now, so that most of the waiting is done while writes may still go
 * out. Those that come meanwhile are few, and waited for in the turn: without a pause between writes,
 * an index is never at rest by itself.
 */
async function awaitOpenTasks(
  context: EngineContext,
  indexUid: string,
  nodes: readonly NodeId[],
): Promise<void> {
  const open = new Set(await openTasks(context, indexUid, nodes));
  const haveEnded = async (): Promise<boolean> => {
    const still = await openTasks(context, indexUid, nodes);
    if (!still.some((uid) => open.has(uid))) return true;
    context.follower.wake();
    return false;
  };
  await until(context, limits.repairPatienceMs, haveEnded);
}

/** The accepted tasks of the index that have not ended, as far as `nodes` take part in them. */
export async function openTasks(
  context: EngineContext,
  indexUid: string,
  nodes: readonly NodeId[],
): Promise<readonly TaskUid[]> {
  const unsettled = await context.ports.store.listUnsettledTasks(limits.unsettledTasksMax);
  const open = unsettled.filter(
    (task) =>
      task.indexUid === indexUid &&
      (task.finishedAt === null ||
        task.nodeTasks.some(({ node, status }) => status === 'pending' && nodes.includes(node))),
  );
  return open.map(({ uid }) => uid);
}

/**
 * Whether every accepted task of the index has ended, as far as `nodes` take part in it, and these
 * have nothing else to do about it: what a request left there that nobody knows of, or a repair.
 */
async function isIndexAtRest(
  context: EngineContext,
  indexUid: string,
  nodes: readonly NodeId[],
): Promise<boolean> {
  if ((await openTasks(context, indexUid, nodes)).length > 0) {
    context.follower.wake();
    return false;
  }
  const idle = await Promise.all(nodes.map((node) => isNodeIdle(context, indexUid, node)));
  return idle.every(Boolean);
}

async function isNodeIdle(
  context: EngineContext,
  indexUid: string,
  node: NodeId,
): Promise<boolean> {
  const path = `/tasks?indexUids=${indexUid}&statuses=enqueued,processing&limit=1`;
  const deadlineMs = context.config.health.timeoutMs;
  const answer = await callNode(context, node, { method: 'GET', path }, 'tasks', deadlineMs);
  return answer.kind === 'answer' && /"total"\s*:\s*0\b/.test(answer.body);
}
