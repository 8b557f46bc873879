import type { ClientTask, NodeTask } from '../ports/task-store.ts';
import { ApiError } from '../protocol/api-error.ts';

/** The details of a task that failed, as JSON text. */
export function detailsAfterFailure({ type, details }: ClientTask): string | null {
  if (details === null) return null;
  const counts =
    type === 'documentEdition'
      ? /"(edited)Documents":(?:\d+|null)/
      : /"(indexed|deleted)Documents":(?:\d+|null)/;
  return details.replace(counts, '"$1Documents":0');
}

/** The details of a task that was canceled, as JSON text. An edition does not tell that it deleted nothing. */
export function detailsAfterCancelation({ type, details }: ClientTask): string | null {
  if (details === null) return null;
  const counts =
    type === 'documentEdition'
      ? /"(editedDocuments)":(?:\d+|null)/
      : /"((?:indexed|deleted)Documents)":(?:\d+|null)/;
  return details.replace(counts, '"$1":0');
}

/** The error, as JSON text, of a task that failed though no node that can still be asked failed it. */
export function unknownFailure({ nodeTasks }: { readonly nodeTasks: readonly NodeTask[] }): string {
  const canceled = nodeTasks.filter(({ status }) => status === 'canceled');
  const shards = [...new Set(canceled.flatMap((nodeTask) => nodeTask.shards))]
    .filter((shard) =>
      nodeTasks.every((nodeTask) => {
        return !nodeTask.shards.includes(shard) || nodeTask.status !== 'succeeded';
      }),
    )
    .toSorted((left, right) => left - right);
  return shards.length === 0 ? lostOutcome : partlyCanceled(shards.join(', '));
}

function partlyCanceled(shards: string): string {
  const error = new ApiError(
    500,
    'miroir_partly_canceled',
    'internal',
    `The task was canceled for shard ${shards}, but carried out for others before it could be canceled. Send it again, or undo it.`,
  );
  return JSON.stringify(error.body());
}

const lostOutcome = JSON.stringify({
  message: 'No node can tell any more what became of this task.',
  code: 'internal',
  type: 'internal',
  link: 'https://docs.meilisearch.com/errors#internal',
});
