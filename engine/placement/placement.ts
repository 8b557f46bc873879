import type { NodeId, Topology } from '../cluster/topology.ts';
import { acceptsShards } from '../cluster/node-state.ts';
import { assignShard } from './rendezvous.ts';

/** Grows with every change to an index, to the ledger or to the fleet. */
export type Revision = number;

/** Where one shard of an index is. */
export interface ShardPlacement {
  /** By replica group, the nodes that hold it whole: they are read, written to, and make its quorum. */
  readonly replicas: readonly (readonly NodeId[])[];
  /** Nodes that are being given it: they are written to and not read. */
  readonly incoming: readonly NodeId[];
  /** Nodes that may have documents of it left, to be deleted: neither read nor written to. */
  readonly outgoing: readonly NodeId[];
  /** When this changed last. */
  readonly version: Revision;
}

/** Where the shards of an index are. */
export interface Placement {
  /** When any of it changed last. */
  readonly version: Revision;
  /** The nodes that have the index with its settings, whether they hold documents of it or not. */
  readonly hosts: readonly NodeId[];
  /** By shard. */
  readonly shards: readonly ShardPlacement[];
}

/**
 * Which nodes ought to hold each shard, by replica group: in every group those with the highest draw
 * among the nodes that are neither leaving nor failed.
 */
export function desiredReplicas(
  { nodes, replicaGroups, replicationFactor }: Topology,
  shards: number,
): readonly (readonly (readonly NodeId[])[])[] {
  const groups = Array.from({ length: replicaGroups }, (_, group) =>
    nodes.filter((node) => node.replicaGroup === group && acceptsShards(node.state)),
  ).map((group) => group.map(({ id }) => id));
  return Array.from({ length: shards }, (_, shard) =>
    groups.map((group) => assignShard(shard, group, replicationFactor)),
  );
}

/** The placement of an index that begins now; the store numbers it. */
export function newPlacement(topology: Topology, shards: number): Placement {
  const hosts = topology.nodes.filter(({ state }) => acceptsShards(state)).map(({ id }) => id);
  return {
    version: 0,
    hosts,
    shards: desiredReplicas(topology, shards).map((replicas) => ({
      replicas,
      incoming: [],
      outgoing: [],
      version: 0,
    })),
  };
}
