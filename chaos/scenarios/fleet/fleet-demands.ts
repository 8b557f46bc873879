import type { Demand } from '../scenario.ts';

/** A node stores no document in the end. */
export function holdsNothing(node: string): Demand {
  return ({ record: { audit } }) => {
    const held = audit?.nodes.find((one) => one.node === node)?.indexes ?? [];
    const count = held.reduce((sum, { documents }) => sum + documents.length, 0);
    return count === 0 ? null : `${node} holds ${count} documents in the end`;
  };
}

/** A node is no part of the fleet in the end. */
export function leftTheFleet(node: string): Demand {
  return ({ record: { audit } }) => {
    const isMember = audit?.fleet.nodes.some(({ id }) => id === node) ?? true;
    return isMember ? `${node} is a member of the fleet in the end` : null;
  };
}

/** A node never took over a shard, at any time. */
export function neverReplica(node: string): Demand {
  return ({ record: { placements } }) => {
    const isReplica = placements.some(({ placement }) =>
      placement?.shards.some(({ replicas }) => replicas.flat().includes(node)),
    );
    return isReplica ? `${node} took over a shard` : null;
  };
}
