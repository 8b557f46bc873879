import type { FaultItem } from '../../../sim/plan/fault-item.ts';
import { movedTo, struck } from '../demands.ts';
import { mixedWrites } from '../mixed-writes.ts';
import type { Scenario } from '../scenario.ts';
import { story } from '../story.ts';
import { heldUp, phases } from './phases.ts';

/** For each phase: half of what nodes answer is lost, though it was done. */
export const responseLossScenarios: readonly Scenario[] = phases.map(({ phase, title }) =>
  story(
    `response_loss_at_each_step_${title}`,
    `half of the answers of all nodes are lost for a while from ${title} on`,
    (draws) => {
      const loss: FaultItem = {
        kind: 'lossy-link',
        on: { event: 'move', phase, nth: 1, delayMs: 0 },
        links: ['n0>p0', 'n0>p1', 'n1>p0', 'n1>p1'],
        chance: { numerator: 1, denominator: 2 },
        forMs: draws.between('loss for', 2000, 6000),
      };
      return {
        preloaded: 20,
        knobs: { copyBatchDocuments: 4, copyDocumentsPerSecond: 15 },
        armed: heldUp,
        faults: [loss],
        operations: mixedWrites(draws, {
          name: 'c',
          count: 16,
          keySpace: 20,
          proxies: 2,
          after: { event: 'move', phase, nth: 1 },
          withinMs: 6000,
        }),
        healAtMs: 25_000,
      };
    },
    { demands: [movedTo('n1'), struck('loss')] },
  ),
);
