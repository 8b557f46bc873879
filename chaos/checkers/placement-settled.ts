import type { Audit, FleetAudit } from '../../sim/trace/record.ts';
import type { Checker } from './checker.ts';
import { Findings } from './findings.ts';
import { StuckShards } from './history/stuck-shards.ts';
import type { Placement } from './placement.ts';
import type { PlacementVersion } from './placement-version.ts';
import { wantedReplicas } from './rendezvous.ts';

/**
 * When everything has come to rest, each index is where the fleet wants it and nowhere else: unless
 * moves were paused, and but for shards that nothing could be copied from.
 */
export const placementSettled: Checker = {
  name: 'placement_settled',
  check({ audit }, { placement }) {
    const findings = new Findings(this.name);
    if (audit === null || !audit.settled || audit.fleet.paused) return findings;
    for (const index of placement.indexes) {
      const version = placement.lastVersion(index);
      // It was forgotten.
      if (version.until !== Infinity) continue;
      checkShards(findings, placement, { audit, index, version });
      checkHosts(findings, { audit, index, version });
    }
    return findings;
  },
};

interface IndexCheck {
  readonly audit: Audit;
  readonly index: string;
  readonly version: PlacementVersion;
}

function checkShards(
  findings: Findings,
  placement: Placement,
  { audit, index, version }: IndexCheck,
): void {
  const stuck = new StuckShards(audit, placement);
  const fleet = { ...audit.fleet, nodes: placedNodes(audit.fleet) };
  const givenUp = new Set(
    audit.fleet.nodes.filter(({ state }) => state === 'failed').map(({ id }) => id),
  );
  for (const [shard, { replicas, incoming, outgoing }] of version.shards.entries()) {
    const wanted = wantedReplicas(fleet, shard);
    // Where no node may have it, those that have it keep it.
    if (wanted.flat().length === 0 || stuck.has(index, shard)) continue;
    findings.looked();
    // A node that was given up is cleaned when it comes back.
    const moving = [...incoming, ...outgoing.filter((node) => !givenUp.has(node))];
    if (isSamePlace(replicas, wanted) && moving.length === 0) continue;
    const more = moving.length === 0 ? '' : `, and ${moving.join(', ')} not done`;
    const message = `shard ${shard} of ${index} is in the end on ${written(replicas)}${more}, where it belongs on ${written(wanted)}`;
    findings.add(`${index} shards`, message, { operations: [], at: audit.at });
  }
}

function checkHosts(findings: Findings, { audit, index, version }: IndexCheck): void {
  findings.looked();
  const { fleet, at } = audit;
  const members = new Set(fleet.nodes.map(({ id }) => id));
  const missing = placedNodes(fleet).filter(({ id }) => !version.hosts.includes(id));
  const strange = version.hosts.filter((node) => !members.has(node));
  for (const node of [...missing.map(({ id }) => id), ...strange]) {
    const what = members.has(node) ? 'is not to have' : 'has left the fleet and is to have';
    const message = `node ${node} ${what} index ${index} in the end`;
    findings.add(`${index} hosts`, message, { operations: [], at });
  }
}

/** The nodes that may hold shards. */
function placedNodes({ nodes }: FleetAudit): FleetAudit['nodes'] {
  return nodes.filter(({ state }) => state === 'joining' || state === 'active');
}

type Groups = readonly (readonly string[])[];

function isSamePlace(replicas: Groups, wanted: Groups): boolean {
  const groups = Math.max(replicas.length, wanted.length);
  return Array.from({ length: groups }, (_, group) => group).every((group) => {
    const own = new Set(replicas[group]);
    return own.symmetricDifference(new Set(wanted[group])).size === 0;
  });
}

function written(groups: Groups): string {
  return groups.map((nodes) => nodes.join('+') || 'nothing').join(' | ');
}
