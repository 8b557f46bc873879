import { compareCodePoints } from '../base/order.ts';
import { parseTime } from '../base/time.ts';
import type { TaskBatch } from '../ports/selection-store.ts';
import type { ClientTask, TaskType } from '../ports/task-store.ts';
import { writeMembers } from '../settings/members.ts';
import { batchDetails } from './batch-details.ts';
import type { NodeOutcomes } from './node-outcomes.ts';
import { statuses, types } from './parse.ts';
import { durationOf, firstNameOf } from './render.ts';

/** When batches are shown, and what nodes say then of their tasks that have not ended. */
export interface BatchMoment {
  readonly nowMs: number;
  readonly outcomes: NodeOutcomes;
}

/** A batch as `GET /batches/{uid}` shows it, as JSON text. */
export function renderBatch(batch: TaskBatch, moment: BatchMoment): string {
  const { uid, tasks } = batch;
  const times = timesOf(batch);
  const { startedAt, finishedAt } = times;
  return [
    `{"uid":${uid}`,
    `"progress":${progressOf(batch, moment)}`,
    `"details":${batchDetails(tasks)}`,
    `"stats":${statsOf(batch, moment)}`,
    `"duration":${JSON.stringify(durationOf(times))}`,
    `"startedAt":${JSON.stringify(startedAt)}`,
    `"finishedAt":${JSON.stringify(finishedAt)}`,
    `"batchStrategy":${JSON.stringify(strategyOf(batch))}}`,
  ].join(',');
}

/** The task that its batch is named after; undefined once it is deleted and only what it canceled is left. */
function ownTask({ uid, tasks }: TaskBatch): ClientTask | undefined {
  return tasks.find((task) => task.uid === uid);
}

function timesOf(batch: TaskBatch): Pick<ClientTask, 'startedAt' | 'finishedAt'> {
  const { startedAt, finishedAt } = ownTask(batch) ?? batch.tasks.at(-1) ?? neverRun;
  return { startedAt, finishedAt };
}

const neverRun = { startedAt: null, finishedAt: null };

/** Miroir takes no two tasks together, and words that as Meilisearch does when there is but one task. */
function strategyOf(batch: TaskBatch): string {
  const type = ownTask(batch)?.type ?? 'taskCancelation';
  if (batchedTypes.has(type)) return 'batched all enqueued tasks';
  if (type === 'indexDeletion') {
    return `stopped after task with id ${batch.uid} because it deletes the index`;
  }
  return ownKindTypes.has(type)
    ? `stopped after the last task of type \`${type}\` because they cannot be batched with tasks of any other type.`
    : `created batch containing only task with id ${batch.uid} of type \`${type}\` that cannot be batched with any other task.`;
}

const batchedTypes: ReadonlySet<TaskType> = new Set([
  'documentAdditionOrUpdate',
  'documentDeletion',
  'settingsUpdate',
]);
const ownKindTypes: ReadonlySet<TaskType> = new Set(['taskDeletion', 'snapshotCreation', 'export']);

/** The one step that Miroir knows of a batch under way: how many node tasks have ended. */
function progressOf(batch: TaskBatch, { outcomes }: BatchMoment): string {
  const own = ownTask(batch);
  if (own === undefined || own.finishedAt !== null) return 'null';
  const ended = own.nodeTasks.filter(({ node, taskUid, status }) => {
    const seen = status === 'pending' ? outcomes.get(node)?.get(taskUid)?.status : status;
    return seen !== undefined && seen !== 'pending' && seen !== 'processing';
  });
  const total = Math.max(1, own.nodeTasks.length);
  const percentage = Math.round((ended.length / total) * 10_000) / 100;
  const shown = Number.isInteger(percentage) ? `${percentage}.0` : String(percentage);
  const step = { currentStep: wholeTrace, finished: ended.length, total };
  return `{"steps":[${JSON.stringify(step)}],"percentage":${shown}}`;
}

const wholeTrace = 'processing tasks';

function statsOf(batch: TaskBatch, { nowMs }: BatchMoment): string {
  const { tasks } = batch;
  const { startedAt, finishedAt } = timesOf(batch);
  const startedMs = startedAt === null ? nowMs : (parseTime(startedAt) ?? nowMs);
  const endMs = finishedAt === null ? nowMs : (parseTime(finishedAt) ?? nowMs);
  const trace = { [wholeTrace]: shortDuration(Math.max(0, endMs - startedMs)) };
  return writeMembers([
    ['totalNbTasks', String(tasks.length)],
    ['status', counted(statuses, (status) => tasks.filter((task) => task.status === status))],
    ['types', counted(types, (type) => tasks.filter((task) => task.type === type))],
    [
      'indexUids',
      counted(indexesOf(tasks), (uid) => tasks.filter((task) => firstNameOf(task) === uid)),
    ],
    ['progressTrace', JSON.stringify(trace)],
  ]);
}

function indexesOf(tasks: readonly ClientTask[]): readonly string[] {
  const names = tasks.map(firstNameOf).filter((name) => name !== null);
  return [...new Set(names)].toSorted(compareCodePoints);
}

/** JSON text: how many tasks there are of each kind of which there are any, in this order. */
function counted<Key extends string>(
  keys: readonly Key[],
  tasksOf: (key: Key) => readonly ClientTask[],
): string {
  const counts = keys.map((key) => [key, tasksOf(key).length] as const);
  const found = counts.filter(([, count]) => count > 0);
  return writeMembers(found.map(([key, count]) => [key, String(count)]));
}

/** A duration as Meilisearch writes it in traces: `1.07s`, `17.79ms`, `60.54µs`. */
function shortDuration(durationMs: number): string {
  if (durationMs >= 1000) return `${(durationMs / 1000).toFixed(2)}s`;
  if (durationMs >= 1) return `${durationMs.toFixed(2)}ms`;
  return `${(durationMs * 1000).toFixed(2)}µs`;
}
