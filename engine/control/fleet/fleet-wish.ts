import type { GroupId, NodeId, ShardId } from '../../cluster/topology.ts';
import type { PlacedIndex } from './placed-shards.ts';

/** A node that is to join. */
export interface NewNode {
  readonly id: NodeId;
  readonly address: string;
}

/** How an operator wants the fleet to be, other than it is. */
export type FleetWish =
  | { readonly kind: 'add-node'; readonly node: NewNode; readonly replicaGroup: GroupId }
  | { readonly kind: 'drain-node' | 'fail-node' | 'recover-node'; readonly node: NodeId }
  /** `force`: even if it holds shards. `confirm`: what the body repeats, if shards are lost thereby. */
  | {
      readonly kind: 'remove-node';
      readonly node: NodeId;
      readonly force: boolean;
      readonly confirm: string | null;
    }
  | { readonly kind: 'replace-node'; readonly node: NodeId; readonly by: NewNode }
  | { readonly kind: 'add-group'; readonly nodes: readonly NewNode[] }
  | { readonly kind: 'remove-group'; readonly group: GroupId; readonly confirm: string | null }
  | { readonly kind: 'set-replication'; readonly replicationFactor: number };

/** What is known of the documents that a change must not lose. */
export interface HeldDocuments {
  readonly indexes: readonly PlacedIndex[];
  /** Whether a replica answers and lacks no write. */
  readonly isWhole: (index: string, shard: ShardId, node: NodeId) => boolean;
}

/** The nodes that `wish` names as new: all of them, whether they have joined by now or not. */
export function newNodesOf(wish: FleetWish): readonly NewNode[] {
  if (wish.kind === 'add-node') return [wish.node];
  if (wish.kind === 'replace-node') return [wish.by];
  return wish.kind === 'add-group' ? wish.nodes : [];
}

/** Whether a wish, once granted, has shards copied to nodes. */
export function beginsMoves(wish: FleetWish): boolean {
  if (wish.kind === 'remove-node') return wish.force;
  return wish.kind !== 'remove-group';
}
