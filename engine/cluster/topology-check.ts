import type { Topology } from './topology.ts';

/** The configured nodes are not those that the stored documents were placed on. */
class TopologyMismatch extends Error {
  override name = 'TopologyMismatch';
}

/**
 * Refuses a configuration that neither says how the fleet of this task store began nor how it is now:
 * what its author expects of it would not happen. Throws {@link TopologyMismatch} naming the key and
 * the values. New indexes may get another number of shards.
 */
export function refuseChangedTopology(
  stored: { readonly seed: Topology; readonly now: Topology },
  configured: Topology,
): void {
  const mismatch = mismatchOf(stored.now, configured);
  if (mismatch === undefined || mismatchOf(stored.seed, configured) === undefined) return;
  throw new TopologyMismatch(
    `${mismatch} A fleet is changed while it serves, with POST /_miroir/nodes and its like; the configuration says how it began, or how it is.`,
  );
}

function mismatchOf(stored: Topology, configured: Topology): string | undefined {
  return (
    difference('replication_factor', stored.replicationFactor, configured.replicationFactor) ??
    difference('replica_groups', stored.replicaGroups, configured.replicaGroups) ??
    difference('nodes', describeNodes(stored), describeNodes(configured))
  );
}

function difference(
  key: string,
  stored: number | string,
  configured: number | string,
): string | undefined {
  if (stored === configured) return undefined;
  return `\`${key}\` is ${configured}, but in this task store it is ${stored}.`;
}

function describeNodes(topology: Topology): string {
  return topology.nodes
    .map((node) => `${node.id} (group ${node.replicaGroup})`)
    .toSorted()
    .join(', ');
}
