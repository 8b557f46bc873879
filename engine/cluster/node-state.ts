import { assert } from '../base/assert.ts';
import type { NodeRecord, NodeState } from './topology.ts';

/** Where each state may go; staying is always allowed, except for a removed node. */
const successors: Readonly<Record<NodeState, readonly NodeState[]>> = {
  joining: ['active', 'failed', 'removed'],
  active: ['degraded', 'draining', 'failed'],
  degraded: ['active', 'draining', 'failed'],
  draining: ['failed', 'removed'],
  failed: ['active', 'degraded', 'restoring', 'removed'],
  restoring: ['active', 'failed'],
  removed: [],
};

interface Abilities {
  /** Whether rendezvous hashing gives the node shards; a failure alone never changes that. */
  readonly placed: boolean;
  /** Whether writes are sent to it: of the shards it holds, and of those it is being given. */
  readonly writes: boolean;
  readonly reads: boolean;
}

const abilities: Readonly<Record<NodeState, Abilities>> = {
  // Gets its shards by moves: it takes the dual writes of a move but holds nothing complete yet.
  joining: { placed: false, writes: true, reads: false },
  active: { placed: true, writes: true, reads: true },
  degraded: { placed: true, writes: true, reads: true },
  // Loses its shards by moves; until a shard has moved away, it is still one of its replicas.
  draining: { placed: true, writes: true, reads: true },
  failed: { placed: true, writes: false, reads: false },
  restoring: { placed: true, writes: true, reads: false },
  removed: { placed: false, writes: false, reads: false },
};

/** Whether a node may go from state `from` to state `to`. */
export function canTransition(from: NodeState, to: NodeState): boolean {
  return from === to ? from !== 'removed' : successors[from].includes(to);
}

/** `node` in state `to`; throws an assertion failure if {@link canTransition} says no. */
export function transition(node: NodeRecord, to: NodeState): NodeRecord {
  assert(canTransition(node.state, to), `node ${node.id} cannot go from ${node.state} to ${to}`);
  return { ...node, state: to };
}

/** Whether a node in this state has a place in the shard map. */
export function isPlaced(state: NodeState): boolean {
  return abilities[state].placed;
}

/** Whether a node in this state is sent writes; what a placed node misses, it is behind by. */
export function acceptsWrites(state: NodeState): boolean {
  return abilities[state].writes;
}

/** Whether a node in this state may answer searches. */
export function servesReads(state: NodeState): boolean {
  return abilities[state].reads;
}
