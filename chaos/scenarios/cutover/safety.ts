import type { KnobPlan } from '../../../sim/plan/plan.ts';
import type { Run } from '../../../sim/run.ts';
import { answered, movedTo, nothingMoved } from '../demands.ts';
import type { Demand, Scenario } from '../scenario.ts';
import { before, during } from '../waves.ts';
import { antiEntropy, cutover, withoutDelta } from './cutover.ts';

const refusal = answered(409, 'miroir_unsafe_movement');

/** What may be configured of anti-entropy and the delta pass. */
const configurations: readonly [Partial<KnobPlan>, ...Partial<KnobPlan>[]] = [
  { ...antiEntropy },
  { ...antiEntropy, ...withoutDelta },
  {},
  { ...withoutDelta },
];

/** With which guards shards move, and with which they do not. */
export const safetyScenarios: readonly Scenario[] = [
  cutover(
    'with_anti_entropy',
    'anti-entropy and delta: 2 % of the writes fail on the new node',
    () => ({
      fleet: { shards: 3 },
      knobs: antiEntropy,
      waves: [during('copy', 200, { failing: 2 }), during('activate', 20)],
    }),
  ),
  cutover(
    'skip_delta_with_ae',
    'anti-entropy without delta: 5 % fail, and what is known to be missing is compared all the same',
    () => ({
      knobs: { ...antiEntropy, ...withoutDelta },
      preloaded: 50,
      waves: [during('copy', 100, { failing: 5 }), during('activate', 25)],
    }),
  ),
  cutover('no_ae_with_delta', 'delta without anti-entropy: 2 % fail, then 1 %', () => ({
    waves: [
      before(50),
      during('copy', 200, { failing: 2 }),
      during('drain', 50, { failing: 1, overMs: 1500 }),
    ],
  })),
  cutover(
    'no_ae_no_delta_blocked',
    'neither: the move is refused, and nothing happens',
    () => ({ knobs: withoutDelta, preloaded: 30, waves: [before(20)] }),
    { demands: [refusal, nothingMoved], isStruck: false },
  ),
  cutover(
    'validation_gates',
    'each of the four configurations: only the one with neither is refused',
    (draws) => ({
      knobs: draws.pick('configuration', configurations),
      preloaded: 30,
      waves: [before(10), during('copy', 20)],
    }),
    { demands: [refusedIfUnsafe], isStruck: false },
  ),
];

function refusedIfUnsafe(run: Run): ReturnType<Demand> {
  const { skipDelta = false, antiEntropyIntervalMs } = run.plan.knobs;
  const isUnsafe = skipDelta && antiEntropyIntervalMs === undefined;
  const demands = isUnsafe ? [refusal, nothingMoved] : [movedTo('n1')];
  return demands.map((demand) => demand(run)).find((found) => found !== null) ?? null;
}
