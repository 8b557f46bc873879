import type { Micros } from '../../sim/trace/operation.ts';
import type { Audit } from '../../sim/trace/record.ts';
import type { Checker } from './checker.ts';
import { Findings } from './findings.ts';
import { atTheEnd, type DocumentTimeline, type StateSet } from './history/document-timeline.ts';
import type { History } from './history/history.ts';
import type { IndexHistory } from './history/index-history.ts';
import { sameMembers } from './history/json-value.ts';
import { nodesGivenUp } from './history/stuck-shards.ts';
import type { StoredDocument } from './history/stored-documents.ts';

/**
 * When everything has come to rest, every replica that Miroir does not declare as lacking holds what
 * acknowledged writes have left of each document, and so does at least one replica in any case; those
 * that are not declared hold the same; and an index with acknowledged writes is on each of its hosts.
 */
export const ackedWriteDurable: Checker = {
  name: 'acked_write_durable',
  check({ audit }, history) {
    const findings = new Findings(this.name);
    if (audit === null || !audit.settled) return findings;
    const givenUp = nodesGivenUp(audit);
    for (const index of history.indexes) {
      checkExistence(findings, { audit, history, index });
      for (const timeline of index.documents.values()) {
        checkReplicas(findings, history, { index, timeline, givenUp, at: audit.at });
      }
    }
    return findings;
  },
};

interface IndexCheck {
  readonly audit: Audit;
  readonly history: History;
  readonly index: IndexHistory;
}

function checkExistence(findings: Findings, { audit, history, index }: IndexCheck): void {
  const writes = index.writes.filter(
    ({ task, standing, intent }) =>
      task !== null &&
      standing === 'kept' &&
      (intent.kind === 'write-documents' || intent.kind === 'create-index'),
  );
  if (writes.length === 0 || index.mayBeDeleted(Infinity)) return;
  const givenUp = nodesGivenUp(audit);
  const version = history.placement.lastVersion(index.uid);
  for (const node of version.hosts) {
    if (givenUp.has(node)) continue;
    findings.looked();
    const isDeclared = [...version.shards.keys()].some((shard) =>
      history.stored.isDeclared(node, index.uid, shard),
    );
    if (isDeclared || history.stored.hasIndex(node, index.uid)) continue;
    const operations = writes.map(({ operation }) => operation.id);
    const message = `node ${node} has no index ${index.uid}, which acknowledged writes made`;
    findings.add(index.uid, message, { operations, at: audit.at });
  }
}

interface DocumentCheck {
  readonly index: IndexHistory;
  readonly timeline: DocumentTimeline;
  readonly givenUp: ReadonlySet<string>;
  readonly at: Micros;
}

function checkReplicas(findings: Findings, history: History, check: DocumentCheck): void {
  const { index, timeline, at } = check;
  const { shard, id } = timeline;
  const { placement, stored } = history;
  if (stored.isUnrecoverable(index.uid, shard)) return;
  const states = timeline.states(atTheEnd);
  // What an operator has given up is promised no more.
  const replicas = placement
    .lastReplicas(index.uid, shard)
    .filter((node) => !check.givenUp.has(node));
  if (replicas.length === 0) return;
  const copies = replicas.map((node) => ({ node, copy: stored.get(node, index.uid, id) }));
  const clean = copies.filter(({ node }) => !stored.isDeclared(node, index.uid, shard));
  const name = `${index.uid}/${id}`;
  const report = (message: string) => {
    const operations = timeline.effects.map(({ write }) => write.operation.id);
    findings.add(name, message, { operations, at });
  };
  findings.looked();
  for (const { node, copy } of clean) {
    if (states === null || isAdmissible(copy, states)) continue;
    report(`node ${node} stores ${name} as ${describe(copy)}, where it must be ${listed(states)}`);
  }
  if (clean.length === 0) {
    const versions = timeline.latestVersions();
    const isKept = copies.some(({ copy }) => versions.has(copy?.fields['v'] ?? null));
    if (!isKept)
      report(`no replica of ${name} has its last version: ${[...versions].join(' or ')}`);
  }
  const [first, ...others] = clean;
  for (const other of others) {
    if (first === undefined || isSame(first.copy, other.copy)) continue;
    const pair = `${first.node} ${describe(first.copy)}, ${other.node} ${describe(other.copy)}`;
    report(`replicas of ${name} that are said to lack nothing differ: ${pair}`);
  }
}

function isAdmissible(copy: StoredDocument | undefined, states: StateSet): boolean {
  if (copy === undefined) return states.has(null);
  return [...states].some((state) => state?.isShownAs(copy.fields, true) === true);
}

function isSame(left: StoredDocument | undefined, right: StoredDocument | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return sameMembers(left.fields, right.fields);
}

function describe(copy: StoredDocument | undefined): string {
  return copy === undefined ? 'absent' : JSON.stringify(copy.fields);
}

function listed(states: StateSet): string {
  return [...states]
    .map((state) => (state === null ? 'absent' : JSON.stringify(state.fields)))
    .join(' or ');
}
