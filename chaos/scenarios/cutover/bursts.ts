import type { Scenario } from '../scenario.ts';
import { before, during } from '../waves.ts';
import { antiEntropy, cutover } from './cutover.ts';

/** Bursts of writes at the steps of a move. */
export const burstScenarios: readonly Scenario[] = [
  cutover('boundary_burst', 'a burst at every step of the move, 4 % of one failing', () => ({
    knobs: antiEntropy,
    waves: [
      before(50),
      during('dual-write', 100, { failing: 4, overMs: 1000 }),
      during('copy', 2, { overMs: 100 }),
      during('drain', 50, { overMs: 200 }),
      during('activate', 50, { overMs: 200 }),
      during('ended', 20, { overMs: 200 }),
    ],
  })),
  cutover('tight_loop_boundary', 'bursts as dense as they can be, 5 % failing', () => ({
    preloaded: 50,
    waves: [
      before(20),
      during('copy', 120, { failing: 5, overMs: 500 }),
      during('copy', 50, { nth: 3, failing: 5, overMs: 50 }),
      during('drain', 60, { failing: 5, overMs: 50 }),
      during('delta', 60, { overMs: 1600 }),
      during('activate', 40, { overMs: 20 }),
    ],
  })),
  cutover('concurrent_migration_writes', 'writers all along the move, 2 % failing', () => ({
    waves: [
      during('copy', 300, { failing: 2, overMs: 3000 }),
      during('copy', 50, { nth: 4, overMs: 300 }),
      during('drain', 50, { overMs: 2000 }),
    ],
  })),
];
