import type { NodeId, NodeRecord, ShardId, Topology } from '../../cluster/topology.ts';
import { desiredReplicas } from '../../placement/placement.ts';
import type { IndexRecord } from '../../ports/task-store.ts';

/** Where the documents of an index are. */
export type PlacedIndex = Pick<IndexRecord, 'uid' | 'shards' | 'placement'>;

/** Shards of an index. */
export interface IndexShards {
  readonly index: string;
  readonly shards: readonly ShardId[];
}

/** Shards of an index that a node ought to hold and does not. */
export interface AwaitedReplicas extends IndexShards {
  readonly node: NodeId;
}

/**
 * The indexes that a node has a part in. What is left of shards on a node that was given up, and what it
 * has of indexes without them, is nobody's concern unless it comes back.
 */
export function indexesOn(
  indexes: readonly PlacedIndex[],
  { id, state }: Pick<NodeRecord, 'id' | 'state'>,
): readonly string[] {
  const hasPart = ({ placement: { hosts, shards } }: PlacedIndex): boolean =>
    shards.some(
      ({ replicas, incoming, outgoing }) =>
        replicas.some((group) => group.includes(id)) ||
        incoming.includes(id) ||
        (outgoing.includes(id) && state !== 'failed'),
    ) ||
    (hosts.includes(id) && state !== 'failed');
  return indexes.filter(hasPart).map(({ uid }) => uid);
}

/** The shards, with a replica on one of `leaving`, that no other node holds for which `isWhole` is true. */
export function shardsLostWith(
  indexes: readonly PlacedIndex[],
  leaving: ReadonlySet<NodeId>,
  isWhole: (index: string, shard: ShardId, node: NodeId) => boolean,
): readonly IndexShards[] {
  return indexes.flatMap(({ uid, placement }) => {
    const shards = [...placement.shards.entries()].flatMap(([shard, { replicas }]) => {
      const holders = replicas.flat();
      const isLost =
        holders.some((node) => leaving.has(node)) &&
        !holders.some((node) => !leaving.has(node) && isWhole(uid, shard, node));
      return isLost ? [shard] : [];
    });
    return shards.length === 0 ? [] : [{ index: uid, shards }];
  });
}

/** What has to be given to nodes until every shard is where `topology` wants it. */
export function awaitedReplicas(
  topology: Topology,
  indexes: readonly PlacedIndex[],
): readonly AwaitedReplicas[] {
  const desiredOf = rememberedDesires(topology);
  return indexes.flatMap(({ uid, shards, placement }) => {
    const byNode = new Map<NodeId, ShardId[]>();
    for (const [shard, groups] of desiredOf(shards).entries()) {
      const holders = placement.shards[shard]?.replicas.flat() ?? [];
      for (const node of groups.flat()) {
        if (holders.includes(node)) continue;
        byNode.set(node, [...(byNode.get(node) ?? []), shard]);
      }
    }
    return [...byNode].map(([node, awaited]) => ({ index: uid, node, shards: awaited }));
  });
}

/** How many replicas that is. */
export function replicasToMove(topology: Topology, indexes: readonly PlacedIndex[]): number {
  return awaitedReplicas(topology, indexes).reduce((sum, { shards }) => sum + shards.length, 0);
}

/** {@link desiredReplicas} by number of shards: most indexes have the same, and hashing takes a while. */
function rememberedDesires(
  topology: Topology,
): (shards: number) => ReturnType<typeof desiredReplicas> {
  const known = new Map<number, ReturnType<typeof desiredReplicas>>();
  return (shards) => {
    const desired = known.get(shards) ?? desiredReplicas(topology, shards);
    known.set(shards, desired);
    return desired;
  };
}
