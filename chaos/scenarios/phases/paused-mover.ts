import { type FaultItem, mover } from '../../../sim/plan/fault-item.ts';
import { movedTo, struck } from '../demands.ts';
import { mixedWrites } from '../mixed-writes.ts';
import type { Scenario } from '../scenario.ts';
import { story } from '../story.ts';
import { heldUp, phases } from './phases.ts';

/** For each phase: whoever moves the shards stands still for longer than its session lasts. */
export const pausedMoverScenarios: readonly Scenario[] = phases.map(({ phase, title, withinMs }) =>
  story(
    `paused_mover_in_every_phase_${title}`,
    `the proxy that moves shards stands still during ${title} for longer than its session lasts`,
    (draws) => {
      const pause: FaultItem = {
        kind: 'pause',
        on: { event: 'move', phase, nth: 1, delayMs: draws.below('pause', withinMs) },
        process: mover,
        forMs: draws.between('pause for', 4500, 14_000),
      };
      return {
        preloaded: 20,
        knobs: { copyBatchDocuments: 4, copyDocumentsPerSecond: 15 },
        armed: heldUp,
        faults: [pause],
        operations: mixedWrites(draws, {
          name: 'c',
          count: 18,
          keySpace: 20,
          proxies: 2,
          after: { event: 'move', phase, nth: 1 },
          withinMs: 16_000,
        }),
        healAtMs: 25_000,
      };
    },
    { demands: [movedTo('n1'), struck('pause', ['p0', 'p1'])] },
  ),
);
