import { parseDate, parseTime } from '../../engine/base/time.ts';
import { indexUidPattern } from '../../engine/indexes/index-uid.ts';
import { invalidIndexUid, invalidRequest, taskNotFound } from '../../engine/protocol/api-error.ts';
import type { NodeState } from './node-state.ts';
import {
  invalidParameter,
  itemsOrAll,
  type Parameter,
  type ParameterReader,
  readParameters,
  truth,
  wholeNumber,
} from './parameters.ts';
import { wrongMethod } from './replies.ts';
import type { ModelReply, NodeCall } from './request.ts';
import { printSummary, printTask, type Task } from './task.ts';

const dayMs = 86_400_000;

/** `GET /tasks`, `GET /tasks/{uid}` and `POST /tasks/cancel` */
export function answerTasks(state: NodeState, call: NodeCall): ModelReply {
  if (call.method === 'POST' && call.segments[1] === 'cancel') return cancelTasks(state, call);
  if (call.method !== 'GET') return wrongMethod;
  const uid = call.segments[1];
  return uid === undefined ? listTasks(state, call) : getTask(state, uid);
}

function getTask(state: NodeState, uid: string): ModelReply {
  if (!/^\+?\d{1,10}$/.test(uid)) {
    throw invalidRequest(
      'invalid_task_uids',
      `Task uid \`${uid}\` is invalid. It should only contain numeric characters.`,
    );
  }
  const task = state.tasks.all[Number(uid)];
  if (task === undefined) throw taskNotFound(String(Number(uid)));
  return { status: 200, body: printTask(task) };
}

function listTasks(state: NodeState, call: NodeCall): ModelReply {
  const query = readParameters<Value>(call.query, parameters);
  const limit = numberOf(query.get('limit')) ?? 20;
  const from = numberOf(query.get('from'));
  const isReverse = query.get('reverse') === true;
  const matching = candidates(state, query).filter((task) => matches(task, query));
  if (!isReverse) matching.reverse();
  const reachable = matching.filter(
    ({ uid }) => from === undefined || (isReverse ? uid >= from : uid <= from),
  );
  const shown = reachable.slice(0, limit);
  const first = shown[0]?.uid ?? null;
  const next = reachable[limit]?.uid ?? null;
  const results = shown.map(printTask).join(',');
  const body = `{"results":[${results}],"total":${matching.length},"limit":${limit},"from":${first},"next":${next}}`;
  return { status: 200, body };
}

function cancelTasks(state: NodeState, call: NodeCall): ModelReply {
  const query = readParameters<Value>(call.query, parameters);
  const matching = candidates(state, query).filter((task) => matches(task, query));
  const text = call.query.map(({ name, value }) => `${name}=${value}`).join('&');
  return { status: 200, body: printSummary(state.tasks.cancel(matching, text)) };
}

/** In ascending order. Asking for uids is what happens all the time. */
function candidates(state: NodeState, query: ReadonlyMap<string, Value>): Task[] {
  const uids = query.get('uids');
  if (!Array.isArray(uids)) return [...state.tasks.all];
  const unique = [...new Set(uids.map(Number))].toSorted((left, right) => left - right);
  return unique.flatMap((uid) => state.tasks.all[uid] ?? []);
}

function matches(task: Task, query: ReadonlyMap<string, Value>): boolean {
  for (const [name, wanted] of query) {
    const test = tests[name];
    if (test !== undefined && wanted !== null && !test(task, wanted)) return false;
  }
  return true;
}

type Value = number | boolean | null | (string | number)[];
type Test = (task: Task, wanted: Value) => boolean;

function includes(wanted: Value, value: string | number | null): boolean {
  return Array.isArray(wanted) && value !== null && wanted.includes(value);
}

function isAfter(moment: number | null, bound: Value): boolean {
  return moment !== null && typeof bound === 'number' && moment > bound;
}

function isBefore(moment: number | null, bound: Value): boolean {
  return moment !== null && typeof bound === 'number' && moment < bound;
}

const tests: Readonly<Record<string, Test>> = {
  batchUids: (task, wanted) => includes(wanted, task.batchUid),
  canceledBy: (task, wanted) => includes(wanted, task.canceledBy),
  types: (task, wanted) => includes(wanted, task.type),
  statuses: (task, wanted) => includes(wanted, task.status),
  indexUids: (task, wanted) => includes(wanted, task.indexUid),
  afterEnqueuedAt: (task, bound) => isAfter(task.enqueuedAtMs, bound),
  beforeEnqueuedAt: (task, bound) => isBefore(task.enqueuedAtMs, bound),
  afterStartedAt: (task, bound) => isAfter(task.startedAtMs, bound),
  beforeStartedAt: (task, bound) => isBefore(task.startedAtMs, bound),
  afterFinishedAt: (task, bound) => isAfter(task.finishedAtMs, bound),
  beforeFinishedAt: (task, bound) => isBefore(task.finishedAtMs, bound),
};

function numberOf(value: Value | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

const statuses = ['enqueued', 'processing', 'succeeded', 'failed', 'canceled'];
const types = [
  'documentAdditionOrUpdate',
  'documentEdition',
  'documentDeletion',
  'settingsUpdate',
  'indexCreation',
  'indexDeletion',
  'indexUpdate',
  'indexSwap',
  'taskCancelation',
  'taskDeletion',
  'dumpCreation',
  'snapshotCreation',
  'export',
  'upgradeDatabase',
];

function named(kind: string, plural: string, allowed: readonly string[]): ParameterReader<string> {
  return (value, name, code) => {
    const found = allowed.find((word) => word.toLowerCase() === value.toLowerCase());
    if (found !== undefined) return found;
    const list = allowed.map((word) => `\`${word}\``).join(', ');
    const reason = `\`${value}\` is not a valid task ${kind}. Available ${plural} are ${list}.`;
    throw invalidParameter(name, code, reason);
  };
}

const indexUid: ParameterReader<string> = (value, name, code) => {
  if (indexUidPattern.test(value)) return value;
  throw invalidParameter(name, code, invalidIndexUid(value).message);
};

/** A bare date stands for its start, or in an after-filter for its end. */
function momentOf(bareDateShiftMs: number): ParameterReader<number> {
  return (value, name, code) => {
    const date = parseDate(value);
    const wallMs = date === undefined ? parseTime(value) : date + bareDateShiftMs;
    if (wallMs !== undefined) return wallMs;
    const reason = `\`${value}\` is an invalid date-time. It should follow the YYYY-MM-DD or RFC 3339 date-time format.`;
    throw invalidParameter(name, code, reason);
  };
}

const parameters: ReadonlyMap<string, Parameter<Value>> = new Map<string, Parameter<Value>>([
  ['limit', { read: wholeNumber, code: 'invalid_task_limit' }],
  ['from', { read: wholeNumber, code: 'invalid_task_from' }],
  ['reverse', { read: truth, code: 'invalid_task_reverse' }],
  ['batchUids', { read: itemsOrAll(wholeNumber), code: 'invalid_batch_uids' }],
  ['uids', { read: itemsOrAll(wholeNumber), code: 'invalid_task_uids' }],
  ['canceledBy', { read: itemsOrAll(wholeNumber), code: 'invalid_task_canceled_by' }],
  ['types', { read: itemsOrAll(named('type', 'types', types)), code: 'invalid_task_types' }],
  [
    'statuses',
    { read: itemsOrAll(named('status', 'statuses', statuses)), code: 'invalid_task_statuses' },
  ],
  ['indexUids', { read: itemsOrAll(indexUid), code: 'invalid_index_uid' }],
  ['afterEnqueuedAt', { read: momentOf(dayMs), code: 'invalid_task_after_enqueued_at' }],
  ['beforeEnqueuedAt', { read: momentOf(0), code: 'invalid_task_before_enqueued_at' }],
  ['afterStartedAt', { read: momentOf(dayMs), code: 'invalid_task_after_started_at' }],
  ['beforeStartedAt', { read: momentOf(0), code: 'invalid_task_before_started_at' }],
  ['afterFinishedAt', { read: momentOf(dayMs), code: 'invalid_task_after_finished_at' }],
  ['beforeFinishedAt', { read: momentOf(0), code: 'invalid_task_before_finished_at' }],
]);
