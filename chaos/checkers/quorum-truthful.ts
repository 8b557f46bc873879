import type { Checker } from './checker.ts';
import { evidenceOf, Findings } from './findings.ts';
import { coverageOf } from './history/coverage.ts';
import type { History } from './history/history.ts';
import { errorCodeOf } from './history/shown.ts';
import type { Write } from './history/write.ts';
import { followWrite, type WriteDeliveries } from './history/write-deliveries.ts';

/**
 * An acknowledged write reached a quorum in some group for each of its shards, and in every group that
 * its header does not name; a write that was refused for want of a quorum lacks one for some shard.
 */
export const quorumTruthful: Checker = {
  name: 'quorum_truthful',
  check(_record, history) {
    const findings = new Findings(this.name);
    for (const write of history.writes) {
      const isRefused = errorCodeOf(write.operation) === 'miroir_no_quorum';
      // A void write was at fault: its task fails, and nodes need not hear of it.
      if ((write.task === null || write.standing === 'void') && !isRefused) continue;
      const deliveries = followWrite(write, history.requests, history.placement);
      if (deliveries === null || deliveries.shards.size === 0) continue;
      if (!deliveries.isSent && write.standing !== 'kept') continue;
      findings.looked();
      if (isRefused) checkRefusal(findings, history, write, deliveries);
      else checkAcknowledgement(findings, history, write, deliveries);
    }
    return findings;
  },
};

function checkAcknowledgement(
  findings: Findings,
  history: History,
  write: Write,
  { shards, perhaps, acknowledged }: WriteDeliveries,
): void {
  const { operation, intent } = write;
  const { header, groups: named } = coverageOf(operation);
  const report = (what: string, message: string) =>
    findings.add(`${intent.index} ${what}`, `${operation.id} ${message}`, evidenceOf(operation));
  const surelyShort = new Set<number>();
  const perhapsShort = new Set<number>();
  for (const shard of shards) {
    const short = groupsBelowQuorum(history, shard, perhaps);
    for (const group of short) surelyShort.add(group);
    for (const group of groupsBelowQuorum(history, shard, acknowledged)) perhapsShort.add(group);
    if (short.length === history.placement.owners(shard).length) {
      report('no quorum', `was acknowledged, and no group has a quorum for shard ${shard}`);
    }
  }
  for (const group of surelyShort) {
    if (named.has(group) || (header !== null && named.size === 0)) continue;
    const says = header === null ? 'no header' : `\`${header}\``;
    report('unnamed group', `has ${says}, and group ${group} lacks a quorum for some shard`);
  }
  if (isEntangled(history, write)) return;
  for (const group of named) {
    if (perhapsShort.has(group)) continue;
    report('over-named group', `names group ${group}, which has a quorum for every shard`);
  }
}

function checkRefusal(
  findings: Findings,
  history: History,
  write: Write,
  { shards, acknowledged }: WriteDeliveries,
): void {
  if (isEntangled(history, write)) return;
  const isComplete = [...shards].every((shard) => {
    const short = groupsBelowQuorum(history, shard, acknowledged);
    return short.length < history.placement.owners(shard).length;
  });
  if (!isComplete) return;
  const { operation, intent } = write;
  const message = `${operation.id} was refused for want of a quorum, and every shard has one`;
  findings.add(`${intent.index} refused`, message, evidenceOf(operation));
}

/** Whether what nodes acknowledged may have been another write that looks the same to them. */
function isEntangled(history: History, { operation, intent }: Write): boolean {
  return history.writes.some(
    (other) =>
      other.operation !== operation &&
      other.operation.proxy === operation.proxy &&
      isAlike(other.intent, intent) &&
      other.operation.invokedAt <= operation.endedAt &&
      (other.operation.outcome.kind === 'lost' || other.operation.endedAt >= operation.invokedAt),
  );
}

function isAlike(left: Write['intent'], right: Write['intent']): boolean {
  if (left.kind !== right.kind || left.index !== right.index) return false;
  if (left.kind !== 'write-documents' || right.kind !== 'write-documents') return true;
  const versions = new Set(left.documents.map(({ v }) => v));
  return right.documents.some(({ v }) => versions.has(v));
}

function groupsBelowQuorum(
  { placement }: History,
  shard: number,
  acknowledged: ReadonlySet<string>,
): number[] {
  return [...placement.owners(shard).entries()]
    .filter(([, nodes]) => {
      const count = nodes.filter((node) => acknowledged.has(`${shard} ${node}`)).length;
      return count < Math.floor(nodes.length / 2) + 1;
    })
    .map(([group]) => group);
}
