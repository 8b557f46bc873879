import { unreachable } from '../../base/assert.ts';
import { acceptsShards } from '../../cluster/node-state.ts';
import type { GroupId, NodeState, Topology } from '../../cluster/topology.ts';
import {
  confirmationRequired,
  groupTooSmall,
  lastReplicaGroup,
  nodeExists,
  replicaGroupNotFound,
} from './fleet-errors.ts';
import type { FleetWish, HeldDocuments, NewNode } from './fleet-wish.ts';
import {
  acceptingNodes,
  isMember,
  joined,
  livingGroups,
  lostText,
  withNode,
  withoutNode,
  withReplacement,
  withState,
} from './node-changes.ts';
import { shardsLostWith } from './placed-shards.ts';

const stateAfter = {
  'drain-node': 'draining',
  'fail-node': 'failed',
  'recover-node': 'active',
} as const satisfies Readonly<Record<string, NodeState>>;

/**
 * The topology with a wish granted; null if it is so already. Throws the {@link ApiError} of a wish
 * that cannot be granted.
 */
export function nextTopology(
  topology: Topology,
  wish: FleetWish,
  held: HeldDocuments,
): Topology | null {
  switch (wish.kind) {
    case 'add-node':
      return withNode(topology, wish.node, wish.replicaGroup);
    case 'drain-node':
    case 'fail-node':
    case 'recover-node':
      return withState(topology, wish.node, stateAfter[wish.kind]);
    case 'remove-node':
      return withoutNode(topology, wish, held);
    case 'replace-node':
      return withReplacement(topology, wish.node, wish.by);
    case 'add-group':
      return withGroup(topology, wish.nodes);
    case 'remove-group':
      return withoutGroup(topology, wish, held);
    case 'set-replication':
      return withReplication(topology, wish.replicationFactor);
    default:
      return unreachable(wish);
  }
}

/** What an operation by this wish is about: a node, a group, or the fleet. */
export function subjectOf(wish: FleetWish, topology: Topology): string {
  switch (wish.kind) {
    case 'add-node':
      return wish.node.id;
    case 'add-group':
      return String(groupOf(topology, wish.nodes) ?? topology.replicaGroups);
    case 'remove-group':
      return String(wish.group);
    case 'set-replication':
      return String(wish.replicationFactor);
    case 'drain-node':
    case 'fail-node':
    case 'recover-node':
    case 'remove-node':
    case 'replace-node':
      return wish.node;
    default:
      return unreachable(wish);
  }
}

/** A group gets the next number: numbers of groups that were removed are not used again. */
function withGroup(topology: Topology, nodes: readonly NewNode[]): Topology | null {
  if (groupOf(topology, nodes) !== undefined) return null;
  const { replicationFactor, replicaGroups } = topology;
  if (nodes.length < replicationFactor) {
    throw groupTooSmall(
      `A replica group of ${nodes.length} nodes cannot hold each shard ${replicationFactor} times; right would be at least ${replicationFactor} nodes.`,
    );
  }
  const empty: Topology = { ...topology, replicaGroups: replicaGroups + 1 };
  return nodes.reduce((grown, node) => {
    // What is a member of this group by now was given twice.
    if (isMember(grown, node, replicaGroups))
      throw nodeExists(`Node \`${node.id}\` is given twice.`);
    return joined(grown, node, replicaGroups);
  }, empty);
}

/** The group that consists of exactly these nodes, if there is one. */
function groupOf(topology: Topology, nodes: readonly NewNode[]): GroupId | undefined {
  const ids = new Set(nodes.map(({ id }) => id));
  return livingGroups(topology).find((group) => {
    const members = acceptingNodes(topology, group);
    return (
      members.length === ids.size &&
      members.every(({ id }) => ids.has(id)) &&
      nodes.every((node) => isMember(topology, node, group))
    );
  });
}

/**
 * All nodes of the group drain at once. As no other node of the group takes their shards, nothing is
 * copied, and the group stays as a number without nodes: placements name groups by their numbers.
 */
function withoutGroup(
  topology: Topology,
  { group, confirm }: Extract<FleetWish, { kind: 'remove-group' }>,
  { indexes, isWhole }: HeldDocuments,
): Topology | null {
  if (group >= topology.replicaGroups) throw replicaGroupNotFound(String(group));
  const leaving = acceptingNodes(topology, group);
  if (leaving.length === 0) return null;
  if (livingGroups(topology).length === 1) throw lastReplicaGroup(group);
  const members = topology.nodes.filter(({ replicaGroup }) => replicaGroup === group);
  const lost = shardsLostWith(indexes, new Set(members.map(({ id }) => id)), isWhole);
  if (lost.length > 0 && confirm !== String(group)) {
    throw confirmationRequired(lostText(lost), String(group));
  }
  const nodes = topology.nodes.map((node) =>
    node.replicaGroup === group && acceptsShards(node.state)
      ? { ...node, state: 'draining' as const }
      : node,
  );
  return { ...topology, nodes };
}

function withReplication(topology: Topology, replicationFactor: number): Topology | null {
  if (topology.replicationFactor === replicationFactor) return null;
  const sizes = livingGroups(topology).map((group) => acceptingNodes(topology, group).length);
  const most = Math.min(...sizes);
  if (replicationFactor > most) {
    throw groupTooSmall(
      `The smallest replica group has ${most} nodes that take shards; right would be a replication_factor from 1 to ${most}.`,
    );
  }
  return { ...topology, replicationFactor };
}
