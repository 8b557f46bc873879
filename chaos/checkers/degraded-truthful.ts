import type { Operation } from '../../sim/trace/operation.ts';
import type { Exchange, RunRecord } from '../../sim/trace/record.ts';
import type { Checker } from './checker.ts';
import { evidenceOf, Findings } from './findings.ts';
import { coverageOf } from './history/coverage.ts';
import type { History } from './history/history.ts';
import { readLatenessMicros } from './history/lateness.ts';
import { textOf } from './history/json-value.ts';
import type { NodeRequest } from './history/node-request.ts';
import { errorCodeOf } from './history/shown.ts';

/**
 * A search names the shards that no node answered for, all of them and no others: but for those of
 * which it may have read a replica that lacks a write. Nor is a search refused for want of shards that
 * were all answered.
 */
export const degradedTruthful: Checker = {
  name: 'degraded_truthful',
  check(record, history) {
    const findings = new Findings(this.name);
    for (const operation of record.operations) {
      const { intent, outcome } = operation;
      if (intent.kind !== 'search' || outcome.kind !== 'answer') continue;
      const answers = answersFor(history, operation);
      if (answers === null) continue;
      if (outcome.status === 200) {
        findings.looked();
        checkHeader(findings, { record, history, operation, answers }, intent.index);
      } else if (errorCodeOf(operation) === 'miroir_shard_unavailable') {
        findings.looked();
        checkRefusal(findings, history, { operation, answers });
      }
    }
    return findings;
  },
};

/** Which shards nodes answered for. */
interface Answers {
  readonly sure: ReadonlySet<number>;
  /** Whatever the proxy made of it: what came was not what the node had said. */
  readonly unsure: ReadonlySet<number>;
}

/** Null if no node was asked, so that nothing can be said. */
function answersFor(history: History, operation: Operation): Answers | null {
  const { endedAt } = operation;
  const searches = history.searchesOf(operation);
  if (searches.length === 0) return null;
  const sure = new Set<number>();
  const unsure = new Set<number>();
  for (const { exchange, shards } of searches) {
    const isInTime = exchange.endedAt !== null && exchange.endedAt <= endedAt;
    if (!isInTime || exchange.status !== 200) continue;
    const target = exchange.fate === 'answered' ? sure : unsure;
    if (exchange.fate !== 'answered' && exchange.fate !== 'garbled') continue;
    if (shards === null) addHeld({ sure: target, unsure }, history, operation, exchange);
    else for (const shard of shards) target.add(shard);
  }
  return { sure, unsure };
}

/** A node that is asked for everything answers for the shards that its proxy thinks it has. */
function addHeld(
  { sure, unsure }: { readonly sure: Set<number>; readonly unsure: Set<number> },
  { placement }: History,
  { intent, invokedAt }: Operation,
  { node, sentAt }: Exchange,
): void {
  if (intent.kind !== 'search') return;
  const from = invokedAt - readLatenessMicros;
  const versions = placement.versionsBetween(intent.index, from, sentAt);
  for (let shard = 0; shard < placement.shards; shard += 1) {
    const count = versions.filter((version) => version.isReplica(node, shard)).length;
    if (count === versions.length) sure.add(shard);
    else if (count > 0) unsure.add(shard);
  }
}

interface HeaderCheck {
  readonly record: RunRecord;
  readonly history: History;
  readonly operation: Operation;
  readonly answers: Answers;
}

function checkHeader(findings: Findings, check: HeaderCheck, index: string): void {
  const { record, history, operation, answers } = check;
  const { header, shards: named } = coverageOf(operation);
  for (let shard = 0; shard < history.placement.shards; shard += 1) {
    const isNamed = named === 'all' || named.has(shard);
    const isAnswered = answers.sure.has(shard);
    if (isNamed !== isAnswered || answers.unsure.has(shard)) continue;
    if (isNamed && mayBeStale(record, history, { index, shard, at: operation.endedAt })) continue;
    const what = isNamed ? 'was answered for' : 'nobody answered for';
    const says = header === null ? 'no shard' : `\`${header}\``;
    const message = `${operation.id} names ${says} as missing, and shard ${shard} ${what}`;
    findings.add(`${index} ${isNamed ? 'over-named' : 'unnamed'}`, message, evidenceOf(operation));
  }
}

/**
 * Whether a replica of a shard may have lacked a write when it was read: any write before may have
 * missed one, and its outcome there may not have been known yet. Without faults, none can.
 */
function mayBeStale(
  { isQuiet }: RunRecord,
  history: History,
  { index, shard, at }: { index: string; shard: number; at: number },
): boolean {
  if (isQuiet) return false;
  // What a node has that was given up, or has forgotten, is not believed until it was compared.
  const isMistrusted = history.placement
    .versions(index)
    .some(
      ({ from, hosts, shards }) =>
        from <= at && shards[shard]?.replicas.flat().some((node) => !hosts.includes(node)),
    );
  if (isMistrusted) return true;
  return history.requests.some(
    (request) =>
      request.index === index && request.exchange.sentAt <= at && touches(request, shard, history),
  );
}

function touches(
  { action, exchange, index }: NodeRequest,
  shard: number,
  history: History,
): boolean {
  const { placement } = history;
  if (action.kind === 'write-documents') {
    return action.documents.some(({ id }) => placement.shardOf(textOf(id)) === shard);
  }
  if (action.kind === 'delete-ids') return action.ids.some((id) => placement.shardOf(id) === shard);
  return (
    action.kind === 'delete-wide' &&
    placement.versions(index).some((version) => version.isWritten(exchange.node, shard))
  );
}

function checkRefusal(
  findings: Findings,
  history: History,
  { operation, answers }: { operation: Operation; answers: Answers },
): void {
  const { shards } = history.placement;
  if (answers.sure.size < shards) return;
  const message = `${operation.id} was refused for want of shards, and all ${shards} were answered for`;
  findings.add('refusal', message, evidenceOf(operation));
}
