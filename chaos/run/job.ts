import type { PlantedBug } from '../../engine/ports/fault.ts';
import { generatePlan } from '../../sim/plan/generate.ts';
import type { Plan } from '../../sim/plan/plan.ts';
import { parseSeed } from '../../sim/kernel/seed.ts';
import { runPlan } from '../../sim/run.ts';
import { judge, type Outcome } from './verdict.ts';

/** One run to be made. */
export interface Job {
  readonly source:
    | { readonly kind: 'seed'; readonly profile: string; readonly seed: string }
    | { readonly kind: 'plan'; readonly plan: Plan };
  readonly mutant: PlantedBug | null;
  /** Whether timers, sockets and files that a run creates are failures; costs a sixth of the speed. */
  readonly watchLeaks: boolean;
}

/** The plan of a job. Throws if there is no such profile or seed. */
export function planOf({ source, mutant }: Job): Plan {
  if (source.kind === 'plan') return { ...source.plan, mutant: mutant ?? source.plan.mutant };
  return generatePlan(source.profile, parseSeed(source.seed), mutant);
}

/** Makes a run in this thread, which must do nothing else meanwhile, and judges it. */
export async function perform(job: Job): Promise<Outcome> {
  return judge(await runPlan(planOf(job), { watchLeaks: job.watchLeaks }));
}
