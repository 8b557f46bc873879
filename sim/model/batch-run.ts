import { ApiError } from '../../engine/protocol/api-error.ts';
import { deleteDocuments } from './document-deletions.ts';
import { writeDocuments } from './document-writes.ts';
import { createIndex, deleteIndex, updateIndex } from './index-tasks.ts';
import type { NodeState } from './node-state.ts';
import { settingsAfter } from './settings-tasks.ts';
import { StoredIndex } from './stored-index.ts';
import { readConfig } from './index-config.ts';
import { settingsFault } from './indexing-fault.ts';
import { detailsOf, emptyDetails } from './task-details.ts';
import type { TaskBatch } from './task-queue.ts';

/** Why a whole batch fails. */
export interface BatchFault {
  readonly code: string;
  readonly message: string;
  /** Defaults to `system`. */
  readonly type?: 'invalid_request' | 'internal' | 'system';
}

/** Applies a batch and ends its tasks. */
export function runBatch(state: NodeState, batch: TaskBatch): void {
  try {
    process(state, batch);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    failTasks(state, batch, error);
  }
}

/** Ends the tasks of a batch, none of which is applied. */
export function failBatch(state: NodeState, batch: TaskBatch, fault: BatchFault): void {
  const { code, message, type = 'system' } = fault;
  failTasks(state, batch, new ApiError(500, code, type, message));
}

function failTasks(state: NodeState, batch: TaskBatch, error: ApiError): void {
  for (const task of batch.tasks) state.tasks.end(task, emptyDetails(task), error);
}

function process(state: NodeState, batch: TaskBatch): void {
  const [first] = batch.tasks;
  if (first === undefined) return;
  const { indexUid } = first;
  const kinds = new Set(batch.tasks.map((task) => task.content.kind));
  if (kinds.has('delete-index')) return deleteIndex(state, batch);
  if (first.content.kind === 'create-index') return createIndex(state, first, first.content);
  if (first.content.kind === 'update-index') return updateIndex(state, first, first.content);
  const index = openIndex(state, indexUid, batch);
  if (kinds.has('clear') || kinds.has('settings')) return clearAndConfigure(state, index, batch);
  if (kinds.has('add')) return writeDocuments(state, index, batch);
  return deleteDocuments(state, index, batch.tasks);
}

/** The index of a batch: made if it is missing and a task may make it. */
function openIndex(state: NodeState, uid: string, batch: TaskBatch): StoredIndex {
  const mayCreate = batch.tasks.some(
    ({ content }) => content.kind === 'add' || (content.kind === 'settings' && !content.isReset),
  );
  if (!mayCreate) return state.index(uid);
  return state.indexes.get(uid) ?? state.createIndex(uid, batch.startedAtMs);
}

function clearAndConfigure(state: NodeState, index: StoredIndex, batch: TaskBatch): void {
  let settings = index.settings;
  for (const { content } of batch.tasks) {
    if (content.kind === 'settings') settings = settingsAfter(index.uid, settings, content.patch);
  }
  let deletedDocuments = index.size;
  const isCleared = batch.tasks.some(({ content }) => content.kind === 'clear');
  const fault = isCleared ? undefined : settingsFault(index, readConfig(settings));
  if (fault !== undefined) throw fault;
  if (isCleared) index.clear();
  if (settings !== index.settings) index.configure(settings);
  index.updatedAtMs = state.options.wallMs();
  for (const task of batch.tasks) {
    const isClear = task.content.kind === 'clear';
    state.tasks.end(task, detailsOf(task, isClear ? { deletedDocuments } : {}), null);
    // The first one has deleted them all.
    if (isClear) deletedDocuments = 0;
  }
}
