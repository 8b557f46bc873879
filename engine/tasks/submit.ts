import { compareCodePoints } from '../base/order.ts';
import type { ShardId } from '../cluster/topology.ts';
import type { EngineContext } from '../context.ts';
import { NodeRefusal } from '../gather/call.ts';
import { degradedHeader, judgeQuorum, sendBatches, type WriteOutcome } from '../gather/write.ts';
import { everyReplica, markBehind, noteBehind } from '../movement/missed-writes.ts';
import type { BehindReplica } from '../ports/repair-store.ts';
import type { SessionId } from '../ports/session.ts';
import type { ClientTask, IndexAcceptance } from '../ports/task-store.ts';
import { type ApiError, noQuorum, writeInterrupted } from '../protocol/api-error.ts';
import type { Answer } from '../protocol/routed-request.ts';
import { survivingStore } from '../sharing/store-failure.ts';
import { type RegisteredWrite, registerInTurn, turnDeadlineMs } from './registration.ts';
import { summaryAnswer } from './render.ts';
import type { Preparation, Subject, Submission } from './submission.ts';
import { effectLeft, undoTask } from './undo.ts';

/**
 * Prepares a write, numbers it, sends it and answers 202 with Meilisearch's task summary once enough
 * nodes have enqueued it (design decision 3). Writes to one index are sent one after another. The
 * index is given by the name that the client knows it by.
 * Throws `miroir_no_quorum`, `miroir_index_busy`, `miroir_write_interrupted` if the session ended
 * meanwhile, or {@link NodeRefusal} if the nodes call the request itself wrong.
 */
export function submit(
  context: EngineContext,
  name: string,
  prepare: Preparation,
): Promise<Answer> {
  return submitAbout(context, { name, otherNames: [] }, prepare);
}

/** The same for a write that is about several names, or about no index of its own. */
export function submitAbout(
  context: EngineContext,
  subject: Subject,
  prepare: Preparation,
): Promise<Answer> {
  const deadlineMs = turnDeadlineMs(context);
  const ordered = async (): Promise<Answer> => {
    const write = await registerInTurn(context, subject, prepare, deadlineMs);
    try {
      return await send(context, write);
    } finally {
      context.writesUnderWay.end(write.task.uid);
    }
  };
  const { name, otherNames } = subject;
  const names = new Set(name === null ? otherNames : [name, ...otherNames]);
  // All of them wait in one order, so that none waits for another that waits for it.
  return [...names]
    .toSorted(compareCodePoints)
    .reduceRight((next, one) => () => context.writeOrder.run(one, next), ordered)();
}

async function send(context: EngineContext, write: RegisteredWrite): Promise<Answer> {
  const { submission, task, session } = write;
  const { fault, store } = context.ports;
  await fault.at('task-registered');
  if (task.foregone !== null) {
    context.follower.wake();
    return summaryAnswer(task);
  }
  const { operation } = submission;
  const batches = { session, operation: `${operation}-prelude`, batches: submission.prelude };
  const prelude = await sendBatches(context, batches);
  const main =
    prelude.missed.length === 0
      ? await sendBatches(context, { session, operation, batches: submission.batches(task.uid) })
      : nothingSent;
  await fault.at('write-dispatched');
  const refusal = prelude.refusal ?? main.refusal;
  // What another node may have taken all the same is not given up as if nobody had.
  if (refusal !== null && !mayHaveActed(prelude, main)) {
    context.pendingSequences.forget(task);
    if (!(await store.withdrawTask({ session, uid: task.uid }))) throw interrupted();
    throw new NodeRefusal(refusal.status, refusal.body);
  }
  return conclude(context, write, { prelude, main });
}

/** How late the planted bug M38 is. */
const lateRecordMs = 300;

/** What became of the two rounds of requests of a write. */
interface Rounds {
  readonly prelude: WriteOutcome;
  readonly main: WriteOutcome;
}

async function conclude(
  context: EngineContext,
  write: RegisteredWrite,
  { prelude, main }: Rounds,
): Promise<Answer> {
  const { submission, task, session } = write;
  const failure = failureOf(context, submission, { prelude, main });
  if (failure !== undefined) throw await giveUp(context, write, { prelude, main, failure });
  const dispatch = {
    nodeTasks: [...prelude.accepted, ...main.accepted],
    behind: markBehind(task, main),
  };
  const record = async (): Promise<boolean> => {
    const recorded = await context.ports.store.recordDispatch({ session, uid: task.uid }, dispatch);
    if (recorded) noteBehind(context.ports.trace, dispatch.behind);
    await context.ports.fault.at('dispatch-recorded');
    context.follower.wake();
    return recorded;
  };
  if (context.ports.fault.planted('M38')) {
    context.ports.spawner.spawn('late-record', async (cancel) => {
      await context.ports.clock.sleep(lateRecordMs, cancel);
      await survivingStore(context.ports.trace, record, false);
    });
  } else if (!(await record())) {
    throw interrupted();
  }
  const degraded = degradedOf(context, submission, main);
  if (degraded === undefined) return summaryAnswer(task);
  context.ports.trace.note({ kind: 'degraded', operation: submission.operation, detail: degraded });
  return { ...summaryAnswer(task), headers: { 'x-miroir-degraded': degraded } };
}

/** Why the write cannot be acknowledged, in words for the client; undefined when it can. */
function failureOf(
  context: EngineContext,
  submission: Submission,
  { prelude, main }: Rounds,
): string | undefined {
  const missed = [...prelude.missed, ...main.missed];
  const reasons = missed.map((batch) => `\`${batch.node}\` (${batch.reason})`).join(', ');
  if (prelude.missed.length > 0 || (submission.needs === 'every' && missed.length > 0)) {
    const { remains = nothingChanged } = submission;
    const rest = mayHaveActed(prelude, main) ? remains : nothingChanged;
    return `Every node must take part in this change, and these did not: ${reasons}. ${rest}`;
  }
  if (submission.needs === 'every' || submission.index === null) return undefined;
  const shards = [...main.accepted, ...main.missed].flatMap((batch) => batch.shards);
  const verdict = judgeQuorum(context, submission.index, shards, main.accepted);
  if (verdict.failedShards.length === 0) return undefined;
  const written = new Set(shards).size - verdict.failedShards.length;
  return `No replica group has a quorum for shard ${verdict.failedShards.join(', ')}: ${reasons}. The documents of the other ${written} shards of this request were written.`;
}

function degradedOf(
  context: EngineContext,
  submission: Submission,
  main: WriteOutcome,
): string | undefined {
  if (submission.index === null || main.missed.length === 0) return undefined;
  const shards = [...main.accepted, ...main.missed].flatMap((batch) => batch.shards);
  return degradedHeader(judgeQuorum(context, submission.index, shards, main.accepted));
}

/** Undoes what some nodes enqueued, has the task fail, and answers the error for the client. */
async function giveUp(
  context: EngineContext,
  { submission, task, session }: RegisteredWrite,
  { prelude, main, failure }: Rounds & { readonly failure: string },
): Promise<ApiError> {
  const error = noQuorum(failure);
  context.pendingSequences.forget(task);
  const isDeletion = task.effect.kind === 'delete-index';
  // What is deleted cannot be brought back: the task stays on its way, and is carried through.
  if (isDeletion && mayHaveActed(prelude, main)) return error;
  const undone = submission.needs === 'every' || prelude.missed.length > 0;
  const acceptance = undone ? await acceptanceAfterUndo(context, session, task) : undefined;
  const accepted = [...prelude.accepted, ...main.accepted];
  const behind = undone
    ? leftByUndo(context, task, acceptance)
    : markBehind(task, main, shardsLost(context, submission, main));
  const given = await context.ports.store.abandonTask(
    { session, uid: task.uid },
    {
      error: JSON.stringify(error.body()),
      effect: effectLeft(task, acceptance),
      // What is not undone is followed: replicas that took it may come to differ by it.
      nodeTasks: undone ? accepted.map((nodeTask) => ({ ...nodeTask, status: 'lost' })) : accepted,
      behind,
      ...(acceptance === undefined ? {} : { acceptance }),
    },
  );
  if (given) noteBehind(context.ports.trace, behind);
  context.follower.wake();
  return given ? error : interrupted();
}

/** Nobody follows the deletions that undo a creation: what is left somewhere is for the repair to find. */
function leftByUndo(
  context: EngineContext,
  task: ClientTask,
  acceptance: IndexAcceptance | undefined,
): readonly BehindReplica[] {
  return acceptance?.accepted === false ? everyReplica(context, task) : [];
}

/** The shards for which no group has a quorum. */
function shardsLost(
  context: EngineContext,
  { index }: Submission,
  { accepted, missed }: WriteOutcome,
): ReadonlySet<ShardId> {
  if (index === null) return new Set();
  const shards = [...accepted, ...missed].flatMap((batch) => batch.shards);
  return new Set(judgeQuorum(context, index, shards, accepted).failedShards);
}

/** What writers must assume of the index again once a write is undone; undefined: no change. */
async function acceptanceAfterUndo(
  context: EngineContext,
  session: SessionId,
  task: ClientTask,
): Promise<IndexAcceptance | undefined> {
  if (task.effect.kind === 'delete-index') return task.previous ?? undefined;
  return undoTask(context, session, task);
}

function mayHaveActed(...rounds: readonly WriteOutcome[]): boolean {
  return rounds.some(({ accepted, missed }) => accepted.length > 0 || missed.some((m) => m.sent));
}

function interrupted(): ApiError {
  return writeInterrupted(
    'This proxy lost its session in the task store while it sent the write, which may have been kept or not. Send it again.',
  );
}

const nothingChanged = 'Nothing was changed.';
const nothingSent: WriteOutcome = { accepted: [], missed: [], refusal: null };
