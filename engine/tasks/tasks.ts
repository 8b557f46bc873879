import type { EngineContext } from '../context.ts';
import type { ClientTask, TaskPage } from '../ports/task-store.ts';
import { invalidRequest, taskNotFound } from '../protocol/api-error.ts';
import type { Answer, RoutedRequest } from '../protocol/routed-request.ts';
import { parseTaskPage } from './parse.ts';
import { renderTask } from './render.ts';

/** `GET /tasks/{uid}` */
export async function getTask(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  const text = request.parameters['uid'] ?? '';
  const uid = /^(?:mtask-)?(\d{1,10})$/.exec(text)?.[1];
  if (uid === undefined || Number(uid) >= 2 ** 32) {
    throw invalidRequest(
      'invalid_task_uids',
      `Task uid \`${text}\` is invalid. It should only contain numeric characters.`,
    );
  }
  const task = await upToDate(context, () => context.ports.store.getTask(Number(uid)), isOpen);
  if (task === undefined) throw taskNotFound(uid);
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
    (found) => found?.tasks.some(isOpen) ?? false,
  );
  const shown = tasks.slice(0, page.limit);
  const from = shown[0]?.uid ?? null;
  const next = tasks[page.limit]?.uid ?? null;
  const results = shown.map(renderTask).join(',');
  const { limit } = page;
  const body = `{"results":[${results}],"total":${total},"limit":${limit},"from":${from},"next":${next}}`;
  return { status: 200, body };
}

/** Reads from the store; if something unfinished shows, asks the nodes first and reads again. */
async function upToDate<Value>(
  context: EngineContext,
  read: () => Promise<Value>,
  unfinished: (value: Value) => boolean,
): Promise<Value> {
  const value = await read();
  if (!unfinished(value)) return value;
  await context.follower.look();
  return read();
}

function isOpen(task: ClientTask | undefined): boolean {
  return task !== undefined && (task.status === 'enqueued' || task.status === 'processing');
}
