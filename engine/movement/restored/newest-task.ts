import type { CancelToken } from '../../base/cancel.ts';
import type { NodeId } from '../../cluster/topology.ts';
import type { EngineContext } from '../../context.ts';
import { limits } from '../../limits.ts';
import type { ClientTask, NodeTask } from '../../ports/task-store.ts';
import { survivingStore } from '../../sharing/store-failure.ts';
import { RepairFailure } from '../repair/repair-failure.ts';
import { type KnownTask, type Loss, type Recollection, noTask } from './node-memory.ts';
import { recordLoss } from './restoration-record.ts';

/**
 * Has a node show its newest task and those that it acknowledged to this proxy since the last time, to
 * notice that it lost some. True if it answered and may be relied on. What is asked here says nothing
 * of the node's health.
 */
export async function checkMemory(
  context: EngineContext,
  node: NodeId,
  cancel?: CancelToken,
): Promise<boolean> {
  const { nodeMemory, ports } = context;
  const before = nodeMemory.recall(node);
  const expected = nodeMemory.expected(node);
  // Nodes list the newest first.
  const listed = await listTasks(context, node, 'limit=1', cancel);
  if (listed === undefined) return false;
  const newest = listed[0] ?? { uid: noTask, enqueuedAt: undefined };
  const others = [...expected.keys()].filter((uid) => uid !== newest.uid);
  const tasks: KnownTask[] = [];
  for (let first = 0; first < others.length; first += limits.nodeTasksPerLookMax) {
    const uids = others.slice(first, first + limits.nodeTasksPerLookMax);
    const found = await listTasks(
      context,
      node,
      `limit=${uids.length}&uids=${uids.join(',')}`,
      cancel,
    );
    if (found === undefined) return false;
    tasks.push(...found);
  }
  if (!ports.fault.planted('M40')) {
    noteLoss(context, nodeMemory.shown(node, before, newest, { expected, tasks }));
  }
  return !nodeMemory.isDoubted(node);
}

/**
 * Throws {@link RepairFailure} unless all of these nodes answer and, as far as the index is concerned,
 * have what they acknowledged to any proxy. Rejects if the store fails.
 */
export async function relyOn(
  context: EngineContext,
  indexUid: string,
  nodes: readonly NodeId[],
): Promise<void> {
  const limit = limits.tasksReliedOnMax;
  const filter = { indexUids: [indexUid] };
  const { tasks } = await context.ports.store.listTasks({
    filter,
    from: null,
    limit,
    reverse: false,
    withDeleted: true,
  });
  rememberNodeTasks(context, tasks);
  const isReliable = await Promise.all(nodes.map((node) => checkMemory(context, node)));
  const doubted = nodes.filter((_node, at) => isReliable[at] === false);
  if (doubted.length > 0) throw new RepairFailure(`${doubted.join(', ')} cannot be relied on`);
}

/**
 * Notes a task that a node acknowledged; `before`: what was known of the node when it was sent. Answers
 * what tells the task from others, and how often the node had been restored, as far as is known.
 */
export function noteAcknowledged(
  context: EngineContext,
  node: NodeId,
  before: Recollection,
  task: KnownTask,
): Pick<NodeTask, 'restorations' | 'enqueuedAt'> {
  const isBlind = context.ports.fault.planted('M40');
  const loss = isBlind ? undefined : context.nodeMemory.acknowledged(node, before, task);
  noteLoss(context, loss);
  // A number that was given out before is of a task that came after the loss.
  const restorations = loss === undefined ? before.restorations : loss.restorations + 1;
  return {
    ...(restorations === 0 ? {} : { restorations }),
    ...(task.enqueuedAt === undefined ? {} : { enqueuedAt: task.enqueuedAt }),
  };
}

/**
 * Remembers what nodes acknowledged to any proxy, as far as the store tells: for a proxy that starts.
 * Rejects if the store fails.
 */
export async function rememberTasks(context: EngineContext): Promise<void> {
  const limit = limits.settlePassTasksMax;
  const { store } = context.ports;
  const newest = await store.listTasks({
    filter: {},
    from: null,
    limit,
    reverse: false,
    withDeleted: true,
  });
  rememberNodeTasks(context, newest.tasks);
  rememberNodeTasks(context, await store.listUnsettledTasks(limit));
}

function rememberNodeTasks({ nodeMemory }: EngineContext, tasks: readonly ClientTask[]): void {
  for (const { node, taskUid: uid, restorations = 0, enqueuedAt } of tasks.flatMap(
    ({ nodeTasks }) => nodeTasks,
  )) {
    nodeMemory.remember(node, restorations, { uid, enqueuedAt });
  }
}

function noteLoss(context: EngineContext, loss: Loss | undefined): void {
  if (loss === undefined) return;
  const { trace, spawner } = context.ports;
  const { node, known, found } = loss;
  trace.note({ kind: 'amnesia', node, known, found });
  // If that fails, the loop that tends restored nodes does it later.
  spawner.spawn(`restoration of ${node}`, () =>
    survivingStore(trace, () => recordLoss(context, node), undefined),
  );
}

/** The tasks of a node, newest first; undefined if it does not say. */
async function listTasks(
  { config, ports }: EngineContext,
  node: NodeId,
  query: string,
  cancel?: CancelToken,
): Promise<readonly KnownTask[] | undefined> {
  const request = { method: 'GET', path: `/tasks?${query}` } as const;
  const deadlineMs = config.health.timeoutMs;
  const options = cancel === undefined ? { deadlineMs } : { deadlineMs, cancel };
  const reply = await ports.nodes.call(node, request, options);
  return reply.kind === 'reply' && reply.status === 200 ? tasksIn(reply.body) : undefined;
}

function tasksIn(body: string): readonly KnownTask[] | undefined {
  try {
    const { results }: { results?: unknown } = JSON.parse(body);
    return Array.isArray(results) ? results.map(knownTask) : undefined;
  } catch {
    return undefined;
  }
}

/** Throws a type error if it is no task. */
function knownTask({ uid, enqueuedAt }: { uid?: unknown; enqueuedAt?: unknown }): KnownTask {
  if (typeof uid !== 'number') throw new TypeError('a task without a number');
  return { uid, enqueuedAt: typeof enqueuedAt === 'string' ? enqueuedAt : undefined };
}
