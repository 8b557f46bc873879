import type { NodeRecord, NodeState } from './topology.ts';

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

/** `node` in `state`: one that was given up has to be looked through when it is taken back. */
export function inState(node: NodeRecord, state: NodeState): NodeRecord {
  const isTakenBack = node.state === 'failed' && state !== 'failed';
  return { ...node, state, ...(isTakenBack ? { isBack: true } : {}) };
}

/** Whether rendezvous hashing gives shards to a node in this state. */
export function acceptsShards(state: NodeState): boolean {
  return state === 'joining' || state === 'active';
}
