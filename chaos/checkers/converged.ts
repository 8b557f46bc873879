import type { Audit, DeclaredGap } from '../../sim/trace/record.ts';
import type { Checker } from './checker.ts';
import { Findings } from './findings.ts';
import type { History } from './history/history.ts';

/**
 * When everything has come to rest, no replica is declared as lacking any more, and all that hold a
 * shard store the same documents in the same versions. Left out are shards of which every replica is
 * declared to lack an acknowledged write: none of them can repair the others.
 */
export const converged: Checker = {
  name: 'converged',
  check({ audit }, history) {
    const findings = new Findings(this.name);
    if (audit === null || !audit.settled) return findings;
    const stuck = stuckShards(audit, history);
    for (const gap of audit.ledger) {
      findings.looked();
      const { indexUid, shard, node, reason } = gap;
      if (stuck.has(shardKey(indexUid, shard))) continue;
      const message = `node ${node} is still declared to lack writes of shard ${shard} (${reason})`;
      findings.add(`${indexUid} ${shard}`, message, { operations: [], at: audit.at });
    }
    checkVersions(findings, history, audit, stuck);
    return findings;
  },
};

/** Reasons that say nothing of an acknowledged write. */
const openReasons: ReadonlySet<string> = new Set(['interrupted', 'given-up', 'awaiting-outcome']);

function stuckShards({ ledger }: Audit, { placement }: History): ReadonlySet<string> {
  const lacking = ledger.filter(({ reason }) => !openReasons.has(reason));
  const byShard = Map.groupBy(lacking, keyOf);
  const stuck = new Set<string>();
  for (const [key, gaps] of byShard) {
    const nodes = new Set(gaps.map(({ node }) => node));
    const owners = placement.owners(gaps[0]?.shard ?? 0).flat();
    if (owners.every((node) => nodes.has(node))) stuck.add(key);
  }
  return stuck;
}

function checkVersions(
  findings: Findings,
  { placement }: History,
  audit: Audit,
  stuck: ReadonlySet<string>,
): void {
  const versions = versionsByDocument(audit);
  for (const [name, copies] of versions) {
    const [index = '', id = ''] = name.split(' ');
    const shard = placement.shardOf(id);
    if (stuck.has(shardKey(index, shard))) continue;
    findings.looked();
    const held = placement
      .owners(shard)
      .flat()
      .map((node) => `${node} ${copies.get(node) ?? 'nothing'}`);
    const kinds = new Set(held.map((copy) => copy.slice(copy.indexOf(' '))));
    if (kinds.size < 2) continue;
    const message = `replicas of ${index}/${id} differ in the end: ${held.join(', ')}`;
    findings.add(name, message, { operations: [], at: audit.at });
  }
}

/** By index and id: the version on each node that has the document. */
function versionsByDocument({ nodes }: Audit): Map<string, Map<string, string>> {
  const versions = new Map<string, Map<string, string>>();
  for (const { node, indexes } of nodes) {
    for (const { uid, documents } of indexes) {
      for (const { id, text } of documents) {
        const copies = versions.get(`${uid} ${id}`) ?? new Map<string, string>();
        versions.set(`${uid} ${id}`, copies);
        copies.set(node, /"_miroir_version":"([^"]*)"/.exec(text)?.[1] ?? 'none');
      }
    }
  }
  return versions;
}

function keyOf({ indexUid, shard }: DeclaredGap): string {
  return shardKey(indexUid, shard);
}

function shardKey(indexUid: string, shard: number): string {
  return `${indexUid} ${shard}`;
}
