import type { NodeId, ShardId } from '../../cluster/topology.ts';
import type { EngineContext } from '../../context.ts';
import type { ClientTask, TaskType, TaskUid } from '../../ports/task-store.ts';
import type { WriteHistory } from './resolution.ts';

/** Tasks after which a document may be gone. */
const deletingTypes: readonly TaskType[] = [
  'documentDeletion',
  'documentEdition',
  'indexDeletion',
  'indexSwap',
];

/** What a history is wanted for. */
export interface HistoryQuestion {
  readonly indexUid: string;
  readonly shard: ShardId;
  readonly nodes: readonly NodeId[];
  /** The tasks that wrote the documents in question. */
  readonly tasks: ReadonlySet<TaskUid>;
  readonly isWitness: (node: NodeId) => boolean;
}

/** Reads from the store what became of these tasks, and what was deleted after them. */
export async function readWriteHistory(
  context: EngineContext,
  question: HistoryQuestion,
): Promise<WriteHistory> {
  const { store } = context.ports;
  const found = await Promise.all([...question.tasks].map((task) => store.getTask(task)));
  const known = new Set(found.flatMap((task) => (task === undefined ? [] : [task.uid])));
  const newest = known.size === 0 ? new Map() : await newestDeletions(context, question, known);
  return {
    isKnown: (task) => known.has(task),
    hasDeletedAfter: (node, task) => (newest.get(node) ?? -1) > task,
    isWitness: question.isWitness,
  };
}

/** By node, the newest task that may have deleted documents of the shard there. */
async function newestDeletions(
  context: EngineContext,
  { indexUid, shard, nodes }: HistoryQuestion,
  known: ReadonlySet<TaskUid>,
): Promise<ReadonlyMap<NodeId, TaskUid>> {
  const newest = new Map<NodeId, TaskUid>();
  const oldest = Math.min(...known);
  const filter = { indexUids: [indexUid], types: deletingTypes };
  let from: TaskUid | null = null;
  while (newest.size < nodes.length) {
    const page = { filter, from, limit: pageTasks, reverse: false, withDeleted: true } as const;
    const { tasks } = await context.ports.store.listTasks(page);
    for (const node of nodes.filter((one) => !newest.has(one))) {
      const deletion = tasks.find((task) => hasCarriedOut(task, node, shard));
      if (deletion !== undefined) newest.set(node, deletion.uid);
    }
    const last = tasks.at(-1);
    if (last === undefined || tasks.length < pageTasks || last.uid <= oldest) break;
    from = last.uid - 1;
  }
  return newest;
}

const pageTasks = 100;

function hasCarriedOut({ nodeTasks }: ClientTask, node: NodeId, shard: ShardId): boolean {
  return nodeTasks.some(
    (task) =>
      task.node === node &&
      task.status === 'succeeded' &&
      (task.shards.length === 0 || task.shards.includes(shard)),
  );
}
