import type { KeyedDraws } from '../../../sim/kernel/keyed-draws.ts';
import type { FaultItem } from '../../../sim/plan/fault-item.ts';
import type { ArmedPoint, OperationItem } from '../../../sim/plan/plan.ts';
import { everyWriteAcknowledged, movedTo, noted, reached, struck } from '../demands.ts';
import { mixedWrites } from '../mixed-writes.ts';
import type { Scenario } from '../scenario.ts';
import { change, member, replace } from '../scenario-plan.ts';
import { story } from '../story.ts';
import { during } from '../waves.ts';
import { holdsNothing, leftTheFleet, neverReplica } from './fleet-demands.ts';

/** There is time to abort the move to the very last. */
const heldUpBeforeActivation: ArmedPoint = {
  point: 'delta-compared',
  chance: { numerator: 1, denominator: 1 },
  effect: { kind: 'delay', millisecondsLeast: 4000, millisecondsMax: 5000 },
};

/** Nodes that die, leave, and are replaced while clients write. */
export const nodeScenarios: readonly Scenario[] = [
  story(
    'source_dies_mid_copy',
    'the node that is copied from crashes during the copy, and comes back',
    (draws) => ({
      preloaded: 40,
      knobs: { copyBatchDocuments: 4, copyDocumentsPerSecond: 20 },
      faults: [sourceCrash(draws)],
      operations: writers(draws),
      healAtMs: 25_000,
    }),
    { demands: [movedTo('n1'), struck('crash', ['n0'])] },
  ),
  story(
    'drain_under_load',
    'a node is drained and removed while many documents are written',
    () => ({
      fleet: { nodesPerGroup: 3, replicationFactor: 2, shards: 4, spares: 0 },
      targets: ['n1', 'n2'],
      changes: [change('POST', 'nodes/n0/drain'), change('DELETE', 'nodes/n0')],
      waves: [
        during('copy', 200, { batch: 2, failing: 2, overMs: 4000 }),
        during('ended', 20, { overMs: 1000 }),
      ],
      healAtMs: 25_000,
    }),
    { demands: [leftTheFleet('n0'), holdsNothing('n0')] },
  ),
  story(
    'replace_failed_node',
    'a node dies, is given up and replaced; its shards are copied from their other replicas',
    (draws) => ({
      fleet: { nodesPerGroup: 2, replicationFactor: 2, shards: 4 },
      preloaded: 40,
      knobs: { copyBatchDocuments: 5, copyDocumentsPerSecond: 30 },
      faults: [{ kind: 'crash', atMs: 500, process: 'n0', restartAfterMs: 22_000 }],
      changes: [
        change('POST', 'nodes/n0/fail', null, {
          atMs: draws.between('failed at', 1000, 4000),
          isFollowed: false,
        }),
        replace('n0', 'n2', { atMs: 4500 }),
      ],
      operations: writers(draws, 14_000),
      healAtMs: 30_000,
    }),
    { demands: [movedTo('n2'), struck('crash', ['n0']), noted('fleet', 'fail-node')] },
  ),
  story(
    'abort_before_activation',
    'a node that is joining is drained again before it has taken over anything',
    (draws) => ({
      fleet: { nodesPerGroup: 2, shards: 4 },
      preloaded: 60,
      knobs: { copyBatchDocuments: 4, copyDocumentsPerSecond: 20 },
      armed: [heldUpBeforeActivation],
      changes: [
        change('POST', 'nodes', member('n2', { replica_group: 0 }), { isFollowed: false }),
        change('POST', 'nodes/n2/drain', null, {
          after: {
            event: 'move',
            phase: draws.pick('abort in', ['copy', 'drain', 'delta']),
            nth: 1,
            delayMs: draws.below('abort', 1500),
          },
        }),
      ],
      operations: writers(draws),
      healAtMs: 20_000,
    }),
    {
      demands: [reached('copy'), neverReplica('n2'), holdsNothing('n2'), everyWriteAcknowledged],
      isStruck: false,
    },
  ),
];

function sourceCrash(draws: KeyedDraws): FaultItem {
  return {
    kind: 'crash',
    on: {
      event: 'move',
      phase: 'copy',
      nth: 1,
      delayMs: draws.below('crash', 1500),
    },
    process: 'n0',
    restartAfterMs: draws.between('restart', 500, 9000),
  };
}

function writers(draws: KeyedDraws, withinMs = 12_000): readonly OperationItem[] {
  const after = null;
  return mixedWrites(draws, { name: 'c', count: 24, keySpace: 40, proxies: 2, after, withinMs });
}
