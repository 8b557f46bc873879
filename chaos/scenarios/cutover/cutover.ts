import type { KeyedDraws } from '../../../sim/kernel/keyed-draws.ts';
import type { KnobPlan } from '../../../sim/plan/plan.ts';
import { everyWriteAcknowledged, movedTo } from '../demands.ts';
import type { Demand, Scenario } from '../scenario.ts';
import type { Setup } from '../scenario-plan.ts';
import { story, type StoryEnd } from '../story.ts';

/** Replicas are compared with one another every few seconds. */
export const antiEntropy: Partial<KnobPlan> = { antiEntropyIntervalMs: 5000 };

/** Shards are activated without a comparison where nothing is known to be missing. */
export const withoutDelta: Partial<KnobPlan> = { skipDelta: true };

/** Large pages, so that there is time for many documents. */
export const fastCopies: Partial<KnobPlan> = {
  copyBatchDocuments: 500,
  copyDocumentsPerSecond: 2000,
  comparedDocuments: 500,
};

/** `n1` took over from `n0`, and no client was told of the failures on the way. */
export const cutOver: readonly Demand[] = [movedTo('n1'), everyWriteAcknowledged];

/** One of the scenarios in which a node takes over the shards of another while clients write. */
export function cutover(
  name: string,
  about: string,
  setup: (draws: KeyedDraws) => Setup,
  end: Partial<StoryEnd> = {},
): Scenario {
  return story(`cutover_chaos_${name}`, about, setup, { demands: cutOver, ...end });
}
