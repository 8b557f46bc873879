import { formatTime } from '../base/time.ts';
import type { EngineContext } from '../context.ts';
import { limits } from '../limits.ts';
import type { SessionId } from '../ports/session.ts';
import type { Registration, RegistrationOutcome } from '../ports/registration.ts';
import type { ClientTask, IndexRecord, TaskDraft } from '../ports/task-store.ts';
import { indexBusy, writeInterrupted } from '../protocol/api-error.ts';
import type { Preparation, Subject, Submission } from './submission.ts';

/**
 * A write that has its number, and the turn to be sent if nothing about it is foregone: then it is
 * under way until `context.writesUnderWay.end`.
 */
export interface RegisteredWrite {
  readonly submission: Submission;
  readonly task: ClientTask;
  readonly session: SessionId;
}

/** Until when, by the monotonic clock, a write that arrives now waits for its turn. */
export function turnDeadlineMs(context: EngineContext): number {
  const { session, scatter } = context.config;
  // What it takes to end the write of a proxy that died, and a little more.
  const patienceMs = session.leaseMs + scatter.nodeTimeoutMs + limits.turnSlackMs;
  return context.ports.clock.monoMs() + patienceMs;
}

/**
 * Prepares a write and numbers it. While another write to the index is being sent it waits; if the
 * index is not any more what the write was prepared with, it is prepared again. Foregone writes wait
 * too: what they rest on may yet be given up. After `deadlineMs` it is tried once and no more.
 * Throws `miroir_index_busy`, or `miroir_write_interrupted` without a session.
 */
export async function registerInTurn(
  context: EngineContext,
  subject: Subject,
  prepare: Preparation,
  deadlineMs: number,
): Promise<RegisteredWrite> {
  const { clock, fault } = context.ports;
  const prepared: { submission?: Submission } = {};
  const prepareOnce: Preparation = async (seen, others) =>
    (prepared.submission ??= await prepare(seen, others));
  let delayMs: number = limits.turnDelayMsMin;
  for (;;) {
    const preparation = fault.planted('M6') ? prepareOnce : prepare;
    const attempt = await attemptOnce(context, subject, preparation);
    if (attempt.kind === 'registered') return attempt;
    if (clock.monoMs() >= deadlineMs) throw refusalOf(attempt.kind, subject);
    if (attempt.kind === 'stale') continue;
    await clock.sleep(delayMs);
    delayMs = Math.min(delayMs * 2, limits.turnDelayMsMax);
  }
}

type Attempt =
  | ({ readonly kind: 'registered' } & RegisteredWrite)
  | { readonly kind: Exclude<RegistrationOutcome['kind'], 'registered'> };

async function attemptOnce(
  context: EngineContext,
  subject: Subject,
  prepare: Preparation,
): Promise<Attempt> {
  const { clock, store } = context.ports;
  await context.shared.refresh();
  const find = (name: string): IndexRecord | null => context.catalogue.accepted(name) ?? null;
  const seen = subject.name === null ? null : find(subject.name);
  const others = subject.otherNames.map(find);
  const submission = await prepare(seen, others);
  const session = context.session.trusted();
  if (session === undefined) return { kind: 'session-gone' };
  const beganMs = clock.monoMs();
  const { acceptance, placement } = submission;
  const draft = { ...submission.draft, enqueuedAt: formatTime(clock.wallMs()) };
  const outcome = await store.registerTask({
    session,
    draft: { ...draft, ...namesOf(subject) },
    seen,
    alsoSeen: seenAs(subject.otherNames, others),
    ...(acceptance === undefined ? {} : { acceptance }),
    ...(placement === undefined ? {} : { placement }),
  });
  if (outcome.kind !== 'registered') return outcome;
  const { task } = outcome;
  if (task.foregone === null) {
    // After so long, the follower may have taken the write for one that nobody sends.
    if (clock.monoMs() - beganMs >= context.config.scatter.nodeTimeoutMs) {
      throw writeInterrupted('The task store took too long. The write was not kept.');
    }
    context.writesUnderWay.begin(task.uid);
  }
  return { kind: 'registered', submission, task, session };
}

function namesOf({ name, otherNames }: Subject): Pick<TaskDraft, 'indexName' | 'names'> {
  if (name === null) return { names: otherNames };
  if (otherNames.length === 0) return { indexName: name };
  return { indexName: name, names: [...new Set([name, ...otherNames])] };
}

function seenAs(
  names: readonly string[],
  records: readonly (IndexRecord | null)[],
): NonNullable<Registration['alsoSeen']> {
  return names.map((name, at) => ({ name, seen: records[at] ?? null }));
}

function refusalOf(
  kind: Exclude<Attempt['kind'], 'registered'>,
  { name, otherNames }: Subject,
): Error {
  return kind === 'session-gone'
    ? writeInterrupted('This proxy has no session in the task store. Nothing was done.')
    : indexBusy(name ?? otherNames.join('`, `'));
}
