import type { EngineContext } from '../context.ts';
import type { Caller } from '../keys/caller.ts';
import type { ClientTask, TaskPage, TaskType } from '../ports/task-store.ts';
import { taskNotFound } from '../protocol/api-error.ts';
import type { Answer, RoutedRequest } from '../protocol/routed-request.ts';
import { parseTaskPage, pathNumber } from './parse.ts';
import { nameOf, pageAnswer, renderTask } from './render.ts';

/** `GET /tasks/{uid}` */
export async function getTask(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  const uid = pathNumber(request, 'Task');
  const task = await upToDate(context, () => context.ports.store.getTask(uid), isOpen);
  if (task === undefined || task.isDeleted || !isOpenTo(request.caller, task)) {
    throw taskNotFound(uid);
  }
  return { status: 200, body: renderTask(task) };
}

/** `GET /tasks` */
export async function listTasks(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  const page = parseTaskPage(request.query);
  // One more than asked for tells where the next page begins.
  const wider: TaskPage = { ...page, limit: page.limit + 1 };
  const { tasks, total } = await upToDate(
    context,
    () => context.ports.store.listTasks(wider),
    (found) => found.tasks.some(isOpen),
  );
  // As in Meilisearch, what is closed to the caller is taken off the page, not left out of the list; and
  // swaps are counted among the tasks of an index, and have a place, but are not listed.
  const found = tasks.filter(
    (task) =>
      isOpenTo(request.caller, task) &&
      (page.filter.indexUids === undefined || isAboutOneIndex(task)),
  );
  return pageAnswer(page, { found, total }, renderTask);
}

/** Whether a task is about one index, and not about several of them or about none. */
export function isAboutOneIndex({ type, indexUid }: ClientTask): boolean {
  return indexUid !== null && isTypeAboutOneIndex(type);
}

/** Whether tasks of a type are about one index each. */
export function isTypeAboutOneIndex(type: TaskType): boolean {
  return !otherTypes.has(type);
}

const otherTypes: ReadonlySet<TaskType> = new Set([
  'indexSwap',
  'taskCancelation',
  'taskDeletion',
  'dumpCreation',
  'snapshotCreation',
  'export',
  'upgradeDatabase',
]);

/** Whether a caller may know of a task: who does not use every index knows of none that has no index. */
export function isOpenTo(caller: Caller, task: ClientTask): boolean {
  const name = nameOf(task);
  return caller.usesEveryIndex || (name !== null && isAboutOneIndex(task) && caller.mayUse(name));
}

/** Reads from the store; if something unfinished shows, asks the nodes first and reads again. */
export async function upToDate<Value>(
  context: EngineContext,
  read: () => Promise<Value>,
  unfinished: (value: Value) => boolean,
): Promise<Value> {
  const value = await read();
  if (!unfinished(value)) return value;
  await context.follower.look();
  return read();
}

/** Whether there is a task that has not ended. */
export function isOpen(task: ClientTask | undefined): boolean {
  return task !== undefined && (task.status === 'enqueued' || task.status === 'processing');
}
