import type { NodeId } from '../../cluster/topology.ts';
import type { EngineContext } from '../../context.ts';
import { callNode } from '../../gather/call.ts';
import { limits } from '../../limits.ts';
import { until } from '../../movement/repair/index-turn.ts';
import { internalFailure, type JobWork } from '../job.ts';

/** What a node made of itself, and by which of its tasks. */
export interface NodeSnapshot {
  readonly node: NodeId;
  readonly address: string;
  readonly taskUid: number;
  /** RFC 3339, as the node says. */
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

/** Has every member of the fleet make a snapshot of itself. Throws `JobFailure` unless all do. */
export async function snapshotNodes(
  context: EngineContext,
  work: JobWork,
): Promise<readonly NodeSnapshot[]> {
  const nodes = context.cluster.memberNodes();
  const down = nodes.filter((node) => !context.cluster.isUp(node));
  if (down.length > 0) throw internalFailure(`${down.length} nodes do not answer.`);
  // All of them come to an end before a failure is told, so that none goes on unnoticed.
  const results = await Promise.allSettled(nodes.map((node) => snapshotNode(context, work, node)));
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

async function snapshotNode(
  context: EngineContext,
  work: JobWork,
  node: NodeId,
): Promise<NodeSnapshot> {
  const request = { method: 'POST', path: '/snapshots' } as const;
  const answer = await callNode(context, node, request, 'snapshot');
  const uid = answer.kind === 'answer' ? /"taskUid"\s*:\s*(\d+)/.exec(answer.body)?.[1] : undefined;
  if (uid === undefined) throw internalFailure('A node did not begin its snapshot.');
  const task = await awaitTask(context, work, node, Number(uid));
  if (task.status !== 'succeeded') throw internalFailure('The snapshot of a node failed.');
  const { topology } = context.cluster;
  const address = topology.nodes.find(({ id }) => id === node)?.address ?? '';
  const { startedAt, finishedAt } = task;
  return { node, address, taskUid: Number(uid), startedAt, finishedAt };
}

interface SnapshotTask {
  readonly status: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

async function awaitTask(
  context: EngineContext,
  { cancel, goOn }: JobWork,
  node: NodeId,
  uid: number,
): Promise<SnapshotTask> {
  const request = { method: 'GET', path: `/tasks/${uid}` } as const;
  const found: { task?: SnapshotTask } = {};
  const hasEnded = async (): Promise<boolean> => {
    await goOn();
    const deadlineMs = context.config.health.timeoutMs;
    const answer = await callNode(context, node, request, 'tasks', deadlineMs);
    if (answer.kind === 'refusal') throw internalFailure('A node forgot its snapshot.');
    if (answer.kind !== 'answer') return false;
    found.task = readTask(answer.body);
    return !['enqueued', 'processing'].includes(found.task.status);
  };
  await until(context, limits.jobTasksMsMax, hasEnded, cancel);
  await goOn();
  if (found.task === undefined) throw internalFailure('A node does not tell of its snapshot.');
  return found.task;
}

function readTask(body: string): SnapshotTask {
  const task: Readonly<Record<keyof SnapshotTask, unknown>> = JSON.parse(body);
  const { startedAt, finishedAt, status } = task;
  return {
    status: String(status),
    startedAt: textOrNull(startedAt),
    finishedAt: textOrNull(finishedAt),
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
