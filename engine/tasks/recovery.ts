import { formatTime } from '../base/time.ts';
import type { EngineContext } from '../context.ts';
import { limits } from '../limits.ts';
import type { BehindReplica, ClientTask } from '../ports/task-store.ts';

/**
 * Ends the writes that a crash interrupted while they were being sent. No client was told of them,
 * but some replicas may have taken them: all replicas of the index count as behind from there on,
 * until they are compared.
 */
export async function recoverInterrupted(context: EngineContext): Promise<void> {
  const tasks = await context.ports.store.listUnsettledTasks(limits.unsettledTasksMax);
  for (const task of tasks.filter((candidate) => candidate.phase === 'dispatching')) {
    const behind = everyReplica(context, task);
    const now = formatTime(context.ports.clock.wallMs());
    await context.ports.store.settleTask(task.uid, {
      status: 'failed',
      startedAt: now,
      finishedAt: now,
      details: task.details,
      error: interrupted,
      nodeTasks: [],
      behind,
    });
    context.ledger.add(behind);
  }
}

function everyReplica(context: EngineContext, task: ClientTask): BehindReplica[] {
  const index = task.indexUid === null ? undefined : context.catalogue.get(task.indexUid);
  if (index === undefined) return [];
  const shardMap = context.cluster.shardMap(index.shards);
  return context.cluster.dataNodes().flatMap((node) =>
    shardMap.shardsOf(node).map((shard) => ({
      indexUid: index.uid,
      shard,
      node,
      since: task.uid,
      reason: 'interrupted' as const,
    })),
  );
}

const interrupted = JSON.stringify({
  message: 'Miroir stopped while it was sending this write, before it was acknowledged.',
  code: 'internal',
  type: 'internal',
  link: 'https://docs.meilisearch.com/errors#internal',
});
