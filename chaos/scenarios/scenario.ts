import type { Seed } from '../../sim/kernel/seed.ts';
import type { Plan } from '../../sim/plan/plan.ts';
import type { Run } from '../../sim/run.ts';

/** Looks at a run for what a scenario is about; answers what is not as it must be, or null. */
export type Demand = (run: Run) => string | null;

/** A situation with a name: the same story in every run, with other times and draws for each seed. */
export interface Scenario {
  readonly name: string;
  /** What happens, in one line. */
  readonly about: string;
  /** The plan of a seed; its profile is the name of the scenario. */
  readonly plan: (seed: Seed) => Plan;
  /** What must be true besides what every checker demands: that it happened at all, to begin with. */
  readonly demands: readonly Demand[];
  /** Whether something goes wrong in it: if nothing ever does, in all of its runs, it has shown nothing. */
  readonly isStruck: boolean;
  /** Checkers that are to find something: a bug is planted so that what it costs can be measured. */
  readonly expected: readonly string[];
}
