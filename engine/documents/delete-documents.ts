import { printValue } from '../base/json/print.ts';
import type { EngineContext } from '../context.ts';
import type { NodeBatch } from '../gather/write.ts';
import { acceptIndex } from '../indexes/acceptance.ts';
import { checkIndexUid } from '../indexes/index-uid.ts';
import { indexPath } from '../indexes/node-requests.ts';
import type { IndexRecord } from '../ports/task-store.ts';
import { indexNotFound } from '../protocol/api-error.ts';
import { disguiseJson } from '../protocol/hidden-names.ts';
import { jsonBody } from '../protocol/json-content-type.ts';
import type { Answer, RoutedRequest } from '../protocol/routed-request.ts';
import { nothingToSend, type Submission } from '../tasks/submission.ts';
import { submit } from '../tasks/submit.ts';
import { deletionsEverywhere, deletionsOfIds } from './deletion-batches.ts';
import { parseDeleteBatch, parseDeleteFilter } from './parse-delete.ts';

/** `DELETE /indexes/{uid}/documents/{id}` */
export async function deleteDocument(
  context: EngineContext,
  request: RoutedRequest,
): Promise<Answer> {
  const id = request.parameters['id'] ?? '';
  return submitDeletion(context, request, {
    details: { providedIds: 1, deletedDocuments: null, originalFilter: null },
    ids: [id],
    batches: (index) =>
      deletionsOfIds(context, index, [id], () => ({
        method: 'DELETE',
        path: `${indexPath(index.uid)}/documents/${encodeURIComponent(id)}`,
      })),
  });
}

/** `POST /indexes/{uid}/documents/delete-batch` */
export async function deleteDocumentBatch(
  context: EngineContext,
  request: RoutedRequest,
): Promise<Answer> {
  const ids = parseDeleteBatch(jsonBody(request));
  return submitDeletion(context, request, {
    details: { providedIds: ids.length, deletedDocuments: null, originalFilter: null },
    ids,
    batches: (index) =>
      deletionsOfIds(context, index, ids, (own) => ({
        method: 'POST',
        path: `${indexPath(index.uid)}/documents/delete-batch`,
        body: JSON.stringify(own),
      })),
  });
}

/** `POST /indexes/{uid}/documents/delete` */
export async function deleteDocumentsByFilter(
  context: EngineContext,
  request: RoutedRequest,
): Promise<Answer> {
  const filter = parseDeleteFilter(jsonBody(request));
  const originalFilter = printValue(filter, 0, filter.length);
  return submitDeletion(context, request, {
    details: { providedIds: 0, deletedDocuments: null, originalFilter },
    ids: [],
    batches: (index) => deletionsEverywhere(context, index, disguiseJson(filter)),
  });
}

/** `DELETE /indexes/{uid}/documents` */
export async function clearDocuments(
  context: EngineContext,
  request: RoutedRequest,
): Promise<Answer> {
  return submitDeletion(context, request, {
    details: { deletedDocuments: null },
    ids: 'all',
    batches: (index) => deletionsEverywhere(context, index, null),
  });
}

interface Deletion {
  readonly details: Readonly<Record<string, unknown>>;
  /** The documents that it names. */
  readonly ids: readonly string[] | 'all';
  batches(index: IndexRecord): readonly NodeBatch[];
}

function submitDeletion(
  context: EngineContext,
  request: RoutedRequest,
  deletion: Deletion,
): Promise<Answer> {
  const name = checkIndexUid(request.parameters['uid'] ?? '');
  return submit(context, name, (known) => {
    const index = acceptIndex(context, name, known);
    return index.accepted
      ? deletionOf(context, index, deletion)
      : deletionOfNothing(index.uid, name, deletion);
  });
}

function deletionOf(context: EngineContext, index: IndexRecord, deletion: Deletion): Submission {
  const nothingNamed = deletion.ids.length === 0 && deletion.batches(index).length === 0;
  return {
    ...nothingToSend,
    draft: {
      indexUid: index.uid,
      type: 'documentDeletion',
      details: JSON.stringify(
        nothingNamed ? { ...deletion.details, deletedDocuments: 0 } : deletion.details,
      ),
      error: null,
      effect: { kind: 'touch-index', primaryKey: null },
      foregone: nothingNamed ? 'succeeded' : null,
    },
    operation: 'delete-documents',
    needs: 'quorum',
    index,
    batches: (task) => {
      context.pendingSequences.note(task, index.uid, sequencesAfter(deletion));
      return deletion.batches(index);
    },
  };
}

function sequencesAfter(deletion: Deletion): ReadonlyMap<string, null> | undefined {
  return deletion.ids === 'all' ? undefined : new Map(deletion.ids.map((id) => [id, null]));
}

function deletionOfNothing(uid: string, name: string, deletion: Deletion): Submission {
  return {
    ...nothingToSend,
    draft: {
      indexUid: uid,
      type: 'documentDeletion',
      details: JSON.stringify({ ...deletion.details, deletedDocuments: 0 }),
      error: JSON.stringify(indexNotFound(name).body()),
      effect: { kind: 'none' },
      foregone: 'failed',
    },
    operation: 'delete-documents',
  };
}
