import type { KeyedDraws } from '../../../sim/kernel/keyed-draws.ts';
import type { OperationItem } from '../../../sim/plan/plan.ts';
import { movedTo } from '../demands.ts';
import { mixedWrites } from '../mixed-writes.ts';
import type { Scenario } from '../scenario.ts';
import { change, member } from '../scenario-plan.ts';
import { story } from '../story.ts';
import { holdsNothing } from './fleet-demands.ts';

/** More replicas, and then fewer again, while clients write. */
export const groupScenarios: readonly Scenario[] = [
  story(
    'group_added_and_removed',
    'a replica group of two nodes joins, is filled, and is removed again',
    (draws) => ({
      fleet: { nodesPerGroup: 2, shards: 4, spares: 2 },
      preloaded: 30,
      changes: [
        change('POST', 'replica_groups', { nodes: [member('n2'), member('n3')] }),
        change('DELETE', 'replica_groups/1'),
      ],
      operations: writers(draws),
      healAtMs: 25_000,
    }),
    { demands: [movedTo('n2', 'n3'), holdsNothing('n2'), holdsNothing('n3')], isStruck: false },
  ),
  story(
    'replication_raised_and_lowered',
    'each shard gets a second replica, and loses it again',
    (draws) => ({
      fleet: { nodesPerGroup: 2, shards: 4, spares: 0 },
      preloaded: 30,
      changes: [
        change('POST', 'replication', { replication_factor: 2 }),
        change('POST', 'replication', { replication_factor: 1 }),
      ],
      operations: writers(draws),
      healAtMs: 25_000,
    }),
    { demands: [movedTo('n0', 'n1')], isStruck: false },
  ),
];

function writers(draws: KeyedDraws): readonly OperationItem[] {
  return mixedWrites(draws, {
    name: 'c',
    count: 30,
    keySpace: 30,
    proxies: 2,
    after: null,
    withinMs: 18_000,
  });
}
