import type { KeyedDraws } from '../../sim/kernel/keyed-draws.ts';
import type { Demand, Scenario } from './scenario.ts';
import { scenarioPlan, type Setup } from './scenario-plan.ts';

/** What of a scenario is not in its plan. */
export interface StoryEnd {
  readonly demands: readonly Demand[];
  readonly isStruck?: boolean;
  readonly expected?: readonly string[];
}

/** A scenario whose plans are made from `setup`, which is called with the draws of each seed. */
export function story(
  name: string,
  about: string,
  setup: (draws: KeyedDraws) => Setup,
  { demands, isStruck = true, expected = [] }: StoryEnd,
): Scenario {
  return {
    name,
    about,
    plan: (seed) => scenarioPlan(name, seed, setup),
    demands,
    isStruck,
    expected,
  };
}
