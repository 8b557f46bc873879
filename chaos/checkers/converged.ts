import type { Audit, DeclaredGap } from '../../sim/trace/record.ts';
import type { Checker } from './checker.ts';
import { Findings } from './findings.ts';
import { nodesGivenUp, StuckShards } from './history/stuck-shards.ts';
import type { Placement } from './placement.ts';

/**
 * When everything has come to rest, no replica is declared as lacking any more, and all that hold a
 * shard store the same documents in the same versions. Left out are shards of which every replica is
 * declared to lack an acknowledged write, or given up: none of them can repair the others.
 */
export const converged: Checker = {
  name: 'converged',
  check({ audit }, history) {
    const findings = new Findings(this.name);
    if (audit === null || !audit.settled) return findings;
    const { placement } = history;
    const givenUp = nodesGivenUp(audit);
    const scope = { placement, givenUp, stuck: new StuckShards(audit, placement) };
    for (const gap of audit.ledger) {
      findings.looked();
      if (!mustClose(gap, scope)) continue;
      const { indexUid, shard, node, reason } = gap;
      const message = `node ${node} is still declared to lack writes of shard ${shard} (${reason})`;
      findings.add(`${indexUid} ${shard}`, message, { operations: [], at: audit.at });
    }
    checkVersions(findings, audit, scope);
    return findings;
  },
};

/** A gap that is to be closed: one of a node that is given up, or of one that is only being given the shard, is not. */
function mustClose(
  { indexUid, shard, node }: DeclaredGap,
  { stuck, givenUp, placement }: Scope,
): boolean {
  if (givenUp.has(node) || stuck.has(indexUid, shard)) return false;
  return !placement.lastVersion(indexUid).isIncoming(node, shard);
}

interface Scope {
  readonly placement: Placement;
  readonly givenUp: ReadonlySet<string>;
  readonly stuck: StuckShards;
}

function checkVersions(
  findings: Findings,
  audit: Audit,
  { placement, givenUp, stuck }: Scope,
): void {
  const versions = versionsByDocument(audit);
  for (const [name, copies] of versions) {
    const [index = '', id = ''] = name.split(' ');
    const shard = placement.shardOf(id);
    if (stuck.has(index, shard)) continue;
    findings.looked();
    const held = placement
      .lastReplicas(index, shard)
      .filter((node) => !givenUp.has(node))
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
