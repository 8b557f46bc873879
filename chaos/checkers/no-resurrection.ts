import type { Audit } from '../../sim/trace/record.ts';
import type { Checker } from './checker.ts';
import { type Evidence, evidenceOf, Findings } from './findings.ts';
import type { DocumentTimeline } from './history/document-timeline.ts';
import type { History } from './history/history.ts';
import { textOf } from './history/json-value.ts';
import { nodesGivenUp } from './history/stuck-shards.ts';
import type { Write } from './history/write.ts';

/**
 * What a deletion removed stays away: a read that began after its task was seen to have succeeded
 * shows no version from before it, and in the end no replica that is said to lack nothing has one.
 * Deletions are by ids, by filter (of documents that surely matched), of everything, or of the index.
 */
export const noResurrection: Checker = {
  name: 'no_resurrection',
  check({ audit }, history) {
    const findings = new Findings(this.name);
    for (const { operation, index, documents } of history.shown) {
      const isKnown = (write: Write): boolean => write.visibleFrom <= operation.invokedAt;
      for (const { id, v } of documents) {
        const timeline = timelineOf(history, index, id);
        if (timeline === undefined) continue;
        if (!history.isPromised(operation, index, timeline.shard)) continue;
        const by = { where: operation.id, name: `${index}/${timeline.id}`, v };
        judge(findings, { timeline, isKnown, ...by, evidence: evidenceOf(operation) });
      }
    }
    if (audit !== null && audit.settled) checkStored(findings, history, audit);
    return findings;
  },
};

function checkStored(findings: Findings, history: History, audit: Audit): void {
  const { at } = audit;
  const givenUp = nodesGivenUp(audit);
  const { placement, stored, tasks } = history;
  const isKnown = ({ task }: Write): boolean =>
    task !== null && tasks.outcome(task)?.status === 'succeeded';
  for (const { node, index, id, fields } of stored.all) {
    const timeline = timelineOf(history, index, id);
    if (timeline === undefined) continue;
    const { shard } = timeline;
    const isClean = placement.lastVersion(index).isReplica(node, shard);
    if (!isClean || givenUp.has(node) || stored.isDeclared(node, index, shard)) continue;
    if (stored.isUnrecoverable(index, shard)) continue;
    const by = { where: `node ${node}`, name: `${index}/${id}`, v: fields['v'] };
    judge(findings, { timeline, isKnown, ...by, evidence: { operations: [], at } });
  }
}

function timelineOf(history: History, index: string, id: unknown): DocumentTimeline | undefined {
  return typeof id === 'string' ? history.index(index).documents.get(id) : undefined;
}

/** A version of a document that was seen. */
interface Observation {
  readonly timeline: DocumentTimeline;
  readonly v: unknown;
  readonly where: string;
  readonly name: string;
  readonly evidence: Evidence;
  /** Whether it was known by then that a deletion had succeeded. */
  readonly isKnown: (write: Write) => boolean;
}

function judge(
  findings: Findings,
  { timeline, v, where, name, evidence, isKnown }: Observation,
): void {
  findings.looked();
  const { removals } = timeline;
  if (removals.length === 0) return;
  const task = timeline.writerOf(v)?.task ?? null;
  if (task === null) return;
  const removal = removals.find((write) => (write.task ?? -1) > task && isKnown(write));
  if (removal === undefined) return;
  const { id } = removal.operation;
  const message = `${where} shows ${name} of task ${task} with v=${textOf(v)}, which ${id} (${removal.intent.kind}, task ${removal.task}) deleted`;
  findings.add(name, message, { ...evidence, operations: [...evidence.operations, id] });
}
