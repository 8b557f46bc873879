import type { EngineContext } from '../context.ts';
import { requireFeature } from '../instance/features.ts';
import type { ClientTask } from '../ports/task-store.ts';
import { ApiError, notSupported, taskNotFound } from '../protocol/api-error.ts';
import type { Answer, RoutedRequest } from '../protocol/routed-request.ts';
import { pathNumber } from './parse.ts';
import { readPayload } from './task-payload.ts';
import { isOpen, isOpenTo, upToDate } from './tasks.ts';

/**
 * `GET /tasks/{uid}/documents`. Miroir keeps no payloads: they are put together again from what nodes have
 * enqueued. Nobody has what no node was sent: there the answer is a refusal.
 */
export async function getTaskDocuments(
  context: EngineContext,
  request: RoutedRequest,
): Promise<Answer> {
  requireFeature(context, 'getTaskDocumentsRoute', 'Getting the documents of an enqueued task');
  const uid = pathNumber(request, 'Task');
  const task = await upToDate(context, () => context.ports.store.getTask(uid), isOpen);
  if (task === undefined || task.isDeleted || !isOpenTo(request.caller, task)) {
    throw taskNotFound(uid);
  }
  const documents =
    task.type === 'documentAdditionOrUpdate' && isOpen(task)
      ? await documentsOf(context, task)
      : undefined;
  if (documents === undefined) throw noDocuments(uid);
  return { status: 200, body: documents, headers: { 'content-type': 'application/x-ndjson' } };
}

async function documentsOf(context: EngineContext, task: ClientTask): Promise<string | undefined> {
  if (/"receivedDocuments":0\b/.test(task.details ?? '')) return '';
  if (task.nodeTasks.length === 0 || task.foregone !== null) {
    throw notSupported(`The documents of task \`${task.uid}\` are on no node.`);
  }
  return readPayload(context, task);
}

function noDocuments(uid: number): ApiError {
  return new ApiError(
    404,
    'task_file_not_found',
    'invalid_request',
    `Task \`${uid}\` does not contain any documents. Only \`documentAdditionOrUpdate\` tasks with the statuses \`enqueued\` or \`processing\` contain documents`,
  );
}
