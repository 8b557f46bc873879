import type { NodeId } from '../../cluster/topology.ts';
import type { EngineContext } from '../../context.ts';
import type { IndexRecord } from '../../ports/task-store.ts';
import { isHostMissing } from './hosts.ts';
import { indexAgenda } from './index-agenda.ts';
import { isSettled } from './shard-moves.ts';

/**
 * Whether every shard of an index is where the fleet wants it, and every node has the index. What is
 * left on nodes that were given up is cleaned when they come back.
 */
export function isInPlace(context: EngineContext, index: IndexRecord): boolean {
  const isGivenUp = (node: NodeId): boolean => context.cluster.stateOf(node) === 'failed';
  return isSettled(indexAgenda(context, index), isGivenUp) && !isHostMissing(context, index);
}
