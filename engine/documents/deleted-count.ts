import type { EngineContext } from '../context.ts';
import { allShards } from '../placement/shard-map.ts';
import type { ClientTask, NodeTask } from '../ports/task-store.ts';

/** The types of tasks whose details have a number of documents that only nodes know. */
const counted: ReadonlySet<string> = new Set([
  'documentDeletion',
  'documentEdition',
  'indexDeletion',
]);

/** What the nodes say of a deletion that has ended. */
export interface EndedDeletion {
  /** Summed over the nodes that succeeded: every replica counts. */
  readonly deletedDocuments: number | null;
  readonly nodeTasks: readonly NodeTask[];
}

/**
 * The details of a deletion or an edit as JSON text, with the number of its documents, each counted
 * once; the details of other tasks as they are. Exact while all shards were deleted from in as many
 * copies; otherwise the nearest whole number for the mean of the copies.
 */
export function countDeleted(
  context: EngineContext,
  task: ClientTask,
  ended: EndedDeletion,
): string | null {
  const { type, details } = task;
  if (details === null || !counted.has(type)) return details;
  const copies = type === 'indexDeletion' ? copiesOfIndex(context, task, ended) : copiesOf(ended);
  const mean = copies.reduce((sum, count) => sum + count, 0) / Math.max(1, copies.length);
  const deleted = mean === 0 ? 0 : Math.round((ended.deletedDocuments ?? 0) / mean);
  // A node says of every document that it edited that it deleted it.
  return details
    .replace(/"deletedDocuments":(?:\d+|null)/, `"deletedDocuments":${deleted}`)
    .replace(/^\{"editedDocuments":(?:\d+|null)/, `{"editedDocuments":${deleted}`);
}

/** How many replicas of each shard took part in a write to documents. */
function copiesOf({ nodeTasks }: EndedDeletion): number[] {
  const copies = new Map<number, number>();
  for (const { shards, status, incoming } of nodeTasks) {
    if (status !== 'succeeded' || incoming !== undefined) continue;
    for (const shard of shards) copies.set(shard, (copies.get(shard) ?? 0) + 1);
  }
  return [...copies.values()];
}

/** How many replicas of each shard went with the index. */
function copiesOfIndex(
  context: EngineContext,
  { indexUid }: ClientTask,
  { nodeTasks }: EndedDeletion,
): number[] {
  const succeeded = new Set(
    nodeTasks.filter(({ status }) => status === 'succeeded').map(({ node }) => node),
  );
  const index = context.catalogue.get(indexUid ?? '');
  if (index === undefined) return [];
  const shardMap = context.cluster.shardMap(index);
  return allShards(shardMap.shards).map((shard) => {
    return shardMap.replicaNodes(shard).filter((node) => succeeded.has(node)).length;
  });
}
