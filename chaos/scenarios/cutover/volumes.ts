import type { KeyedDraws } from '../../../sim/kernel/keyed-draws.ts';
import type { ArmedPoint } from '../../../sim/plan/plan.ts';
import type { Run } from '../../../sim/run.ts';
import { answered, movedTo, nothingMoved } from '../demands.ts';
import { lostWrites, swallowedForGood } from '../losses.ts';
import type { Demand, Scenario } from '../scenario.ts';
import type { Setup } from '../scenario-plan.ts';
import { before, during } from '../waves.ts';
import { antiEntropy, cutover, fastCopies, withoutDelta } from './cutover.ts';

/** Many documents: how many, is said of all 200 seeds together. */
export const volumeScenarios: readonly Scenario[] = [
  cutover('high_volume', '100 000 documents over 200 seeds, 1 % failing, one shard', () => ({
    fleet: { shards: 1 },
    knobs: { ...antiEntropy, ...fastCopies, copyDocumentsPerSecond: 300 },
    preloaded: 200,
    waves: [during('copy', 500, { batch: 5, failing: 1 }), during('activate', 10)],
    searches: 6,
  })),
  cutover(
    'loss_rate_no_ae_delta',
    '50 000 documents over 200 seeds, 1 % failing, no anti-entropy',
    () => ({
      knobs: { ...fastCopies, copyDocumentsPerSecond: 200 },
      preloaded: 100,
      waves: [during('copy', 250, { batch: 2, failing: 1 })],
      searches: 6,
    }),
  ),
  cutover(
    'loss_rate_1m_ae_on',
    '1 000 000 documents over 200 seeds, 1 % failing, anti-entropy and delta',
    () => ({
      knobs: { ...antiEntropy, ...fastCopies, copyDocumentsPerSecond: 600 },
      preloaded: 500,
      waves: [
        during('copy', 5000, { batch: 25, failing: 1 }),
        during('activate', 25, { batch: 5, overMs: 200 }),
      ],
      searches: 2,
    }),
  ),
  cutover(
    'loss_rate_no_ae_no_delta',
    '100 000 documents over 200 seeds, 2 % failing: half of the runs show the refusal, in the others a bug skips the delta, and what fails is lost',
    neitherGuard,
    { demands: [refusedOrLost], expected: ['acked_write_durable', 'task_truth'] },
  ),
];

/** The fourth state that is saved is that in which the copy has ended, and nothing is compared yet. */
const heldUpAfterCopy: ArmedPoint = {
  point: 'move-saved',
  visit: 4,
  chance: { numerator: 1, denominator: 1 },
  effect: { kind: 'delay', millisecondsLeast: 11_000, millisecondsMax: 12_000 },
};

/**
 * In normal mode, the configuration is refused. In bypass mode, the planted bug M2 activates shards
 * without a comparison, whatever the ledger says. Documents are written when the copy has ended, so that
 * nothing but the comparison could bring what fails.
 */
function neitherGuard(draws: KeyedDraws): Setup {
  if (draws.below('mode', 2) === 0) {
    return { knobs: { ...fastCopies, ...withoutDelta }, waves: [before(20)] };
  }
  return {
    knobs: { ...fastCopies, nodeTimeoutMs: 500 },
    mutant: 'M2',
    preloaded: 50,
    armed: [heldUpAfterCopy],
    waves: [during('delta', 1000, { batch: 4, failing: 2, overMs: 6000 })],
    searches: 0,
    healAtMs: 25_000,
  };
}

/** A document is lost exactly if all that could have brought it to the new node was swallowed. */
function refusedOrLost(run: Run): ReturnType<Demand> {
  if (run.plan.mutant === null) {
    const demands = [answered(409, 'miroir_unsafe_movement'), nothingMoved];
    return demands.map((demand) => demand(run)).find((found) => found !== null) ?? null;
  }
  const unmoved = movedTo('n1')(run);
  if (unmoved !== null) return unmoved;
  const lost = lostWrites(run.record);
  const swallowed = swallowedForGood(run.record, 'n1');
  const unexplained = [...lost.symmetricDifference(swallowed)];
  if (unexplained.length > 0) {
    return `lost were ${lost.size} documents, and swallowed ${swallowed.size}: ${unexplained.slice(0, 3).join(', ')} differ`;
  }
  return null;
}
