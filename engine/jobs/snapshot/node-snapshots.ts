import type { NodeId } from '../../cluster/topology.ts';
import type { EngineContext } from '../../context.ts';
import { callNode } from '../../gather/call.ts';
import { awaitTask, enqueuedTask } from '../../gather/node-task.ts';
import { limits } from '../../limits.ts';
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
  const enqueued = enqueuedTask(answer);
  if (enqueued === undefined) throw internalFailure('A node did not begin its snapshot.');
  const { cancel, goOn: beforeLook } = work;
  const wait = { patienceMs: limits.jobTasksMsMax, cancel, beforeLook };
  const task = await awaitTask(context, node, enqueued.uid, wait);
  await work.goOn();
  if (task.kind !== 'ended') throw internalFailure('A node does not tell of its snapshot.');
  if (task.status !== 'succeeded') throw internalFailure('The snapshot of a node failed.');
  const { topology } = context.cluster;
  const address = topology.nodes.find(({ id }) => id === node)?.address ?? '';
  const { startedAt, finishedAt } = task;
  return { node, address, taskUid: enqueued.uid, startedAt, finishedAt };
}
