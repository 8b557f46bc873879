import type { FaultItem } from '../../../sim/plan/fault-item.ts';
import { everyWriteAcknowledged, movedTo } from '../demands.ts';
import type { Scenario } from '../scenario.ts';
import { change, member, replace } from '../scenario-plan.ts';
import { before, during } from '../waves.ts';
import { antiEntropy, cutover } from './cutover.ts';

/** How many of a hundred messages to each new node vanish. */
const failingByNode = [10, 1, 5, 0] as const;

const unfollowed = { isFollowed: false };

/** Fleets of several old nodes, and of several new ones. */
export const fleetScenarios: readonly Scenario[] = [
  cutover(
    'three_node_cluster',
    'a third node joins two, 5 % failing on it',
    () => ({
      fleet: { nodesPerGroup: 2, shards: 8 },
      knobs: antiEntropy,
      changes: [change('POST', 'nodes', member('n2', { replica_group: 0 }))],
      waves: [
        before(50),
        during('copy', 200, { failing: 5 }),
        during('drain', 40, { overMs: 500 }),
        during('activate', 40, { overMs: 500 }),
      ],
    }),
    { demands: [movedTo('n2'), everyWriteAcknowledged] },
  ),
  cutover(
    'three_node_no_ae_with_delta',
    'a third node joins two without anti-entropy, 1 % failing on it',
    () => ({
      fleet: { nodesPerGroup: 2, shards: 8 },
      changes: [change('POST', 'nodes', member('n2', { replica_group: 0 }))],
      waves: [during('copy', 300, { failing: 1 })],
    }),
    { demands: [movedTo('n2'), everyWriteAcknowledged] },
  ),
  cutover(
    'concurrent_migrations',
    'two old nodes are replaced at the same time, 2 % failing on both new ones',
    () => ({
      fleet: { nodesPerGroup: 2, shards: 4, spares: 2 },
      knobs: { shardsAtOnce: 1 },
      changes: [replace('n0', 'n2', { isFollowed: false }), replace('n1', 'n3', { atMs: 1200 })],
      waves: [during('copy', 200, { failing: 2, overMs: 6000 })],
      healAtMs: 25_000,
    }),
    { demands: [movedTo('n2', 'n3'), everyWriteAcknowledged] },
  ),
  cutover(
    'partial_shard_failure',
    'the shards of one node go to four, on which 10, 1, 5 and 0 % fail',
    () => ({
      fleet: { shards: 16, spares: 4 },
      // All join before anything moves: a node that does not answer when it is to join is refused.
      changes: [
        change('POST', 'rebalance/pause', null, unfollowed),
        ...failingByNode.map((_, place) =>
          change('POST', 'nodes', member(`n${place + 1}`, { replica_group: 0 }), unfollowed),
        ),
        change('POST', 'rebalance/resume', null, unfollowed),
      ],
      waves: [during('copy', 300, { overMs: 8000 })],
      faults: failingByNode.map(
        (failing, place): FaultItem => ({
          kind: 'lossy-link',
          on: { event: 'move', phase: 'copy', nth: 1, delayMs: 0 },
          links: [`*>n${place + 1}`],
          chance: { numerator: failing, denominator: 100 },
          forMs: 8000,
        }),
      ),
      healAtMs: 30_000,
    }),
    { demands: [movedTo('n1', 'n2', 'n3', 'n4'), everyWriteAcknowledged] },
  ),
];
