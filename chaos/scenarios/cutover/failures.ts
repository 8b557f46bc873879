import { mover } from '../../../sim/plan/fault-item.ts';
import { everyWriteAcknowledged, movedTo, noted, resumedByAnother, struck } from '../demands.ts';
import type { Scenario } from '../scenario.ts';
import { before, during } from '../waves.ts';
import { cutOver, cutover } from './cutover.ts';

/** Something breaks while the shards move. */
export const failureScenarios: readonly Scenario[] = [
  cutover(
    'network_partition_new_node',
    'the new node is cut off for a while: all that is written meanwhile fails on it',
    (draws) => ({
      waves: [before(100), during('copy', 100, { overMs: 3000 })],
      faults: [
        {
          kind: 'cut',
          on: { event: 'move', phase: 'copy', nth: 2, delayMs: draws.below('cut', 500) },
          links: ['*>n1', 'n1>*'],
          refuse: false,
          forMs: draws.between('cut for', 1500, 5000),
        },
      ],
      healAtMs: 30_000,
    }),
    { demands: [...cutOver, struck('cut')] },
  ),
  cutover(
    'drain_timeout_boundary',
    'writes may be held up for one millisecond, and the old node stands still with some of them',
    (draws) => ({
      fleet: { shards: 1 },
      knobs: { drainMs: 1, antiEntropyIntervalMs: 5000 },
      waves: [during('copy', 30), during('delta', 40, { overMs: 1500 })],
      faults: [
        {
          kind: 'pause',
          on: { event: 'move', phase: 'delta', nth: 1, delayMs: 1400 },
          process: 'n0',
          forMs: draws.between('stands still', 7500, 9000),
        },
      ],
      healAtMs: 30_000,
    }),
    { demands: [movedTo('n1'), noted('move-failed', 'did not come to rest')] },
  ),
  cutover(
    'coordinator_crash_recovery',
    'the proxy that moves the shards crashes during the copy; another goes on, and ends it',
    (draws) => ({
      waves: [
        during('copy', 100, { failing: 2, overMs: 1500 }),
        during('drain', 20, { failing: 5, overMs: 1000 }),
      ],
      faults: [
        {
          kind: 'crash',
          on: { event: 'move', phase: 'copy', nth: draws.between('page', 1, 8), delayMs: 1 },
          process: mover,
          restartAfterMs: draws.between('restart', 100, 9000),
        },
      ],
      healAtMs: 30_000,
    }),
    {
      demands: [
        movedTo('n1'),
        struck('crash', ['p0', 'p1']),
        resumedByAnother,
        everyWriteAcknowledged,
      ],
    },
  ),
];
