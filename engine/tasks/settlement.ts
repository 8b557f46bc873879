import { formatTime, parseTime } from '../base/time.ts';
import type { EngineContext } from '../context.ts';
import { countDeleted } from '../documents/deleted-count.ts';
import { sendBatches } from '../gather/write.ts';
import { invisible } from '../indexes/catalogue.ts';
import { deleteIndexEverywhere } from '../indexes/node-requests.ts';
import type { ClientTask, IndexAppearance, Settlement } from '../ports/task-store.ts';
import { scrubErrorBody } from '../protocol/scrub.ts';
import { confirmSettings, restoreSettings } from '../settings/confirm.ts';
import { defaultSettings } from '../settings/defaults.ts';
import type { TaskVerdict } from './verdict.ts';

type Ended = Extract<TaskVerdict, { kind: 'ended' }>;

/** Ends a task whose outcome was known when it arrived. */
export async function settleForegone(context: EngineContext, task: ClientTask): Promise<void> {
  const now = formatTime(context.ports.clock.wallMs());
  await settle(context, task, {
    status: task.foregone === 'failed' ? 'failed' : 'succeeded',
    startedAt: now,
    finishedAt: now,
    details: task.details,
    error: task.error,
    nodeTasks: [],
    behind: [],
  });
}

/** Ends a task as its nodes decided; false while something has to be confirmed first. */
export async function settleJudged(
  context: EngineContext,
  task: ClientTask,
  ended: Ended,
): Promise<boolean> {
  if (task.finishedAt !== null) {
    if (!hasNews(task, ended)) return false;
    await context.ports.store.recordOutcomes(task.uid, ended.nodeTasks, ended.behind);
    context.ledger.add(ended.behind);
    return ended.nodeTasks.every((nodeTask) => nodeTask.status !== 'pending');
  }
  const times = timesOf(context, task, ended);
  const common = { ...times, nodeTasks: ended.nodeTasks, behind: ended.behind };
  if (ended.status === 'failed') {
    await undoEffect(context, task);
    const error = ended.error === null ? lostOutcome : scrubErrorBody(ended.error);
    const details = detailsAfterFailure(task);
    await settle(context, task, { ...common, status: 'failed', details, error });
    return true;
  }
  if (task.error !== null) {
    // Its payload was at fault on arrival; only the index that it creates had to be waited for.
    await settle(context, task, {
      ...common,
      status: 'failed',
      details: task.details,
      error: task.error,
    });
    return true;
  }
  const confirmed = await confirmEffect(context, task);
  if (confirmed.kind === 'waiting') return false;
  if (confirmed.kind === 'failed') {
    await undoEffect(context, task);
    const error = JSON.stringify(confirmed.error.body());
    await settle(context, task, { ...common, status: 'failed', details: task.details, error });
    return true;
  }
  const details = countDeleted(context, task, ended);
  const settings = confirmed.settings;
  await settle(context, task, { ...common, status: 'succeeded', details, error: null }, settings);
  return ended.nodeTasks.every((nodeTask) => nodeTask.status !== 'pending');
}

/** Whether some node that could not be asked before has told an outcome now. */
function hasNews(task: ClientTask, ended: Ended): boolean {
  return ended.nodeTasks.some(({ status }, at) => status !== task.nodeTasks[at]?.status);
}

async function settle(
  context: EngineContext,
  task: ClientTask,
  settlement: Omit<Settlement, 'appearance'>,
  settings?: string,
): Promise<void> {
  const appearance = appearanceAfter(context, task, settlement, settings);
  await context.ports.store.settleTask(
    task.uid,
    appearance === undefined ? settlement : { ...settlement, appearance },
  );
  if (appearance !== undefined) context.catalogue.show(appearance);
  if (task.effect.kind === 'delete-index' && settlement.status === 'succeeded' && task.indexUid) {
    context.ledger.forgetIndex(task.indexUid);
  }
  context.ledger.add(settlement.behind);
  context.pendingSequences.forget(task);
  const { uid, type, indexUid } = task;
  const { trace, fault } = context.ports;
  trace.note({ kind: 'task', uid, type, status: settlement.status, index: indexUid });
  await fault.at('task-settled');
}

/** The index as readers see it once the task has ended; undefined when they see no change. */
function appearanceAfter(
  context: EngineContext,
  task: ClientTask,
  settlement: Omit<Settlement, 'appearance'>,
  settings: string | undefined,
): IndexAppearance | undefined {
  const { effect, indexUid } = task;
  if (effect.kind === 'none' || indexUid === null) return undefined;
  const known = context.catalogue.get(indexUid);
  if (known === undefined) return undefined;
  const succeeded = settlement.status === 'succeeded';
  if (effect.kind === 'delete-index') return succeeded ? invisible(indexUid) : undefined;
  if (!succeeded && !createsOnFailure(task)) return undefined;
  const { finishedAt, startedAt } = settlement;
  const named = succeeded && 'primaryKey' in effect ? effect.primaryKey : null;
  const earlier = known.visible ? known.primaryKey : null;
  return {
    uid: indexUid,
    visible: true,
    primaryKey: effect.kind === 'set-primary-key' ? named : (earlier ?? named),
    createdAt: known.visible ? known.createdAt : startedAt,
    updatedAt: finishedAt,
    settings: settings ?? (known.visible ? known.settings : defaultSettings),
  };
}

/** Meilisearch keeps the index that a write created, even when the write itself fails. */
function createsOnFailure(task: ClientTask): boolean {
  return task.type === 'documentAdditionOrUpdate' && task.effect.kind === 'touch-index';
}

type Confirmation = Awaited<ReturnType<typeof confirmSettings>>;

async function confirmEffect(context: EngineContext, task: ClientTask): Promise<Confirmation> {
  if (task.effect.kind !== 'settings') return { kind: 'confirmed', settings: undefined };
  return confirmSettings(context, task, task.effect.patch);
}

/** Takes back, on every node, what a task about the index as a whole did on some. */
async function undoEffect(context: EngineContext, task: ClientTask): Promise<void> {
  const { indexUid } = task;
  if (indexUid === null) return;
  if (task.effect.kind === 'settings') await restoreSettings(context, indexUid);
  if (task.type === 'indexCreation') {
    await sendBatches(context, 'index-undo', deleteIndexEverywhere(context, indexUid));
  }
}

/** Node clocks are not ours: a task never starts before it was enqueued, nor ends before it started. */
function timesOf(
  context: EngineContext,
  task: ClientTask,
  ended: Ended,
): { startedAt: string; finishedAt: string } {
  const now = formatTime(context.ports.clock.wallMs());
  const startedAt = notBefore(task.enqueuedAt, ended.startedAt ?? now);
  return { startedAt, finishedAt: notBefore(startedAt, ended.finishedAt ?? now) };
}

function notBefore(earliest: string, time: string): string {
  return (parseTime(time) ?? 0) < (parseTime(earliest) ?? 0) ? earliest : time;
}

function detailsAfterFailure(task: ClientTask): string | null {
  return task.details === null
    ? null
    : task.details.replace(/"(indexed|deleted)Documents":(?:\d+|null)/, '"$1Documents":0');
}

const lostOutcome = JSON.stringify({
  message: 'No node can tell any more what became of this task.',
  code: 'internal',
  type: 'internal',
  link: 'https://docs.meilisearch.com/errors#internal',
});
