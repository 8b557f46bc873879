import type { RunRecord } from '../../sim/trace/record.ts';
import type { Checker } from './checker.ts';
import { evidenceOf, Findings } from './findings.ts';
import type { History } from './history/history.ts';
import { errorCodeOf } from './history/shown.ts';
import { isTerminal, type TaskSighting } from './history/task-knowledge.ts';
import type { Write } from './history/write.ts';

/**
 * Tasks go from enqueued over processing to an end that never changes, and are not forgotten; their
 * numbers are unique and grow with time in each index; and none ends before an earlier one of its
 * index.
 */
export const taskMonotonic: Checker = {
  name: 'task_monotonic',
  check(record, history) {
    const findings = new Findings(this.name);
    const acknowledged = history.writes.filter(({ task }) => task !== null);
    checkNumbers(findings, acknowledged);
    checkMemory(findings, record, acknowledged);
    checkStatuses(findings, history, record);
    checkEnds(findings, history, acknowledged);
    return findings;
  },
};

function checkNumbers(findings: Findings, writes: readonly Write[]): void {
  const writers = new Map<number, Write>();
  const indexes = Map.groupBy(writes, ({ intent }) => intent.index);
  for (const write of writes) {
    const uid = write.task ?? -1;
    findings.looked();
    const other = writers.get(uid);
    writers.set(uid, write);
    if (other === undefined) continue;
    const operations = [other.operation.id, write.operation.id];
    const message = `${operations.join(' and ')} were both acknowledged as task ${uid}`;
    findings.add('twice', message, { operations, at: write.operation.endedAt });
  }
  for (const [index, own] of indexes) checkGrowth(findings, index, own);
}

/** `writes` are in the order in which they ended. */
function checkGrowth(findings: Findings, index: string, writes: readonly Write[]): void {
  const sent = writes.toSorted(
    (left, right) => left.operation.invokedAt - right.operation.invokedAt,
  );
  let ended = 0;
  let highest: Write | undefined;
  for (const write of sent) {
    for (let next = writes[ended]; next !== undefined; next = writes[ended]) {
      if (next.operation.endedAt >= write.operation.invokedAt) break;
      if ((next.task ?? -1) > (highest?.task ?? -1)) highest = next;
      ended += 1;
    }
    if (highest === undefined || (highest.task ?? -1) < (write.task ?? -1)) continue;
    const operations = [highest.operation.id, write.operation.id];
    const message = `${operations[1]} has task ${write.task}, though it was sent after ${operations[0]} was acknowledged as task ${highest.task}`;
    findings.add(`${index} order`, message, { operations, at: write.operation.endedAt });
  }
}

/** An acknowledged task is always found, unless somebody has asked for its deletion. */
function checkMemory(
  findings: Findings,
  { operations }: RunRecord,
  writes: readonly Write[],
): void {
  const since = new Map(writes.map(({ task, operation }) => [task, operation.endedAt]));
  for (const operation of operations) {
    const { intent } = operation;
    if (intent.kind !== 'get-task' || errorCodeOf(operation) !== 'task_not_found') continue;
    findings.looked();
    if ((since.get(intent.uid) ?? Infinity) >= operation.invokedAt) continue;
    if (isDeletedBefore(operations, intent.uid, operation)) continue;
    const message = `${operation.id} did not find task ${intent.uid}, which was acknowledged before`;
    findings.add('forgotten', message, evidenceOf(operation));
  }
}

function isDeletedBefore(
  operations: RunRecord['operations'],
  uid: number,
  { endedAt }: RunRecord['operations'][number],
): boolean {
  return operations.some(
    ({ intent, invokedAt }) =>
      intent.kind === 'delete-task' && intent.uid === uid && invokedAt < endedAt,
  );
}

const ranks: Readonly<Record<string, number>> = { enqueued: 0, processing: 1 };

function rankOf(status: string): number {
  return ranks[status] ?? 2;
}

function checkStatuses(findings: Findings, { tasks }: History, { audit }: RunRecord): void {
  const ends = new Map(
    (audit?.tasks ?? [])
      .filter(({ status }) => isTerminal(status))
      .map(({ uid, status }) => [uid, { status, by: 'the audit' }]),
  );
  for (const { uid, status, operation } of tasks.sightings) {
    findings.looked();
    if (!isTerminal(status)) continue;
    const end = ends.get(uid);
    ends.set(uid, { status, by: operation.id });
    if (end === undefined || end.status === status) continue;
    const message = `task ${uid} ended as ${status} for ${operation.id} and as ${end.status} for ${end.by}`;
    findings.add('end', message, evidenceOf(operation));
  }
  const unfinished = new Map((audit?.tasks ?? []).map(({ uid, status }) => [uid, rankOf(status)]));
  for (const sightings of Map.groupBy(tasks.sightings, ({ uid }) => uid).values()) {
    checkProgress(findings, sightings, unfinished);
  }
}

/** `sightings` of one task, in the order in which they ended. */
function checkProgress(
  findings: Findings,
  sightings: readonly TaskSighting[],
  audited: ReadonlyMap<number, number>,
): void {
  const asked = sightings.toSorted(
    (left, right) => left.operation.invokedAt - right.operation.invokedAt,
  );
  let ended = 0;
  let furthest = 0;
  for (const { uid, status, operation } of asked) {
    for (let next = sightings[ended]; next !== undefined; next = sightings[ended]) {
      if (next.operation.endedAt >= operation.invokedAt) break;
      furthest = Math.max(furthest, rankOf(next.status));
      ended += 1;
    }
    const isBack = rankOf(status) < furthest || rankOf(status) > (audited.get(uid) ?? 2);
    if (!isBack) continue;
    const message = `task ${uid} is ${status} for ${operation.id}, and was further before or less far in the end`;
    findings.add('backwards', message, evidenceOf(operation));
  }
}

/** No client sees a task unfinished after one saw a later task of the same index ended. */
function checkEnds(findings: Findings, { tasks }: History, writes: readonly Write[]): void {
  const indexOf = new Map(writes.map(({ task, intent }) => [task, intent.index]));
  const known = tasks.sightings.filter(({ uid }) => indexOf.has(uid));
  const ends = known.filter(({ status }) => isTerminal(status));
  for (const { uid, status, operation } of known) {
    if (isTerminal(status)) continue;
    const later = ends.find(
      (end) =>
        end.uid > uid &&
        end.operation.endedAt < operation.invokedAt &&
        indexOf.get(end.uid) === indexOf.get(uid),
    );
    if (later === undefined) continue;
    const message = `task ${uid} is ${status} for ${operation.id}, after task ${later.uid} of the same index had ended`;
    findings.add(`${indexOf.get(uid)} overtaken`, message, {
      operations: [later.operation.id, operation.id],
      at: operation.endedAt,
    });
  }
}
