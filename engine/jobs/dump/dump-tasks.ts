import type { EngineContext } from '../../context.ts';
import { limits } from '../../limits.ts';
import type { ClientTask } from '../../ports/task-store.ts';
import type { JobWork } from '../job.ts';
import { detailsLine } from './task-details.ts';
import { kindLine } from './task-kinds.ts';

/**
 * The tasks that have ended as lines of `tasks/queue.jsonl`, oldest first, a page at a time; at last the
 * task of the dump itself, which will have succeeded by the time that the dump is read. Tasks that are
 * still under way are left out: whoever imports the dump would carry them out once more.
 */
export async function* taskLines(
  context: EngineContext,
  { task: own, goOn }: JobWork,
): AsyncGenerator<readonly string[], void, undefined> {
  const limit = limits.jobTasksPage;
  for (let from = 0; ; ) {
    await goOn();
    const page = { filter: {}, from, limit, reverse: true };
    const { tasks } = await context.ports.store.listTasks(page);
    yield tasks.filter((task) => task.finishedAt !== null && task.uid < own.uid).map(taskLine);
    const last = tasks.at(-1);
    if (last === undefined || tasks.length < limit || last.uid >= own.uid) break;
    from = last.uid + 1;
  }
  yield [taskLine({ ...own, status: 'succeeded', finishedAt: own.startedAt ?? own.enqueuedAt })];
}

/** A task as a dump of Meilisearch v1.21 writes it: in other words than its routes do. */
export function taskLine(task: ClientTask): string {
  const { uid, indexUid, status, error, enqueuedAt, startedAt, finishedAt } = task;
  const details = detailsLine(task);
  return [
    `{"uid":${uid}`,
    '"batchUid":null',
    `"indexUid":${JSON.stringify(indexUid)}`,
    `"status":${JSON.stringify(status)}`,
    `"type":${kindLine(task)}`,
    ...(details === null ? [] : [`"details":${details}`]),
    ...(error === null ? [] : [`"error":${error}`]),
    `"enqueuedAt":${JSON.stringify(enqueuedAt)}`,
    `"startedAt":${JSON.stringify(startedAt ?? finishedAt)}`,
    `"finishedAt":${JSON.stringify(finishedAt)}}`,
  ].join(',');
}
