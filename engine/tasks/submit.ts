import type { EngineContext } from '../context.ts';
import { NodeRefusal } from '../gather/call.ts';
import {
  degradedHeader,
  judgeQuorum,
  type NodeBatch,
  sendBatches,
  type WriteOutcome,
} from '../gather/write.ts';
import { markBehind } from '../movement/missed-writes.ts';
import type {
  ClientTask,
  IndexAcceptance,
  IndexRecord,
  NodeTask,
  TaskDraft,
  TaskUid,
} from '../ports/task-store.ts';
import { noQuorum } from '../protocol/api-error.ts';
import type { Answer } from '../protocol/routed-request.ts';
import { formatTime } from '../base/time.ts';
import { summaryAnswer } from './render.ts';

/** A client's write, ready to be numbered and sent. */
export interface Submission {
  readonly draft: Omit<TaskDraft, 'enqueuedAt'>;
  /** What writers must assume of the index once this write is accepted. */
  readonly acceptance?: IndexAcceptance;
  readonly operation: string;
  /**
   * `quorum`: every shard needs its quorum in some group. `every`: all nodes must take it, and what
   * some took is undone if others did not.
   */
  readonly needs: 'quorum' | 'every';
  /** What every node must enqueue first, such as the creation of the index. */
  readonly prelude: readonly NodeBatch[];
  /** The index that the batches are about, for the placement of its shards. */
  readonly index: IndexRecord | null;
  batches(uid: TaskUid): readonly NodeBatch[];
  /** What the nodes that took part must enqueue if the write is given up (`every`, or the prelude). */
  undo(nodes: readonly string[]): readonly NodeBatch[];
  /** What the client must know when the write is given up and its undoing cannot restore all. */
  readonly remains?: string;
}

/** A submission whose outcome is known on arrival: nothing is sent to any node. */
export const nothingToSend: Pick<Submission, 'needs' | 'prelude' | 'index' | 'batches' | 'undo'> = {
  needs: 'every',
  prelude: [],
  index: null,
  batches: () => [],
  undo: () => [],
};

/**
 * Numbers a write, sends it and answers 202 with Meilisearch's task summary once enough nodes have
 * enqueued it (design decision 3). Call it inside `context.writeOrder` of the index.
 * Throws `miroir_no_quorum`, or {@link NodeRefusal} if the nodes call the request itself wrong.
 */
export async function submit(context: EngineContext, submission: Submission): Promise<Answer> {
  const { store, clock, fault } = context.ports;
  const previous = acceptanceOf(context, submission);
  const draft = { ...submission.draft, enqueuedAt: formatTime(clock.wallMs()) };
  const task = await store.registerTask(draft, submission.acceptance);
  if (submission.acceptance !== undefined) context.catalogue.accept(submission.acceptance);
  await fault.at('task-registered');
  if (task.foregone !== null) {
    context.follower.wake();
    return summaryAnswer(task);
  }
  const prelude = await sendBatches(context, `${submission.operation}-prelude`, submission.prelude);
  const main =
    prelude.missed.length === 0
      ? await sendBatches(context, submission.operation, submission.batches(task.uid))
      : nothingSent;
  await fault.at('write-dispatched');
  const outcome = combine(prelude, main);
  if (outcome.refusal !== null && outcome.accepted.length === 0) {
    await withdraw(context, task, previous);
    throw new NodeRefusal(outcome.refusal.status, outcome.refusal.body);
  }
  return conclude(context, submission, task, { prelude, main, previous });
}

interface Dispatch {
  readonly prelude: WriteOutcome;
  readonly main: WriteOutcome;
  readonly previous: IndexAcceptance | undefined;
}

async function conclude(
  context: EngineContext,
  submission: Submission,
  task: ClientTask,
  dispatch: Dispatch,
): Promise<Answer> {
  const { prelude, main } = dispatch;
  const accepted = [...prelude.accepted, ...main.accepted];
  const failure = failureOf(context, submission, dispatch);
  if (failure !== undefined) {
    await giveUp(context, submission, task, { ...dispatch, failure });
    throw noQuorum(failure);
  }
  const behind = markBehind(task, main);
  const record = async (): Promise<void> => {
    await context.ports.store.recordDispatch(task.uid, accepted, behind);
    context.ledger.add(behind);
    await context.ports.fault.at('dispatch-recorded');
    context.follower.wake();
  };
  if (context.ports.fault.planted('M38')) context.ports.spawner.spawn('late-record', record);
  else await record();
  const degraded = degradedOf(context, submission, main);
  if (degraded === undefined) return summaryAnswer(task);
  context.ports.trace.note({ kind: 'degraded', operation: submission.operation, detail: degraded });
  return { ...summaryAnswer(task), headers: { 'x-miroir-degraded': degraded } };
}

/** Why the write cannot be acknowledged, in words for the client; undefined when it can. */
function failureOf(
  context: EngineContext,
  submission: Submission,
  { prelude, main }: Dispatch,
): string | undefined {
  const missed = [...prelude.missed, ...main.missed];
  const reasons = missed.map((batch) => `\`${batch.node}\` (${batch.reason})`).join(', ');
  if (prelude.missed.length > 0 || (submission.needs === 'every' && missed.length > 0)) {
    return `Every node must take part in this change, and these did not: ${reasons}. ${submission.remains ?? 'Nothing was changed.'}`;
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

/** Undoes what some nodes enqueued and records the task as failed. */
async function giveUp(
  context: EngineContext,
  submission: Submission,
  task: ClientTask,
  dispatch: Dispatch & { readonly failure: string },
): Promise<void> {
  const { prelude, main, previous, failure } = dispatch;
  const undone = submission.needs === 'every' || prelude.missed.length > 0;
  const accepted: NodeTask[] = [...prelude.accepted, ...main.accepted];
  if (undone) {
    const touched = [...accepted, ...prelude.missed, ...main.missed].map((batch) => batch.node);
    await sendBatches(
      context,
      `${submission.operation}-undo`,
      submission.undo([...new Set(touched)]),
    );
    if (previous !== undefined) {
      context.catalogue.accept(previous);
      await context.ports.store.restoreAcceptance(previous);
    }
  }
  const now = formatTime(context.ports.clock.wallMs());
  const behind = undone ? [] : markBehind(task, main);
  await context.ports.store.settleTask(task.uid, {
    status: 'failed',
    startedAt: now,
    finishedAt: now,
    details: task.details,
    error: JSON.stringify(noQuorum(failure).body()),
    nodeTasks: accepted.map((nodeTask) => ({ ...nodeTask, status: 'lost' })),
    behind,
  });
  context.ledger.add(behind);
  context.pendingSequences.forget(task);
}

async function withdraw(
  context: EngineContext,
  task: ClientTask,
  previous: IndexAcceptance | undefined,
): Promise<void> {
  await context.ports.store.withdrawTask(task.uid, previous);
  context.pendingSequences.forget(task);
  if (previous !== undefined) context.catalogue.accept(previous);
}

/** What writers assumed before this submission; to be restored if nothing comes of it. */
function acceptanceOf(context: EngineContext, submission: Submission): IndexAcceptance | undefined {
  if (submission.acceptance === undefined) return undefined;
  const { uid, shards } = submission.acceptance;
  const known = context.catalogue.get(uid);
  return {
    uid,
    shards,
    accepted: known?.accepted ?? false,
    acceptedPrimaryKey: known?.acceptedPrimaryKey ?? null,
    written: known?.written ?? false,
  };
}

const nothingSent: WriteOutcome = { accepted: [], missed: [], refusal: null };

function combine(prelude: WriteOutcome, main: WriteOutcome): WriteOutcome {
  return {
    accepted: [...prelude.accepted, ...main.accepted],
    missed: [...prelude.missed, ...main.missed],
    refusal: prelude.refusal ?? main.refusal,
  };
}
