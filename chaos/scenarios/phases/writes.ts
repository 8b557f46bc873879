import { movedTo, wroteDuring } from '../demands.ts';
import { mixedWrites } from '../mixed-writes.ts';
import type { Scenario } from '../scenario.ts';
import { story } from '../story.ts';
import { heldUp, phases } from './phases.ts';

/** For each phase of a move: writes of every kind, to few documents, come just then. */
export const phaseWriteScenarios: readonly Scenario[] = phases.map(({ phase, title, withinMs }) =>
  story(
    `writes_in_every_phase_${title}`,
    `replacements, partial updates, deletions by id, by filter and of everything during ${title}`,
    (draws) => ({
      preloaded: 12,
      knobs: { copyBatchDocuments: 2, copyDocumentsPerSecond: 10 },
      armed: heldUp,
      operations: [
        ...mixedWrites(draws, {
          name: 'in',
          count: 8,
          keySpace: 12,
          proxies: 2,
          after: { event: 'move', phase, nth: 1 },
          withinMs,
        }),
        ...mixedWrites(draws, {
          name: 'any',
          count: 8,
          keySpace: 12,
          proxies: 2,
          after: null,
          withinMs: 9000,
        }),
      ],
    }),
    { demands: [movedTo('n1'), wroteDuring(phase)], isStruck: false },
  ),
);
