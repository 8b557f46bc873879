import type { NodeId } from '../cluster/topology.ts';
import type { EngineContext } from '../context.ts';
import { callNode } from '../gather/call.ts';
import { limits } from '../limits.ts';
import type { ClientTask, NodeTaskStatus } from '../ports/task-store.ts';

/** What a node says of one of its tasks. */
export interface NodeOutcome {
  readonly status: NodeTaskStatus | 'processing';
  /** Undefined if the node does not say. */
  readonly enqueuedAt?: string | undefined;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly deletedDocuments: number | null;
  /** JSON text of the node's error. */
  readonly error: string | null;
}

/** Outcomes by node and node task number; nodes that did not answer are absent. */
export type NodeOutcomes = ReadonlyMap<NodeId, ReadonlyMap<number, NodeOutcome>>;

/** Asks every node that is up about its tasks that are still pending. */
export async function askOutcomes(
  context: EngineContext,
  tasks: readonly ClientTask[],
): Promise<NodeOutcomes> {
  const pending = new Map<NodeId, number[]>();
  for (const nodeTask of tasks.flatMap((task) => task.nodeTasks)) {
    const { node, status, taskUid } = nodeTask;
    if (status !== 'pending' || !(isGivenUp(context, node) || context.cluster.isUp(node))) continue;
    const uids = pending.get(node) ?? [];
    if (uids.length < limits.nodeTasksPerLookMax) uids.push(taskUid);
    pending.set(node, uids);
  }
  const outcomes = new Map<NodeId, ReadonlyMap<number, NodeOutcome>>();
  await Promise.all(
    [...pending].map(async ([node, uids]) => {
      const known = isGivenUp(context, node)
        ? new Map(uids.map((uid) => [uid, lost]))
        : await askNode(context, node, uids);
      if (known !== undefined) outcomes.set(node, known);
    }),
  );
  return outcomes;
}

/** Whether nobody waits for a node any more; should it come back, all that it has is compared. */
function isGivenUp({ cluster }: EngineContext, node: NodeId): boolean {
  const state = cluster.stateOf(node);
  return state === undefined || state === 'failed';
}

async function askNode(
  context: EngineContext,
  node: NodeId,
  uids: readonly number[],
): Promise<ReadonlyMap<number, NodeOutcome> | undefined> {
  const path = `/tasks?limit=${uids.length}&uids=${uids.join(',')}`;
  // One silent node must not hold up the outcomes of all others.
  const deadlineMs = context.config.health.timeoutMs;
  const answer = await callNode(context, node, { method: 'GET', path }, 'tasks', deadlineMs);
  if (answer.kind !== 'answer') return undefined;
  try {
    const known = new Map<number, NodeOutcome>(uids.map((uid) => [uid, lost]));
    for (const task of parseTasks(answer.body)) known.set(task.uid, task.outcome);
    return known;
  } catch {
    return undefined;
  }
}

/** A node that no longer knows a task that it had accepted: its outcome cannot be told. */
export const lost: NodeOutcome = {
  status: 'lost',
  startedAt: null,
  finishedAt: null,
  deletedDocuments: null,
  error: null,
};

/** The fields of a node's task that matter here; everything else is ignored. */
interface RawTask {
  readonly uid: number;
  readonly status: string;
  readonly enqueuedAt?: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
  readonly details: { readonly deletedDocuments?: number | null } | null;
  readonly error: unknown;
}

function parseTasks(body: string): { uid: number; outcome: NodeOutcome }[] {
  const { results }: { results: readonly RawTask[] } = JSON.parse(body);
  return results.map((task) => ({
    uid: task.uid,
    outcome: {
      status: statusOf(task.status),
      enqueuedAt: task.enqueuedAt,
      startedAt: task.startedAt,
      finishedAt: task.finishedAt,
      deletedDocuments: task.details?.deletedDocuments ?? null,
      error: task.error === null ? null : JSON.stringify(task.error),
    },
  }));
}

function statusOf(status: string): NodeOutcome['status'] {
  switch (status) {
    case 'succeeded':
    case 'failed':
    case 'canceled':
    case 'processing':
      return status;
    default:
      return 'pending';
  }
}
