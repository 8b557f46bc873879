import { formatTime, parseTime } from '../base/time.ts';
import type { EngineContext } from '../context.ts';
import { countDeleted } from '../documents/deleted-count.ts';
import { invisible } from '../indexes/catalogue.ts';
import { everyReplica, noteBehind } from '../movement/missed-writes.ts';
import type { BehindReplica } from '../ports/repair-store.ts';
import type { SessionId } from '../ports/session.ts';
import type {
  ClientTask,
  IndexAcceptance,
  IndexAppearance,
  IndexRecord,
  NodeTask,
  Settlement,
} from '../ports/task-store.ts';
import { scrubErrorBody } from '../protocol/scrub.ts';
import { confirmSettings } from '../settings/confirm.ts';
import { defaultSettings } from '../settings/defaults.ts';
import { detailsAfterCancelation, detailsAfterFailure, unknownFailure } from './vain-tasks.ts';
import { createsIndex, laterWrites, undoTask } from './undo.ts';
import type { TaskVerdict } from './verdict.ts';

type Ended = Extract<TaskVerdict, { kind: 'ended' }>;

/**
 * Ends a task whose outcome was known when it arrived, or that was given up. True once nothing is left
 * to follow; false if the store refuses.
 */
export async function settleForegone(
  context: EngineContext,
  session: SessionId,
  task: ClientTask,
): Promise<boolean> {
  const now = formatTime(context.ports.clock.wallMs());
  const isLast = task.nodeTasks.every(({ status }) => status !== 'pending');
  const status = task.foregone === 'failed' ? 'failed' : 'succeeded';
  const isCanceled = task.canceledBy !== undefined;
  const settled = await settle(context, session, task, {
    ...(isCanceled ? canceled(task) : { status, details: task.details, error: task.error }),
    startedAt: now,
    finishedAt: now,
    nodeTasks: task.nodeTasks,
    behind: [],
  });
  return settled && isLast;
}

/**
 * Ends a task as its nodes decided. True once nothing is left to follow; false while something has to
 * be confirmed or awaited, or if the store refuses.
 */
export async function settleJudged(
  context: EngineContext,
  session: SessionId,
  task: ClientTask,
  ended: Ended,
): Promise<boolean> {
  const isLast = ended.nodeTasks.every((nodeTask) => nodeTask.status !== 'pending');
  if (task.finishedAt !== null) {
    if (!hasNews(task, ended)) return false;
    const recorded = await context.ports.store.recordOutcomes({ session, uid: task.uid }, ended);
    if (recorded) noteBehind(context.ports.trace, ended.behind);
    return recorded && isLast;
  }
  const conclusion = await conclude(context, session, task, ended);
  if (conclusion === undefined) return false;
  const times = timesOf(context, task, ended);
  const { nodeTasks } = ended;
  const { alsoBehind = [], ...rest } = conclusion;
  const behind = [...ended.behind, ...alsoBehind];
  const settled = await settle(context, session, task, { ...times, nodeTasks, behind, ...rest });
  return settled && isLast;
}

/** How a task ends for its client, and what it leaves of its index. */
type Conclusion = Pick<Settlement, 'status' | 'details' | 'error' | 'acceptance'> & {
  /** Replicas that are behind on top of what the nodes said. */
  readonly alsoBehind?: readonly BehindReplica[];
  /** The user's settings afterwards. */
  readonly settings?: string;
};

/** Confirms or undoes what a task did; undefined while that is not done. */
async function conclude(
  context: EngineContext,
  session: SessionId,
  task: ClientTask,
  ended: Ended,
): Promise<Conclusion | undefined> {
  const { details } = task;
  if (ended.status === 'canceled') return canceled(task);
  if (ended.status === 'failed') {
    if (task.effect.kind === 'delete-index' && (await isRepeated(context, session, task))) {
      return undefined;
    }
    const error =
      ended.error === null
        ? unknownFailure(ended)
        : context.catalogue.inNames(scrubErrorBody(ended.error));
    const failed = { status: 'failed', details: detailsAfterFailure(task), error } as const;
    return hasTraces(task, ended) ? undone(context, session, task, failed) : failed;
  }
  // Its payload was at fault on arrival; only the index that it creates had to be waited for.
  if (task.error !== null) return { status: 'failed', details, error: task.error };
  const confirmed = await confirmEffect(context, task);
  if (confirmed.kind === 'waiting') return undefined;
  if (confirmed.kind === 'failed') {
    const error = JSON.stringify(confirmed.error.body());
    return undone(context, session, task, { status: 'failed', details, error });
  }
  const { settings } = confirmed;
  return {
    status: 'succeeded',
    details: countDeleted(context, task, ended),
    error: null,
    ...(settings === undefined ? {} : { settings }),
  };
}

/**
 * Has a deletion of an index that did not succeed everywhere sent again: nothing can bring back what
 * it did elsewhere. False if later writes rest on it, which another deletion would destroy.
 */
async function isRepeated(
  context: EngineContext,
  session: SessionId,
  task: ClientTask,
): Promise<boolean> {
  const later = await laterWrites(context, task);
  if (later.some(({ phase }) => phase !== 'dispatching')) return false;
  // What is still being sent may yet be withdrawn, so that nothing rests on the index.
  if (later.length > 0) return true;
  await context.ports.store.reopenTask({ session, uid: task.uid });
  return true;
}

/** Whether a failed task may have changed its index as a whole on some node. */
function hasTraces(task: ClientTask, ended: Ended): boolean {
  if (task.effect.kind === 'settings' || task.effect.kind === 'set-primary-key') return true;
  return createsIndex(task) && ended.nodeTasks.some(isFailedCreation);
}

function isFailedCreation({ shards, status }: NodeTask): boolean {
  return shards.length === 0 && status !== 'succeeded';
}

/** Undoes a task while no other write to its index is sent; undefined while that is not possible. */
async function undone(
  context: EngineContext,
  session: SessionId,
  task: ClientTask,
  conclusion: Conclusion,
): Promise<Conclusion | undefined> {
  if (!(await context.ports.store.reopenTask({ session, uid: task.uid }))) return undefined;
  const acceptance = await undoTask(context, session, task);
  if (acceptance === undefined) return conclusion;
  // Nobody follows the deletions that undo a creation: what is left somewhere is for the repair to find.
  const alsoBehind = acceptance.accepted ? [] : everyReplica(context, task);
  return { ...conclusion, acceptance, alsoBehind };
}

/** Whether some node that could not be asked before has told an outcome now. */
function hasNews(task: ClientTask, ended: Ended): boolean {
  return ended.nodeTasks.some(({ status }, at) => status !== task.nodeTasks[at]?.status);
}

/** How a task ends of which no node did anything. */
function canceled(task: ClientTask): Pick<Settlement, 'status' | 'details' | 'error'> {
  return { status: 'canceled', details: detailsAfterCancelation(task), error: null };
}

/** Ends a task in the store, if it is still this proxy's to end. */
async function settle(
  context: EngineContext,
  session: SessionId,
  task: ClientTask,
  { settings, ...settlement }: Omit<Settlement, 'appearance'> & { readonly settings?: string },
): Promise<boolean> {
  const appearance = appearanceAfter(context, task, settlement, settings);
  const { canceledBy } = task;
  const settled = await context.ports.store.settleTask(
    { session, uid: task.uid },
    {
      ...settlement,
      ...(appearance === undefined ? {} : { appearance }),
      ...(canceledBy === undefined ? {} : { canceledBy }),
    },
  );
  if (!settled) return false;
  context.pendingSequences.forget(task);
  const { uid, type, indexUid } = task;
  const { trace, fault } = context.ports;
  noteBehind(trace, settlement.behind);
  trace.note({ kind: 'task', uid, type, status: settlement.status, index: indexUid });
  await fault.at('task-settled');
  // The next task of the index builds on what readers see now.
  await context.shared.refresh();
  return true;
}

/** The index as readers see it once the task has ended; undefined when they see no change. */
function appearanceAfter(
  context: EngineContext,
  task: ClientTask,
  settlement: Omit<Settlement, 'appearance'>,
  settings: string | undefined,
): IndexAppearance | undefined {
  const { effect, indexUid } = task;
  if (settlement.status === 'canceled' || indexUid === null) return undefined;
  const known = context.catalogue.get(indexUid);
  if (known === undefined) return undefined;
  const succeeded = settlement.status === 'succeeded';
  if (!succeeded && isUnmade(task, known, settlement.acceptance)) return invisible(indexUid);
  if (effect.kind === 'none') return undefined;
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

/**
 * Whether a failed task leaves writers without an index, as before it. Readers may see one still: that
 * of before, if its deletion had failed because this task was to make it anew.
 */
function isUnmade(
  { uid, previous }: ClientTask,
  known: IndexRecord,
  acceptance: IndexAcceptance | undefined,
): boolean {
  if (previous?.accepted !== false) return false;
  if (acceptance !== undefined) return !acceptance.accepted;
  return !known.accepted && known.newestTask === uid;
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
