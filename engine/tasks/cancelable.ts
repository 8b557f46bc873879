import type { EngineContext } from '../context.ts';
import type { ClientTask } from '../ports/task-store.ts';

/**
 * Whether a task may be canceled as far as Miroir knows (decision 18): it writes documents of an index
 * that was there before it, later writes rest on nothing that it alone brings, and every replica that
 * may have it is known by its node task.
 */
export function isCancelable(context: EngineContext, task: ClientTask): boolean {
  if (task.phase !== 'dispatched' || task.finishedAt !== null || task.canceledBy !== undefined) {
    return false;
  }
  if (!documentTypes.has(task.type) || !leavesIndexAlone(task)) return false;
  // Nothing was sent to any node, unless it was given up after that.
  if (task.nodeTasks.length === 0) return task.foregone !== null;
  return task.foregone === null && !hasGaps(context, task);
}

const documentTypes: ReadonlySet<ClientTask['type']> = new Set([
  'documentAdditionOrUpdate',
  'documentDeletion',
  'documentEdition',
]);

/** Whether its index is to writers what it would be without the task. */
function leavesIndexAlone({ effect, previous }: ClientTask): boolean {
  if (effect.kind === 'none') return true;
  if (effect.kind !== 'touch-index' || previous?.accepted !== true) return false;
  return effect.primaryKey === null || previous.acceptedPrimaryKey !== null;
}

/** Whether some replica is behind: it may have taken the task without telling. */
function hasGaps({ ledger }: EngineContext, { indexUid, nodeTasks }: ClientTask): boolean {
  const shards = new Set(nodeTasks.flatMap((nodeTask) => nodeTask.shards));
  return ledger.entries().some((entry) => entry.indexUid === indexUid && shards.has(entry.shard));
}
