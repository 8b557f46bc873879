import type { NodeState } from './topology.ts';

/** Where each state may go; staying is always allowed. A node that is removed has no state any more. */
const successors: Readonly<Record<NodeState, readonly NodeState[]>> = {
  joining: ['active', 'draining', 'failed'],
  active: ['draining', 'failed'],
  draining: ['active', 'failed'],
  failed: ['active', 'draining'],
};

/** Whether a node may go from state `from` to state `to`. */
export function canTransition(from: NodeState, to: NodeState): boolean {
  return from === to || successors[from].includes(to);
}

/** Whether rendezvous hashing gives shards to a node in this state. */
export function acceptsShards(state: NodeState): boolean {
  return state === 'joining' || state === 'active';
}
