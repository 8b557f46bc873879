import type { ShardId } from '../cluster/topology.ts';
import type { EngineContext } from '../context.ts';
import type { WriteOutcome } from '../gather/write.ts';
import type { BehindReplica } from '../ports/repair-store.ts';
import type { ClientTask } from '../ports/task-store.ts';
import type { Trace } from '../ports/trace.ts';

/**
 * The replicas that a write did not reach: behind from this write on. A batch that was certainly
 * never sent leaves its replica clean for shards that nobody else took either. `lost`: the shards for
 * which no group had a quorum.
 */
export function markBehind(
  task: Pick<ClientTask, 'uid' | 'indexUid'>,
  outcome: WriteOutcome,
  lost: ReadonlySet<ShardId> = nothing,
): BehindReplica[] {
  const { indexUid } = task;
  if (indexUid === null) return [];
  const taken = new Set(outcome.accepted.flatMap((batch) => batch.shards));
  const ambiguous = outcome.missed.filter((batch) => batch.sent);
  for (const shard of ambiguous.flatMap((batch) => batch.shards)) taken.add(shard);
  return outcome.missed.flatMap(({ node, shards }) =>
    shards
      .filter((shard: ShardId) => taken.has(shard))
      .map((shard) => ({
        indexUid,
        shard,
        node,
        since: task.uid,
        reason: lost.has(shard) ? 'given-up' : 'not-acknowledged',
      })),
  );
}

const nothing: ReadonlySet<ShardId> = new Set();

/** Tells of replicas that were entered in the ledger, those of one node and one reason together. */
export function noteBehind(trace: Trace, entries: readonly BehindReplica[]): void {
  const byNode = Map.groupBy(entries, ({ indexUid, node, reason }) =>
    [indexUid, node, reason].join('/'),
  );
  for (const [first, ...others] of byNode.values()) {
    if (first === undefined) continue;
    const { indexUid: index, node, since, reason } = first;
    const shards = [first, ...others].map((entry) => entry.shard);
    trace.note({ kind: 'replica-behind', index, node, shards, since, reason });
  }
}

/**
 * Every replica of a task's index, as interrupted by the task: what nodes have of the index is to be
 * looked at, be it that the write did not come to its end or that its undoing may not have everywhere.
 */
export function everyReplica(context: EngineContext, task: ClientTask): BehindReplica[] {
  const index = task.indexUid === null ? undefined : context.catalogue.get(task.indexUid);
  if (index === undefined) return [];
  const shardMap = context.cluster.shardMap(index);
  return shardMap.nodes().flatMap((node) =>
    [...shardMap.shardsOf(node), ...shardMap.incomingOf(node)].map((shard) => ({
      indexUid: index.uid,
      shard,
      node,
      since: task.uid,
      reason: 'interrupted' as const,
    })),
  );
}
