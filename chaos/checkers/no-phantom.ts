import type { Micros, OperationId } from '../../sim/trace/operation.ts';
import type { Checker } from './checker.ts';
import { type Evidence, Findings } from './findings.ts';
import type { Effect } from './history/effect.ts';
import type { History } from './history/history.ts';

/**
 * Every version that a client or a node shows was written to that document of that index, by a write
 * that was sent before and was not refused.
 */
export const noPhantom: Checker = {
  name: 'no_phantom',
  check(record, history) {
    const findings = new Findings(this.name);
    for (const { operation, index, documents } of history.shown) {
      for (const document of documents) {
        const { id: by, endedAt: at } = operation;
        const evidence = { operations: [by], at };
        checkVersion(findings, history, { document, index, where: by, evidence });
      }
    }
    const at = record.audit?.at ?? 0;
    for (const { node, index, fields } of history.stored.all) {
      const evidence = { operations: [], at };
      checkVersion(findings, history, { document: fields, index, where: node, evidence });
    }
    return findings;
  },
};

interface Observation {
  readonly document: Readonly<Record<string, unknown>>;
  readonly index: string;
  /** The operation or the node that shows it. */
  readonly where: string;
  readonly evidence: Evidence;
}

function checkVersion(findings: Findings, history: History, seen: Observation): void {
  const { document, index, where, evidence } = seen;
  const { id, v } = document;
  if (typeof id !== 'string' || typeof v !== 'string') return;
  findings.looked();
  const timeline = history.index(index).documents.get(id);
  if (timeline?.effects.some((effect) => wrote(effect, v, evidence.at)) === true) return;
  const writer = history.writes.find(
    ({ intent }) =>
      intent.kind === 'write-documents' && intent.documents.some((written) => written.v === v),
  );
  const message = `${where} shows ${index}/${id} with v=${v}, ${describe(writer?.operation.id)}`;
  const operations = writer === undefined ? [] : [writer.operation.id];
  findings.add(`${index}/${id}`, message, {
    operations: [...evidence.operations, ...operations],
    at: evidence.at,
  });
}

function wrote({ write, change }: Effect, v: string, at: Micros): boolean {
  if (write.operation.invokedAt > at) return false;
  if (change.kind === 'replace') return change.state.v === v;
  return change.kind === 'merge' && change.fields['v'] === v;
}

function describe(writer: OperationId | undefined): string {
  return writer === undefined
    ? 'which nobody wrote'
    : `which ${writer} wrote: elsewhere, later, or in vain`;
}
