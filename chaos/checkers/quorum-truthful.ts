import type { Checker } from './checker.ts';
import { evidenceOf, Findings } from './findings.ts';
import { coverageOf } from './history/coverage.ts';
import type { History } from './history/history.ts';
import { errorCodeOf } from './history/shown.ts';
import type { Write } from './history/write.ts';
import type { PlacementVersion } from './placement-version.ts';
import { followWrite, type WriteDeliveries } from './history/write-deliveries.ts';

/**
 * An acknowledged write reached a quorum in some group for each of its shards, and in every group that
 * its header does not name; a write that was refused for want of a quorum lacks one for some shard. Nodes
 * that are only being given a shard do not count, and the replicas are those of some version of the
 * placement that was in force meanwhile.
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
      const { invokedAt, endedAt } = write.operation;
      const versions = history.placement.versionsBetween(write.intent.index, invokedAt, endedAt);
      const judge = isRefused ? judgeRefusal : judgeAcknowledgement;
      const isSure = !isEntangled(history, write);
      const faults = versions.map((version) => judge({ write, deliveries, isSure, version }));
      for (const { what, message } of faultsUnderAll(faults)) {
        const text = `${write.operation.id} ${message}`;
        findings.add(`${write.intent.index} ${what}`, text, evidenceOf(write.operation));
      }
    }
    return findings;
  },
};

/** A broken promise, if the write was sent under one version of the placement. */
interface Fault {
  readonly what: string;
  readonly message: string;
}

/** A write goes out under one version, and which one is not known: it is at fault if it is under all. */
function faultsUnderAll(faults: readonly (readonly Fault[])[]): readonly Fault[] {
  const [first = [], ...others] = faults;
  return first.filter(({ what }) =>
    others.every((other) => other.some((fault) => fault.what === what)),
  );
}

interface Judgement {
  readonly write: Write;
  readonly deliveries: WriteDeliveries;
  /** Whether all that nodes acknowledged was surely this write. */
  readonly isSure: boolean;
  readonly version: PlacementVersion;
}

function judgeAcknowledgement({ write, deliveries, isSure, version }: Judgement): Fault[] {
  const { shards, perhaps, acknowledged } = deliveries;
  const { header, groups: named } = coverageOf(write.operation);
  const faults: Fault[] = [];
  const surelyShort = new Set<number>();
  const perhapsShort = new Set<number>();
  for (const shard of shards) {
    const short = groupsBelowQuorum(version, shard, perhaps);
    for (const group of groupsBelowQuorum(version, shard, acknowledged)) perhapsShort.add(group);
    // A group that is given its first shards has none to reach.
    for (const group of short) {
      if (version.replicas(shard)[group]?.length === 0) perhapsShort.add(group);
      else surelyShort.add(group);
    }
    if (short.length < version.replicas(shard).length) continue;
    const message = `was acknowledged, and no group has a quorum for shard ${shard}`;
    faults.push({ what: 'no quorum', message });
  }
  for (const group of surelyShort) {
    if (named.has(group) || (header !== null && named.size === 0)) continue;
    const says = header === null ? 'no header' : `\`${header}\``;
    const message = `has ${says}, and group ${group} lacks a quorum for some shard`;
    faults.push({ what: 'unnamed group', message });
  }
  for (const group of isSure ? named : []) {
    if (perhapsShort.has(group)) continue;
    const message = `names group ${group}, which has a quorum for every shard`;
    faults.push({ what: 'over-named group', message });
  }
  return faults;
}

function judgeRefusal({ deliveries, isSure, version }: Judgement): Fault[] {
  const isComplete = [...deliveries.shards].every((shard) => {
    const short = groupsBelowQuorum(version, shard, deliveries.acknowledged);
    return short.length < version.replicas(shard).length;
  });
  if (!isComplete || !isSure) return [];
  const message = 'was refused for want of a quorum, and every shard has one';
  return [{ what: 'refused', message }];
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
  version: PlacementVersion,
  shard: number,
  acknowledged: ReadonlySet<string>,
): number[] {
  return [...version.replicas(shard).entries()]
    .filter(([, nodes]) => {
      const count = nodes.filter((node) => acknowledged.has(`${shard} ${node}`)).length;
      return count < Math.floor(nodes.length / 2) + 1;
    })
    .map(([group]) => group);
}
