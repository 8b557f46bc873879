import type { FaultItem } from '../../../sim/plan/fault-item.ts';
import { movedTo, struck } from '../demands.ts';
import { mixedWrites } from '../mixed-writes.ts';
import type { Scenario } from '../scenario.ts';
import { story } from '../story.ts';

/** Proxies that do not know the same. */
export const proxyScenarios: readonly Scenario[] = [
  story(
    'two_proxies_two_epochs',
    'one proxy cannot reach the store while the other moves the shards, and both are read and written through',
    (draws) => {
      const isolation: FaultItem = {
        kind: 'cut',
        on: { event: 'move', phase: 'dual-write', nth: 1, delayMs: draws.below('cut', 4000) },
        links: ['p1>store'],
        refuse: false,
        forMs: draws.between('cut for', 2000, 12_000),
      };
      return {
        preloaded: 20,
        knobs: { copyBatchDocuments: 4, copyDocumentsPerSecond: 20 },
        faults: [isolation],
        operations: mixedWrites(draws, {
          name: 'c',
          count: 24,
          keySpace: 20,
          proxies: 2,
          after: null,
          withinMs: 16_000,
        }),
        searches: 40,
        healAtMs: 25_000,
      };
    },
    { demands: [movedTo('n1'), struck('cut', ['p1>store'])] },
  ),
];
