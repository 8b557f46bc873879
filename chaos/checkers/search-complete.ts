import type { Operation } from '../../sim/trace/operation.ts';
import type { Checker } from './checker.ts';
import { evidenceOf, Findings } from './findings.ts';
import type { DocumentState } from './history/document-state.ts';
import type { Expectation } from './history/expectation.ts';
import type { History } from './history/history.ts';
import { errorCodeOf, isIndexRead, type Shown } from './history/shown.ts';
import { pageOf } from './history/page.ts';

/**
 * Reads show every document that they must, none that they must not, and each in a state that it may
 * be in: searches, lists and single documents. An index that must be there is found.
 */
export const searchComplete: Checker = {
  name: 'search_complete',
  check(record, history) {
    const findings = new Findings(this.name);
    for (const operation of record.operations) {
      checkFound(findings, history, operation);
      if (operation.intent.kind === 'get-document') checkDocument(findings, history, operation);
    }
    for (const shown of history.shown) {
      const { kind } = shown.operation.intent;
      if (kind !== 'search' && kind !== 'list-documents') continue;
      const expectation = history.expectation(shown);
      if (expectation === null) continue;
      findings.looked();
      checkContents(findings, history, shown, expectation);
      checkAbsences(findings, shown, expectation);
    }
    return findings;
  },
};

function checkFound(findings: Findings, history: History, operation: Operation): void {
  const { intent, invokedAt, endedAt, id } = operation;
  const reads = isIndexRead(intent) || intent.kind === 'get-settings';
  if (!reads || errorCodeOf(operation) !== 'index_not_found') return;
  findings.looked();
  if (!history.index(intent.index).mustExist(invokedAt, endedAt)) return;
  if (history.losses.touchesHost(operation, intent.index)) return;
  findings.add(
    intent.index,
    `${id} did not find index ${intent.index}, to which a write had succeeded before`,
    evidenceOf(operation),
  );
}

function checkDocument(findings: Findings, history: History, operation: Operation): void {
  const { intent, outcome, id: reader, invokedAt: from, endedAt: until } = operation;
  if (intent.kind !== 'get-document' || outcome.kind !== 'answer') return;
  const timeline = history.index(intent.index).documents.get(intent.id);
  if (timeline === undefined) return;
  if (!history.isPromised(operation, intent.index, timeline.shard)) return;
  const states = timeline.states({ from, until });
  if (states === null) return;
  const name = `${intent.index}/${intent.id}`;
  if (errorCodeOf(operation) === 'document_not_found') {
    findings.looked();
    if (states.has(null)) return;
    const message = `${reader} did not find ${name}, which must be there: ${describe(states)}`;
    findings.add(name, message, evidenceOf(operation));
    return;
  }
  const shown = history.shownBy(operation)?.documents[0];
  if (shown === undefined) return;
  findings.looked();
  if ([...states].some((state) => state?.isShownAs(shown, false) === true)) return;
  const message = `${reader} shows ${name} with ${content(shown)}, where it may be: ${describe(states)}`;
  findings.add(name, message, evidenceOf(operation));
}

function checkContents(
  findings: Findings,
  history: History,
  { operation, index, documents }: Shown,
  { candidates, showsWhole }: Expectation,
): void {
  const timelines = history.index(index).documents;
  for (const document of documents) {
    const id = document['id'];
    // What was never written is a phantom, which has a checker of its own.
    if (typeof id !== 'string' || !timelines.has(id)) continue;
    const candidate = candidates.get(id);
    if (candidate?.states === null) continue;
    const states = candidate?.states ?? [];
    if (states.some((state) => state.isShownAs(document, showsWhole))) continue;
    const allowed = states.length === 0 ? 'it must not appear' : `it may be: ${describe(states)}`;
    const message = `${operation.id} shows ${index}/${id} with ${content(document)}, where ${allowed}`;
    findings.add(`${index}/${id}`, message, evidenceOf(operation));
  }
}

/** What must be there is on a page that begins at the first hit and was not filled up. */
function checkAbsences(
  findings: Findings,
  { operation, index, documents }: Shown,
  { candidates, most, totalMax }: Expectation,
): void {
  const page = pageOf(operation.intent);
  if (page === null || page.start > 0 || most > totalMax) return;
  if (documents.length >= page.size && most > page.size) return;
  const found = new Set(documents.map((document) => document['id']));
  for (const { id, isRequired, states } of candidates.values()) {
    if (!isRequired || found.has(id)) continue;
    const message = `${operation.id} lacks ${index}/${id}, which must be there: ${describe(states ?? [])}`;
    findings.add(`${index}/${id}`, message, evidenceOf(operation));
  }
}

function content(document: Readonly<Record<string, unknown>>): string {
  const text = JSON.stringify(document);
  const textMax = 200;
  return text.length > textMax ? `${text.slice(0, textMax)}…` : text;
}

function describe(states: Iterable<DocumentState | null>): string {
  const versions = [...states].map((state) => (state === null ? 'absent' : `v=${state.v}`));
  return [...new Set(versions)].join(', ');
}
