import type { Audit, TaskAudit } from '../../sim/trace/record.ts';
import type { Checker } from './checker.ts';
import { Findings } from './findings.ts';
import { atTheEnd } from './history/document-timeline.ts';
import { fleetChangesIn } from './history/fleet-changes.ts';
import type { History } from './history/history.ts';
import { isTerminal } from './history/task-knowledge.ts';
import type { Write } from './history/write.ts';

/**
 * In the end, every acknowledged write has a task, and all tasks have ended; of one that succeeded,
 * some replica holds each document, or what became of it later; and none that was acknowledged was
 * interrupted. Only what a client asked to cancel is canceled.
 */
export const taskTruth: Checker = {
  name: 'task_truth',
  check(record, history) {
    const { audit } = record;
    const findings = new Findings(this.name);
    if (audit === null) return findings;
    const tasks = new Map(audit.tasks.map((task) => [task.uid, task]));
    for (const { uid, status } of audit.tasks) {
      if (!audit.settled || isTerminal(status)) continue;
      const message = `task ${uid} is ${status} though everything has come to rest`;
      findings.add('unfinished', message, { operations: [], at: audit.at });
    }
    const wanted = new Set(
      record.operations.map(({ intent }) => (intent.kind === 'cancel-task' ? intent.uid : null)),
    );
    for (const { uid, status } of audit.tasks) {
      if (status !== 'canceled' || wanted.has(uid)) continue;
      const message = `task ${uid} is canceled, and nobody asked for that`;
      findings.add('canceled', message, { operations: [], at: audit.at });
    }
    const { givenUp } = fleetChangesIn(record.operations);
    for (const write of history.writes) {
      if (write.task === null) continue;
      findings.looked();
      const task = tasks.get(write.task);
      checkTask(findings, history, { write, task, audit, givenUp });
    }
    return findings;
  },
};

interface TaskCheck {
  readonly write: Write;
  readonly task: TaskAudit | undefined;
  readonly audit: Audit;
  /** Nodes that an operator gave up. */
  readonly givenUp: ReadonlySet<string>;
}

function checkTask(findings: Findings, history: History, check: TaskCheck): void {
  const { write, task, audit, givenUp } = check;
  const { id } = write.operation;
  const evidence = { operations: [id], at: audit.at };
  const name = `${write.intent.index} ${write.intent.kind}`;
  if (task === undefined) {
    findings.add(
      `${name} lost`,
      `${id} was acknowledged as task ${write.task}, which is not listed`,
      evidence,
    );
  } else if (task.status === 'succeeded' && audit.settled) {
    const missing = missingDocument(history, write);
    if (missing === undefined) return;
    const message = `task ${task.uid} of ${id} succeeded, and no replica holds what must be left of document ${missing}`;
    findings.add(`${name} missing`, message, evidence);
  } else if (task.status === 'failed' && isInterrupted(history, write, task, givenUp)) {
    const message = `${id} was acknowledged, and its task ${task.uid} was interrupted: ${task.error?.message ?? ''}`;
    findings.add(`${name} interrupted`, message, evidence);
  }
}

/** A document of a write of which no replica holds a state that it may have in the end. */
function missingDocument(history: History, { intent }: Write): string | undefined {
  if (intent.kind !== 'write-documents') return undefined;
  const { placement, stored } = history;
  const { documents } = history.index(intent.index);
  return intent.documents.find(({ id }) => {
    const shard = placement.shardOf(id);
    const states = documents.get(id)?.states(atTheEnd) ?? null;
    if (states === null || states.has(null) || stored.isUnrecoverable(intent.index, shard))
      return false;
    const copies = placement.lastReplicas(intent.index, shard);
    return !copies.some((node) => {
      const v = stored.get(node, intent.index, id)?.fields['v'];
      return [...states].some((state) => state?.v === v);
    });
  })?.id;
}

/**
 * Whether the task of an acknowledged write says that the write never came to be acknowledged; or that
 * its outcome cannot be told, although nodes hold documents of each of its shards. A node that was given
 * up may have been the only one that could tell.
 */
function isInterrupted(
  history: History,
  { intent }: Write,
  { error }: TaskAudit,
  givenUp: ReadonlySet<string>,
): boolean {
  if (error === null) return false;
  if (error.code === 'miroir_write_interrupted') return true;
  if (error.code !== 'internal') return false;
  if (error.message.includes('before it was acknowledged')) return true;
  if (intent.kind !== 'write-documents' || intent.documents.length === 0) return false;
  const { placement, stored } = history;
  const hadReplica = placement
    .versions(intent.index)
    .some(({ shards }) =>
      shards.some(({ replicas }) => replicas.flat().some((n) => givenUp.has(n))),
    );
  if (hadReplica) return false;
  const held = new Set<number>();
  for (const { id, v } of intent.documents) {
    const shard = placement.shardOf(id);
    const copies = placement.lastReplicas(intent.index, shard);
    if (copies.some((node) => stored.get(node, intent.index, id)?.fields['v'] === v)) {
      held.add(shard);
    }
  }
  return intent.documents.every(({ id }) => held.has(placement.shardOf(id)));
}
