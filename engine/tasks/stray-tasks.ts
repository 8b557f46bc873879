import type { NodeId } from '../cluster/topology.ts';
import type { EngineContext } from '../context.ts';
import { callNode } from '../gather/call.ts';
import { limits } from '../limits.ts';
import type { ClientTask } from '../ports/task-store.ts';

/**
 * Whether all that nodes have enqueued for an index, from the first of these tasks of it on, are parts
 * of tasks. Something else may bring the same documents: a request that arrived twice, or whose answer
 * was lost. False as well while a write is being sent, or if a node does not answer. Looks as far as
 * one page of tasks reaches.
 */
export async function isAllAccountedFor(
  context: EngineContext,
  indexUid: string,
  tasks: readonly ClientTask[],
): Promise<boolean> {
  const firstUids = new Map<NodeId, number>();
  for (const { node, taskUid } of tasks.flatMap(({ nodeTasks }) => nodeTasks)) {
    firstUids.set(node, Math.min(taskUid, firstUids.get(node) ?? taskUid));
  }
  const listed = await Promise.all(
    [...firstUids].map(([node, first]) => openTasksOf(context, indexUid, node, first)),
  );
  // Whatever nodes have was sent before this look, so its task has been registered.
  const unsettled = await context.ports.store.listUnsettledTasks(limits.unsettledTasksMax);
  const known = new Set(
    unsettled.flatMap(({ nodeTasks }) =>
      nodeTasks.map(({ node, taskUid }) => `${taskUid}/${node}`),
    ),
  );
  return listed.every((keys) => keys?.every((key) => known.has(key)) === true);
}

/** What a node has not ended for an index, as `uid/node`; undefined if it does not tell. */
async function openTasksOf(
  context: EngineContext,
  indexUid: string,
  node: NodeId,
  first: number,
): Promise<readonly string[] | undefined> {
  const filter = `indexUids=${indexUid}&statuses=enqueued,processing`;
  const page = `from=${first}&reverse=true&limit=${limits.nodeTasksPerLookMax}`;
  const request = { method: 'GET', path: `/tasks?${filter}&${page}` } as const;
  const deadlineMs = context.config.health.timeoutMs;
  const answer = await callNode(context, node, request, 'tasks', deadlineMs);
  if (answer.kind !== 'answer') return undefined;
  try {
    const { results }: { results: readonly { uid: number }[] } = JSON.parse(answer.body);
    return results.map(({ uid }) => `${uid}/${node}`);
  } catch {
    return undefined;
  }
}
