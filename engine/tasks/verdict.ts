import { parseTime } from '../base/time.ts';
import type { NodeId, ShardId } from '../cluster/topology.ts';
import type { BehindReplica } from '../ports/repair-store.ts';
import type { ClientTask, NodeTask } from '../ports/task-store.ts';
import { lost, type NodeOutcome, type NodeOutcomes } from './node-outcomes.ts';

/** What the nodes' outcomes make of a client's task. */
export type TaskVerdict =
  | { readonly kind: 'waiting'; readonly startedAt: string | null }
  | {
      readonly kind: 'ended';
      readonly status: 'succeeded' | 'failed' | 'canceled';
      /** JSON text of the node's error that failed the task. */
      readonly error: string | null;
      readonly startedAt: string | null;
      readonly finishedAt: string | null;
      /** Summed over the nodes that succeeded: every replica counts. */
      readonly deletedDocuments: number | null;
      readonly nodeTasks: readonly NodeTask[];
      readonly behind: readonly BehindReplica[];
    };

/**
 * Folds the outcomes of a task's node tasks into one (design decision 3): it succeeds if every
 * shard's write succeeded on some replica, and fails if some shard's failed on all. A task about the
 * index as a whole succeeds only on all nodes. Nodes for which `reachable` is false are not waited
 * for once every shard has an outcome: their replicas count as behind until they can be asked.
 * What a node is known to have lost is `lost` beforehand. A task that is wanted canceled is so only if
 * every node canceled it.
 */
export function judgeTask(
  task: ClientTask,
  outcomes: NodeOutcomes,
  reachable: (node: NodeId) => boolean,
): TaskVerdict {
  const seen = task.nodeTasks.map((nodeTask) => ({
    nodeTask,
    outcome: outcomeOf(nodeTask, outcomes),
  }));
  const updated = seen.map(({ nodeTask, outcome }) => afterLook(task, nodeTask, outcome));
  const startedAt = earliest(seen.map(({ outcome }) => outcome?.startedAt ?? null));
  // Nodes that are only being given a shard are not waited for, and decide nothing.
  const deciding = updated.filter(({ incoming }) => incoming === undefined);
  const shards = new Set(deciding.flatMap((nodeTask) => nodeTask.shards));
  const waitsForShard = [...shards].some((shard) => isOpen(deciding, shard, reachable));
  const waitsForIndex = updated.some(
    (nodeTask) => nodeTask.shards.length === 0 && nodeTask.status === 'pending',
  );
  if (waitsForShard || waitsForIndex) return { kind: 'waiting', startedAt };
  const isCanceled = canceledEverywhere(task, updated);
  const failed = isCanceled ? [] : shardsThatFailed(deciding, shards);
  const indexFailed = failedAsWhole(task.nodeTasks, updated);
  const succeeded = failed.length > 0 || indexFailed ? 'failed' : 'succeeded';
  const status = isCanceled ? 'canceled' : succeeded;
  return {
    kind: 'ended',
    status,
    error: status === 'failed' ? firstError(seen) : null,
    startedAt,
    finishedAt: latest(seen.map(({ outcome }) => outcome?.finishedAt ?? null)),
    deletedDocuments: sumDeleted(seen),
    nodeTasks: updated,
    behind: isCanceled ? [] : behindAfter(task, updated, failed),
  };
}

interface Seen {
  readonly nodeTask: NodeTask;
  readonly outcome: NodeOutcome | undefined;
}

/** A node that was restored may have given the number of a lost task to another one. */
function outcomeOf(nodeTask: NodeTask, outcomes: NodeOutcomes): NodeOutcome | undefined {
  if (nodeTask.status !== 'pending') return undefined;
  const outcome = outcomes.get(nodeTask.node)?.get(nodeTask.taskUid);
  const times = [nodeTask.enqueuedAt, outcome?.enqueuedAt];
  return times.includes(undefined) || times[0] === times[1] ? outcome : lost;
}

function afterLook(
  task: ClientTask,
  nodeTask: NodeTask,
  outcome: NodeOutcome | undefined,
): NodeTask {
  if (nodeTask.status !== 'pending' || outcome === undefined) return nodeTask;
  if (wasGoneAlready(task, outcome)) return { ...nodeTask, status: 'succeeded' };
  return { ...nodeTask, status: outcome.status === 'processing' ? 'pending' : outcome.status };
}

/** Whether a node had deleted the index before: after a deletion that did not reach all nodes. */
function wasGoneAlready(task: ClientTask, outcome: NodeOutcome): boolean {
  const notFound = outcome.error?.includes('"code":"index_not_found"') ?? false;
  return task.effect.kind === 'delete-index' && outcome.status === 'failed' && notFound;
}

/** Whether a shard's outcome is not known yet, or some replica that can be asked is still at work. */
function isOpen(
  nodeTasks: readonly NodeTask[],
  shard: ShardId,
  reachable: (node: NodeId) => boolean,
): boolean {
  const replicas = nodeTasks.filter((nodeTask) => nodeTask.shards.includes(shard));
  const pending = replicas.filter((nodeTask) => nodeTask.status === 'pending');
  if (pending.length === replicas.length) return true;
  return pending.some((nodeTask) => reachable(nodeTask.node));
}

/** Whether nothing is left of a task: nobody asked for that but its cancelation. */
function canceledEverywhere(task: ClientTask, nodeTasks: readonly NodeTask[]): boolean {
  if (task.canceledBy === undefined || nodeTasks.length === 0) return false;
  return nodeTasks.every(({ status }) => status === 'canceled');
}

function shardsThatFailed(nodeTasks: readonly NodeTask[], shards: Iterable<ShardId>): ShardId[] {
  return [...shards].filter((shard) =>
    nodeTasks.every(
      (nodeTask) => !nodeTask.shards.includes(shard) || nodeTask.status !== 'succeeded',
    ),
  );
}

/**
 * Whether some node failed what is done to the index as a whole. A node that was found to have lost its
 * task is given the index anew, so that others decide, if there are any.
 */
function failedAsWhole(before: readonly NodeTask[], nodeTasks: readonly NodeTask[]): boolean {
  const whole = nodeTasks.filter(({ shards }) => shards.length === 0);
  const failed = whole.filter(({ status }) => status !== 'succeeded');
  const isDecidedByOthers = whole.length > failed.length;
  return failed.some((nodeTask) => !isDecidedByOthers || !wasLost(before, nodeTask));
}

function wasLost(before: readonly NodeTask[], { node, taskUid, status }: NodeTask): boolean {
  return before.some(
    (nodeTask) =>
      status === 'lost' &&
      nodeTask.status === 'lost' &&
      nodeTask.node === node &&
      nodeTask.taskUid === taskUid,
  );
}

/** Replicas whose task failed (or cannot be asked for) where another replica's succeeded. */
function behindAfter(
  task: ClientTask,
  nodeTasks: readonly NodeTask[],
  failed: readonly ShardId[],
): BehindReplica[] {
  const { indexUid } = task;
  if (indexUid === null) return [];
  return nodeTasks
    .filter(({ status, incoming }) => {
      // Before a node takes over what it is being given, nothing is pending there any more.
      return status !== 'succeeded' && (incoming === undefined || status !== 'pending');
    })
    .flatMap((nodeTask) =>
      shardsOf(task, nodeTask)
        .filter((shard) => !failed.includes(shard))
        .map((shard) => ({
          indexUid,
          shard,
          node: nodeTask.node,
          since: task.uid,
          reason: nodeTask.status === 'pending' ? 'awaiting-outcome' : 'task-failed',
        })),
    );
}

/** What a node misses by its task; an index that it may still have is known by one of its shards. */
function shardsOf({ effect }: ClientTask, { shards, status }: NodeTask): readonly ShardId[] {
  return effect.kind === 'delete-index' && status === 'lost' ? [0] : shards;
}

function firstError(seen: readonly Seen[]): string | null {
  return (
    seen.find(({ outcome }) => outcome?.error !== null && outcome !== undefined)?.outcome?.error ??
    null
  );
}

function sumDeleted(seen: readonly Seen[]): number | null {
  const counts = seen
    .filter(({ nodeTask, outcome }) => {
      return outcome?.status === 'succeeded' && nodeTask.incoming === undefined;
    })
    .map(({ outcome }) => outcome?.deletedDocuments ?? null)
    .filter((count) => count !== null);
  return counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0);
}

function earliest(times: readonly (string | null)[]): string | null {
  return extreme(times, (candidate, best) => candidate < best);
}

function latest(times: readonly (string | null)[]): string | null {
  return extreme(times, (candidate, best) => candidate > best);
}

function extreme(
  times: readonly (string | null)[],
  better: (candidate: number, best: number) => boolean,
): string | null {
  let best: string | null = null;
  for (const time of times) {
    if (time === null) continue;
    const wins = best === null || better(parseTime(time) ?? 0, parseTime(best) ?? 0);
    if (wins) best = time;
  }
  return best;
}
