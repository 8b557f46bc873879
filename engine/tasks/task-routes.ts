import type { Route, RouteMaker } from '../protocol/route-table.ts';
import { getBatch, listBatches } from './batches.ts';
import { cancelTasks, deleteTasks } from './select-tasks.ts';
import { getTaskDocuments } from './task-documents.ts';
import { getTask, listTasks } from './tasks.ts';

/** The routes of tasks and batches. */
export function taskRoutes(client: RouteMaker): readonly Route[] {
  return [
    client('GET', '/tasks', listTasks),
    client('DELETE', '/tasks', deleteTasks),
    client('POST', '/tasks/cancel', cancelTasks),
    client('GET', '/tasks/{uid}', getTask),
    client('GET', '/tasks/{uid}/documents', getTaskDocuments),
    client('GET', '/batches', listBatches),
    client('GET', '/batches/{uid}', getBatch),
  ];
}
