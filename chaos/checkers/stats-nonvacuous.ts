import type { Operation, OperationId } from '../../sim/trace/operation.ts';
import type { Checker } from './checker.ts';
import { evidenceOf, Findings } from './findings.ts';
import { errorCodeOf } from './history/shown.ts';
import { isWriteIntent } from './history/write.ts';

/**
 * A run says something: without faults everything is answered, and there were writes and searches, and
 * reads of documents unless it was short; with them, at least half of the searches and half of the
 * writes succeeded, at whichever attempt. Not counted are those that were at fault themselves, those
 * whose proxy or client was dead, and those that were refused for want of nodes: whether that was true
 * is for other checkers.
 */
export const statsNonvacuous: Checker = {
  name: 'stats_nonvacuous',
  check({ operations, isQuiet }) {
    const findings = new Findings(this.name);
    const searches = operations.filter(({ intent }) => intent.kind === 'search');
    const writes = operations.filter(({ intent }) => isWriteIntent(intent));
    const gets = operations.filter(({ intent }) => intent.kind === 'get-document');
    for (const _ of operations) findings.looked();
    if (isQuiet) {
      checkAnswered(findings, operations);
      checkHappened(
        findings,
        operations.length < longRunMin ? { searches, writes } : { searches, writes, gets },
      );
    } else {
      checkHalf(findings, { searches, writes });
    }
    return findings;
  },
};

type Kinds = Readonly<Record<string, readonly Operation[]>>;

/** A run with so many operations has some of each kind. */
const longRunMin = 300;

function checkAnswered(findings: Findings, operations: readonly Operation[]): void {
  for (const operation of operations) {
    const { outcome, intent, id } = operation;
    if (outcome.kind === 'answer' && outcome.status < 500) continue;
    const what =
      outcome.kind === 'lost' ? `lost (${outcome.reason})` : `answered ${outcome.status}`;
    const message = `${id} (${intent.kind}) was ${what}, though nothing went wrong`;
    findings.add(`unanswered ${intent.kind}`, message, evidenceOf(operation));
  }
}

function checkHappened(findings: Findings, kinds: Kinds): void {
  for (const [kind, operations] of Object.entries(kinds)) {
    if (operations.length > 0) continue;
    findings.add(`none ${kind}`, `there were no ${kind}`, { operations: [], at: 0 });
  }
}

/** Fewer operations than this say nothing. */
const operationsMin = 10;

function checkHalf(findings: Findings, kinds: Kinds): void {
  for (const [kind, operations] of Object.entries(kinds)) {
    const invoked = new Set(operations.map(({ attemptOf }) => attemptOf));
    const succeeded = namesOf(operations, hasSucceeded);
    const excused = namesOf(operations, isExcused).difference(succeeded);
    if (invoked.size < operationsMin) continue;
    if (succeeded.size * 2 >= invoked.size - excused.size) continue;
    const message = `only ${succeeded.size} of ${invoked.size} ${kind} succeeded`;
    findings.add(`few ${kind}`, message, { operations: [], at: 0 });
  }
}

/** Of which operations some attempt was like that. */
function namesOf(
  operations: readonly Operation[],
  isLike: (operation: Operation) => boolean,
): ReadonlySet<OperationId> {
  return new Set(operations.filter(isLike).map(({ attemptOf }) => attemptOf));
}

const wantOfNodes: ReadonlySet<string | null> = new Set([
  'miroir_no_quorum',
  'miroir_shard_unavailable',
]);

function isExcused(operation: Operation): boolean {
  const { outcome } = operation;
  if (outcome.kind === 'lost') return outcome.reason !== 'timeout';
  const isAtFault = outcome.status >= 400 && outcome.status < 500;
  return isAtFault || wantOfNodes.has(errorCodeOf(operation));
}

function hasSucceeded({ outcome }: Operation): boolean {
  return outcome.kind === 'answer' && outcome.status < 300;
}
