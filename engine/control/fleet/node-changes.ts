import { isSameAddress } from '../../cluster/node-address.ts';
import { acceptsShards, canTransition, inState } from '../../cluster/node-state.ts';
import type { GroupId, NodeId, NodeRecord, NodeState, Topology } from '../../cluster/topology.ts';
import {
  confirmationRequired,
  lastNodeOfGroup,
  malformedWish,
  nodeExists,
  nodeInUse,
  nodeNotFound,
  unknownReplicaGroup,
} from './fleet-errors.ts';
import type { FleetWish, HeldDocuments, NewNode } from './fleet-wish.ts';
import { indexesOn, type IndexShards, shardsLostWith } from './placed-shards.ts';

/** The nodes of a group that shards are given to. */
export function acceptingNodes({ nodes }: Topology, group: GroupId): readonly NodeRecord[] {
  return nodes.filter((node) => node.replicaGroup === group && acceptsShards(node.state));
}

/** The groups that hold a copy: a group that was removed keeps its number and has no node for it. */
export function livingGroups(topology: Topology): readonly GroupId[] {
  const groups = Array.from({ length: topology.replicaGroups }, (_, group) => group);
  return groups.filter((group) => acceptingNodes(topology, group).length > 0);
}

/** Adds a node to a group; null if it is there. Throws `miroir_node_exists`, `miroir_replica_group_not_found`. */
export function withNode(topology: Topology, node: NewNode, group: GroupId): Topology | null {
  const groups = livingGroups(topology);
  if (!groups.includes(group)) throw unknownReplicaGroup(group, groups);
  return isMember(topology, node, group) ? null : joined(topology, node, group);
}

/** Whether a node is in its group already; throws `miroir_node_exists` if its id or address is taken. */
export function isMember({ nodes }: Topology, node: NewNode, group: GroupId): boolean {
  const namesake = nodes.find(({ id }) => id === node.id);
  if (namesake !== undefined) {
    const isSame = isSameAddress(namesake.address, node.address) && namesake.replicaGroup === group;
    if (isSame && acceptsShards(namesake.state)) return true;
    throw nodeExists(
      `There is a node \`${node.id}\` in replica group ${namesake.replicaGroup}, ${namesake.state}, at ${namesake.address}. ${waysOf(namesake)}`,
    );
  }
  const neighbour = nodes.find(({ address }) => isSameAddress(address, node.address));
  if (neighbour === undefined) return false;
  throw nodeExists(`Node \`${neighbour.id}\` has the address ${node.address} already.`);
}

/** The topology with a node that joins. */
export function joined(topology: Topology, { id, address }: NewNode, group: GroupId): Topology {
  const node: NodeRecord = { id, address, replicaGroup: group, state: 'joining' };
  return { ...topology, nodes: [...topology.nodes, node] };
}

/**
 * Puts a node in another state; null if it is in it. Throws `miroir_node_not_found`, and
 * `miroir_last_node` if no other node of its group would be left to take shards.
 */
export function withState(topology: Topology, node: NodeId, state: NodeState): Topology | null {
  const record = nodeOf(topology, node);
  const isSo = record.state === state || (state === 'active' && acceptsShards(record.state));
  if (isSo || !canTransition(record.state, state)) return null;
  if (!acceptsShards(state)) refuseLast(topology, record);
  return changed(topology, inState(record, state));
}

/**
 * Adds a node in place of another, which drains (or stays given up); null if that is so. Throws as
 * {@link isMember} does, `miroir_node_not_found`, and `miroir_invalid_request` if both are one.
 */
export function withReplacement(topology: Topology, node: NodeId, by: NewNode): Topology | null {
  const record = nodeOf(topology, node);
  if (by.id === node) {
    throw malformedWish(
      `\`id\` is "${node}"; right would be another id than that of the node that goes.`,
    );
  }
  const isThere = isMember(topology, by, record.replicaGroup);
  const grown = isThere ? topology : joined(topology, by, record.replicaGroup);
  if (isThere && !acceptsShards(record.state)) return null;
  return acceptsShards(record.state) ? changed(grown, { ...record, state: 'draining' }) : grown;
}

/**
 * Takes a node out of the fleet. Throws `miroir_node_not_found`; `miroir_node_in_use` unless it is
 * drained or given up, and empty; with force, `miroir_confirmation_required` if shards are lost; and
 * `miroir_last_node`.
 */
export function withoutNode(
  topology: Topology,
  { node, force, confirm }: Extract<FleetWish, { kind: 'remove-node' }>,
  { indexes, isWhole }: HeldDocuments,
): Topology {
  const record = nodeOf(topology, node);
  if (!force) refuseUsed(record, indexesOn(indexes, record));
  refuseLast(topology, record);
  const lost = shardsLostWith(indexes, new Set([node]), isWhole);
  if (lost.length > 0 && confirm !== node) throw confirmationRequired(lostText(lost), node);
  return { ...topology, nodes: topology.nodes.filter(({ id }) => id !== node) };
}

/** Names shards that would be lost; only a few, of many. */
export function lostText(lost: readonly IndexShards[]): string {
  const shown = lost.slice(0, 3).map(({ index, shards }) => {
    const some = shards.slice(0, 8).join(', ');
    return `shards ${shards.length > 8 ? `${some}, …` : some} of index \`${index}\``;
  });
  return [...shown, ...(lost.length > 3 ? [`${lost.length - 3} more indexes`] : [])].join(', ');
}

function refuseUsed({ id, state }: NodeRecord, indexes: readonly string[]): void {
  if (acceptsShards(state)) {
    throw nodeInUse(
      `Node \`${id}\` is ${state}. POST /_miroir/nodes/${id}/drain has its shards moved to other nodes; it can be removed when they are there.`,
    );
  }
  if (indexes.length === 0) return;
  const way =
    state === 'draining'
      ? 'GET /_miroir/rebalance/status tells how far its draining has come.'
      : 'They are moved once other nodes have them; force=true removes it all the same.';
  throw nodeInUse(
    `Node \`${id}\` is ${state} and still has a part in ${indexes.length} indexes. ${way}`,
  );
}

function refuseLast(topology: Topology, { id, replicaGroup, state }: NodeRecord): void {
  if (!acceptsShards(state)) return;
  const others = acceptingNodes(topology, replicaGroup).filter((node) => node.id !== id);
  if (others.length === 0) throw lastNodeOfGroup(id, replicaGroup);
}

function waysOf({ id, state }: NodeRecord): string {
  return acceptsShards(state)
    ? 'Another node needs another id; where a node is to be found is changed in the configuration of the proxies.'
    : `POST /_miroir/nodes/${id}/recover brings it back.`;
}

function nodeOf({ nodes }: Topology, id: NodeId): NodeRecord {
  const record = nodes.find((node) => node.id === id);
  if (record === undefined) throw nodeNotFound(id);
  return record;
}

function changed(topology: Topology, record: NodeRecord): Topology {
  const nodes = topology.nodes.map((node) => (node.id === record.id ? record : node));
  return { ...topology, nodes };
}
