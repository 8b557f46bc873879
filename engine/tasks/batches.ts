import type { EngineContext } from '../context.ts';
import type { Caller } from '../keys/caller.ts';
import type { TaskBatch } from '../ports/selection-store.ts';
import type { TaskPage } from '../ports/task-store.ts';
import { batchNotFound } from '../protocol/api-error.ts';
import type { Answer, RoutedRequest } from '../protocol/routed-request.ts';
import { askOutcomes } from './node-outcomes.ts';
import { parseTaskPage, pathNumber } from './parse.ts';
import { pageAnswer } from './render.ts';
import { type BatchMoment, renderBatch } from './render-batch.ts';
import { isAboutOneIndex, isOpen, isOpenTo, upToDate } from './tasks.ts';

/** `GET /batches/{uid}` */
export async function getBatch(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  const uid = pathNumber(request, 'Batch');
  const page = { filter: { batchUids: [uid] }, from: null, limit: 1, reverse: false };
  const { batches } = await readBatches(context, page);
  const [batch] = batches;
  if (batch === undefined || !isBatchOpenTo(request.caller, batch)) throw batchNotFound(uid);
  const moment = await momentOf(context, batches);
  return { status: 200, body: renderBatch(batch, moment) };
}

/** `GET /batches` */
export async function listBatches(context: EngineContext, request: RoutedRequest): Promise<Answer> {
  const page = parseTaskPage(request.query);
  // One more than asked for tells where the next page begins.
  const { batches, total } = await readBatches(context, { ...page, limit: page.limit + 1 });
  const moment = await momentOf(context, batches);
  // Taken off the page like tasks.
  const found = batches.filter(
    (batch) =>
      isBatchOpenTo(request.caller, batch) &&
      (page.filter.indexUids === undefined || batch.tasks.every(isAboutOneIndex)),
  );
  return pageAnswer(page, { found, total }, (batch) => renderBatch(batch, moment));
}

/** Whether a caller may know of a batch: one of its tasks is open to it, and all are about one index. */
function isBatchOpenTo(caller: Caller, { tasks }: TaskBatch): boolean {
  return (
    caller.usesEveryIndex ||
    (tasks.every(isAboutOneIndex) && tasks.some((task) => isOpenTo(caller, task)))
  );
}

function readBatches(
  context: EngineContext,
  page: TaskPage,
): Promise<{ batches: readonly TaskBatch[]; total: number }> {
  return upToDate(
    context,
    () => context.ports.store.listBatches(page),
    ({ batches }) => batches.some(({ tasks }) => tasks.some(isOpen)),
  );
}

/** How far the nodes are with what is being processed. */
async function momentOf(
  context: EngineContext,
  batches: readonly TaskBatch[],
): Promise<BatchMoment> {
  const running = batches.flatMap(({ tasks }) => tasks).filter(isOpen);
  const outcomes = await askOutcomes(context, running);
  return { nowMs: context.ports.clock.wallMs(), outcomes };
}
