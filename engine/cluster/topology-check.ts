import type { Topology } from './topology.ts';

/** The configured nodes are not those that the stored documents were placed on. */
class TopologyMismatch extends Error {
  override name = 'TopologyMismatch';
}

/**
 * Refuses a configuration that would place stored documents elsewhere than where they are; throws
 * {@link TopologyMismatch} naming the key and both values. New indexes may get another number of shards.
 */
export function refuseChangedTopology(stored: Topology, configured: Topology): void {
  compare('replication_factor', stored.replicationFactor, configured.replicationFactor);
  compare('replica_groups', stored.replicaGroups, configured.replicaGroups);
  compare('nodes', describeNodes(stored), describeNodes(configured));
}

function compare(key: string, stored: number | string, configured: number | string): void {
  if (stored === configured) return;
  throw new TopologyMismatch(
    `\`${key}\` is ${configured}, but the documents in this task store were placed with ${key} = ${stored}. Restore the earlier value, or start with an empty task store and empty nodes.`,
  );
}

function describeNodes(topology: Topology): string {
  return topology.nodes
    .map((node) => `${node.id} (group ${node.replicaGroup})`)
    .toSorted()
    .join(', ');
}
