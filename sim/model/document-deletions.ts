import { ApiError, invalidRequest } from '../../engine/protocol/api-error.ts';
import { matchingDocuments } from './filter.ts';
import type { NodeState } from './node-state.ts';
import type { StoredIndex } from './stored-index.ts';
import { detailsOf, emptyDetails } from './task-details.ts';
import type { Task, TaskContent } from './task.ts';

/**
 * Deletes documents by id and by filter. All filters see the index as it was before; a document
 * counts for the first task that deletes it.
 */
export function deleteDocuments(
  state: NodeState,
  index: StoredIndex,
  tasks: readonly Task[],
): void {
  const doomed = new Set<number>();
  for (const task of tasks) {
    const before = doomed.size;
    try {
      for (const internalId of targets(index, task.content)) doomed.add(internalId);
      const deletedDocuments = doomed.size - before;
      state.tasks.end(task, detailsOf(task, { deletedDocuments }), null);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const named = invalidRequest(error.code, `Index \`${index.uid}\`: ${error.message}`);
      state.tasks.end(task, emptyDetails(task), named);
    }
  }
  for (const internalId of doomed) index.remove(internalId);
  index.updatedAtMs = state.options.wallMs();
}

function targets(index: StoredIndex, content: TaskContent): readonly number[] {
  if (content.kind === 'delete-filter') {
    return matchingDocuments(index, content.filter, 'invalid_document_filter');
  }
  if (content.kind !== 'delete-ids') return [];
  return content.ids.flatMap((id) => index.internalId(id) ?? []);
}
