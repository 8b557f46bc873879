import { formatTime } from '../base/time.ts';
import type { EngineContext } from '../context.ts';
import type { TaskSelection } from '../ports/selection-store.ts';
import type { Caller } from '../keys/caller.ts';
import type { ClientTask, TaskFilter, TaskUid } from '../ports/task-store.ts';
import { invalidRequest, writeInterrupted } from '../protocol/api-error.ts';
import type { Answer, RoutedRequest } from '../protocol/routed-request.ts';
import { parseTaskFilter, types as allTypes } from './parse.ts';
import { summaryAnswer } from './render.ts';
import { isOpenTo, isTypeAboutOneIndex } from './tasks.ts';

/** `POST /tasks/cancel` */
export async function cancelTasks(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  const selection = await readSelection(context, request, 'cancel');
  const answer = accepted(await context.ports.store.registerCancelation(selection));
  context.follower.wake();
  return answer;
}

/** `DELETE /tasks` */
export async function deleteTasks(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  const selection = await readSelection(context, request, 'delete');
  return accepted(await context.ports.store.deleteTasks(selection));
}

async function readSelection(
  context: EngineContext,
  { query, http, caller }: RoutedRequest,
  purpose: 'cancel' | 'delete',
): Promise<TaskSelection> {
  const filter = parseTaskFilter(query);
  if (filter === undefined) {
    throw invalidRequest(
      'missing_task_filters',
      `Query parameters to filter the tasks to ${purpose} are missing. Available query parameters are: \`uids\`, \`indexUids\`, \`statuses\`, \`types\`, \`canceledBy\`, \`beforeEnqueuedAt\`, \`afterEnqueuedAt\`, \`beforeStartedAt\`, \`afterStartedAt\`, \`beforeFinishedAt\`, \`afterFinishedAt\`.`,
    );
  }
  const session = context.session.trusted();
  if (session === undefined) throw noSession();
  const enqueuedAt = formatTime(context.ports.clock.wallMs());
  const open = await openToCaller(context, caller, filter);
  return { session, filter: open, originalFilter: `?${http.query}`, enqueuedAt };
}

/**
 * The filter without what is closed to the caller. As in Meilisearch, who asks for tasks of certain
 * indexes, or may use only some, does not mean those that are about several indexes or about none.
 */
async function openToCaller(
  context: EngineContext,
  caller: Caller,
  filter: TaskFilter,
): Promise<TaskFilter> {
  if (caller.usesEveryIndex && filter.indexUids === undefined) return filter;
  const narrow = { ...filter, types: (filter.types ?? allTypes).filter(isTypeAboutOneIndex) };
  if (caller.usesEveryIndex) return narrow;
  const uids: TaskUid[] = [];
  let from: TaskUid = 0;
  for (;;) {
    const page = { filter: narrow, from, limit: tasksPerRead, reverse: true };
    const { tasks } = await context.ports.store.listTasks(page);
    uids.push(...tasks.filter((task) => isOpenTo(caller, task)).map(({ uid }) => uid));
    if (tasks.length < tasksPerRead) return { ...narrow, uids };
    from = (tasks.at(-1)?.uid ?? from) + 1;
  }
}

const tasksPerRead = 1000;

function accepted(task: ClientTask | null): Answer {
  if (task === null) throw noSession();
  return { ...summaryAnswer(task), status: 200 };
}

function noSession(): Error {
  return writeInterrupted('This proxy has no session in the task store. Nothing was done.');
}
