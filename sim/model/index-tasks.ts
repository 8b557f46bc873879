import {
  indexAlreadyExists,
  indexNotFound,
  invalidRequest,
} from '../../engine/protocol/api-error.ts';
import type { NodeState } from './node-state.ts';
import { detailsOf, emptyDetails } from './task-details.ts';
import type { TaskBatch } from './task-queue.ts';
import type { Task, TaskContent } from './task.ts';

type ContentOf<Kind extends TaskContent['kind']> = Extract<TaskContent, { readonly kind: Kind }>;

/** Makes an index; throws `index_already_exists`. */
export function createIndex(
  state: NodeState,
  task: Task,
  content: ContentOf<'create-index'>,
): void {
  if (state.indexes.has(task.indexUid)) throw indexAlreadyExists(task.indexUid);
  const index = state.createIndex(task.indexUid, state.options.wallMs());
  index.choosePrimaryKey(content.primaryKey);
  state.tasks.end(task, detailsOf(task, {}), null);
}

/** Gives an index another primary key or another uid; throws what forbids it. */
export function updateIndex(
  state: NodeState,
  task: Task,
  content: ContentOf<'update-index'>,
): void {
  const { primaryKey, newUid } = content;
  const index = state.index(task.indexUid);
  if (newUid !== null && newUid !== index.uid && state.indexes.has(newUid)) {
    throw indexAlreadyExists(newUid);
  }
  const changesKey = primaryKey !== null && primaryKey !== index.primaryKey;
  if (changesKey && index.primaryKey !== null && index.size > 0) {
    throw invalidRequest(
      'index_primary_key_already_exists',
      `Index \`${index.uid}\`: Index already has a primary key: \`${index.primaryKey}\`.`,
    );
  }
  const changed = index.copy(newUid ?? index.uid);
  if (primaryKey !== null) changed.choosePrimaryKey(primaryKey);
  changed.updatedAtMs = state.options.wallMs();
  state.indexes.delete(index.uid);
  state.indexes.set(changed.uid, changed);
  state.tasks.end(task, detailsOf(task, {}), null);
}

/** Deletes the index of a batch, which makes its other tasks needless; throws `index_not_found`. */
export function deleteIndex(state: NodeState, batch: TaskBatch): void {
  const uid = batch.tasks[0]?.indexUid ?? '';
  const deletedDocuments = state.indexes.get(uid)?.size ?? 0;
  const wouldCreate = batch.tasks.some(({ content }) => {
    return content.kind === 'add' || (content.kind === 'settings' && !content.isReset);
  });
  if (!state.indexes.delete(uid) && !wouldCreate) throw indexNotFound(uid);
  for (const task of batch.tasks) {
    const details =
      task.content.kind === 'delete-index'
        ? detailsOf(task, { deletedDocuments })
        : emptyDetails(task);
    state.tasks.end(task, details, null);
  }
}
