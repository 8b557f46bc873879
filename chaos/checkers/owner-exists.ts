import type { RunRecord, ShardPlace } from '../../sim/trace/record.ts';
import type { Checker } from './checker.ts';
import { Findings } from './findings.ts';
import { fleetChangesIn } from './history/fleet-changes.ts';
import type { PlacementVersion } from './placement-version.ts';

/**
 * In every version of every placement each shard has a replica, and in each group as many as the
 * nodes that were there all the time allow: a replica is replaced before it is taken away. No node has
 * two parts in one shard.
 */
export const ownerExists: Checker = {
  name: 'owner_exists',
  check(record, { placement }) {
    const findings = new Findings(this.name);
    const least = leastReplicas(record);
    for (const index of placement.indexes) {
      for (const version of placement.versions(index)) {
        checkVersion(findings, { index, version, least });
      }
    }
    return findings;
  },
};

interface VersionCheck {
  readonly index: string;
  readonly version: PlacementVersion;
  readonly least: readonly number[] | null;
}

function checkVersion(findings: Findings, { index, version, least }: VersionCheck): void {
  for (const [shard, place] of version.shards.entries()) {
    findings.looked();
    const fault = faultOf(place, least);
    if (fault === null) continue;
    const message = `shard ${shard} of ${index} has ${fault.message}`;
    findings.add(`${index} ${fault.kind}`, message, { operations: [], at: version.from });
  }
}

interface PlaceFault {
  readonly kind: string;
  readonly message: string;
}

function faultOf(
  { replicas, incoming, outgoing }: ShardPlace,
  least: readonly number[] | null,
): PlaceFault | null {
  const parts = [...replicas.flat(), ...incoming, ...outgoing];
  const twice = parts.find((node, at) => parts.indexOf(node) !== at);
  if (twice !== undefined) return { kind: 'part', message: `two parts for node ${twice}` };
  if (least === null) return null;
  if (replicas.flat().length === 0) return { kind: 'owner', message: 'no replica' };
  for (const [group, count] of least.entries()) {
    const own = replicas[group]?.length ?? 0;
    if (own >= count) continue;
    const message = `${own} replicas in group ${group}, where ${count} nodes could hold it all along`;
    return { kind: 'replicas', message };
  }
  return null;
}

/**
 * How many replicas each group of the first fleet has at any time: as many as the lowest replication
 * factor, of nodes that nobody ever meant to take away. Null if something was taken away by force.
 */
function leastReplicas({ fleet, operations, audit }: RunRecord): readonly number[] | null {
  const { factors, nodes: named, isForced } = fleetChangesIn(operations);
  if (isForced) return null;
  const wanted = audit?.fleet;
  const active = new Set(
    (wanted?.nodes ?? []).filter(({ state }) => state === 'active').map(({ id }) => id),
  );
  const steady = fleet.nodes.filter(({ id }) => active.has(id) && !named.has(id));
  const factor = Math.min(
    fleet.replicationFactor,
    wanted?.replicationFactor ?? Infinity,
    ...factors,
  );
  return Array.from({ length: fleet.replicaGroups }, (_, group) =>
    Math.min(factor, steady.filter(({ replicaGroup }) => replicaGroup === group).length),
  );
}
