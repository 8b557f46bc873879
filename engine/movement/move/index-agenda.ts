import type { EngineContext } from '../../context.ts';
import { desiredReplicas } from '../../placement/placement.ts';
import type { RepairClaim } from '../../ports/repair-store.ts';
import type { IndexRecord } from '../../ports/task-store.ts';
import { type Agenda, agendaOf } from './shard-moves.ts';

/** An index whose claim this proxy has. */
export interface ClaimedIndex {
  readonly claim: RepairClaim;
  readonly index: IndexRecord;
}

/** How the placement of an index differs from what the fleet wants, as far as this proxy knows. */
export function indexAgenda(context: EngineContext, { placement }: IndexRecord): Agenda {
  const { cluster } = context;
  const desired = desiredReplicas(cluster.topology, placement.shards.length);
  return agendaOf(placement, desired, (node) => cluster.stateOf(node) !== undefined);
}
