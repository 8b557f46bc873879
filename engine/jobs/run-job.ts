import type { CancelToken } from '../base/cancel.ts';
import { formatTime } from '../base/time.ts';
import type { EngineContext } from '../context.ts';
import { limits } from '../limits.ts';
import type { SessionId } from '../ports/session.ts';
import type { ClientTask } from '../ports/task-store.ts';
import type { Answer } from '../protocol/routed-request.ts';
import { survivingStore } from '../sharing/store-failure.ts';
import { type RegisteredWrite, registerInTurn, turnDeadlineMs } from '../tasks/registration.ts';
import { summaryAnswer } from '../tasks/render.ts';
import { nothingToSend } from '../tasks/submission.ts';
import { internalFailure, type Job, JobFailure, JobTaken, type JobWork } from './job.ts';

/**
 * Numbers a job, has it done in the background, and answers with Meilisearch's task summary. The task
 * belongs to this proxy's session: if the proxy dies, another one ends the task as failed.
 */
export async function startJob(context: EngineContext, job: Job): Promise<Answer> {
  const { type, details } = job;
  const draft = {
    indexUid: null,
    type,
    details,
    error: null,
    effect: { kind: 'none' },
    foregone: null,
  } as const;
  const prepare = () => ({ ...nothingToSend, draft, operation: type });
  const write = await registerInTurn(context, noIndex, prepare, turnDeadlineMs(context));
  context.ports.spawner.spawn(`${type} ${write.task.uid}`, (cancel) =>
    context.jobOrder.run(type, () => runJob(context, write, job, cancel)),
  );
  return summaryAnswer(write.task);
}

/** It is about no index. */
const noIndex = { name: null, otherNames: [] } as const;

async function runJob(
  context: EngineContext,
  { task, session }: RegisteredWrite,
  job: Job,
  cancel: CancelToken,
): Promise<void> {
  const goOn = (): Promise<void> => mayGoOn(context, { task, session }, cancel);
  const startedAt = formatTime(context.ports.clock.wallMs());
  try {
    await context.ports.fault.at('task-registered');
    await goOn();
    await context.ports.store.recordProgress({ session, uid: task.uid }, startedAt);
    const { details, undo } = await job.run({ task, session, cancel, goOn });
    const isSettled = await end(context, { task, session, startedAt }, { details, error: null });
    if (!isSettled) await undo?.();
  } catch (error) {
    if (error instanceof JobTaken) return;
    const failure = error instanceof JobFailure ? error : failureOf(context, job, error);
    const { details } = job;
    const text = JSON.stringify(failure.body);
    await end(context, { task, session, startedAt }, { details, error: text });
  } finally {
    // What could not be ended is ended by whoever finds that nobody works for it.
    context.writesUnderWay.end(task.uid);
  }
}

function failureOf(context: EngineContext, { type }: Job, error: unknown): JobFailure {
  const message = error instanceof Error ? error.message : String(error);
  context.ports.trace.note({ kind: 'job-failed', type, reason: message });
  // What went wrong around Miroir (a full disk, the store) names places that are no business of clients.
  return internalFailure('An internal error has occurred.');
}

async function mayGoOn(
  context: EngineContext,
  { task, session }: Pick<JobWork, 'task' | 'session'>,
  cancel: CancelToken,
): Promise<void> {
  if (cancel.canceled) throw internalFailure('Miroir was stopped before this was done.');
  if (!context.session.holds(session)) throw new JobTaken('the session is over');
  const now = await context.ports.store.getTask(task.uid);
  if (now === undefined || now.finishedAt !== null) throw new JobTaken('the task has ended');
}

interface Ending {
  readonly task: ClientTask;
  readonly session: SessionId;
  readonly startedAt: string;
}

/** Ends the task of a job, however often the store fails; false if it is somebody else's to end. */
async function end(
  context: EngineContext,
  { task, session, startedAt }: Ending,
  { details, error }: Pick<ClientTask, 'details' | 'error'>,
): Promise<boolean> {
  const { clock, store, trace } = context.ports;
  const { uid, type, indexUid } = task;
  const status = error === null ? 'succeeded' : 'failed';
  const finishedAt = formatTime(clock.wallMs());
  const ending = { status, startedAt, finishedAt, details, error } as const;
  const settle = async (): Promise<boolean> =>
    store.settleTask({ session, uid }, { ...ending, nodeTasks: [], behind: [] });
  while (context.session.holds(session)) {
    const isSettled = await survivingStore<boolean | undefined>(trace, settle, undefined);
    if (isSettled === true) trace.note({ kind: 'task', uid, type, status, index: indexUid });
    if (isSettled !== undefined) return isSettled;
    await clock.sleep(limits.jobPollMs);
  }
  return false;
}
