import type { PlantedBug } from '../../engine/ports/fault.ts';
import { generatePlan } from '../../sim/plan/generate.ts';
import type { Plan } from '../../sim/plan/plan.ts';
import { parseSeed } from '../../sim/kernel/seed.ts';
import { runPlan } from '../../sim/run.ts';
import { runReport } from '../report/run-report.ts';
import { TraceLines } from '../report/trace-lines.ts';
import { scenarioCalled } from '../scenarios/all-scenarios.ts';
import { judge, type Outcome } from './verdict.ts';

/** One run to be made. */
export interface Job {
  readonly source:
    | { readonly kind: 'seed'; readonly profile: string; readonly seed: string }
    | { readonly kind: 'scenario'; readonly name: string; readonly seed: string }
    | { readonly kind: 'plan'; readonly plan: Plan };
  readonly mutant: PlantedBug | null;
  /** Whether timers, sockets and files that a run creates are failures; costs a sixth of the speed. */
  readonly watchLeaks: boolean;
  /** What is wanted besides the verdict. */
  readonly wants: {
    /** The run for a terminal: its last events, or all of them. */
    readonly report: 'none' | 'short' | 'whole';
    /** Every event as JSON lines. */
    readonly trace: boolean;
  };
}

/** What came of a job. */
export interface Performance {
  readonly outcome: Outcome;
  readonly report: string;
  readonly trace: string;
}

/** A job for the verdict alone. */
export function jobFor(
  source: Job['source'],
  { mutant = null, watchLeaks = false }: Partial<Pick<Job, 'mutant' | 'watchLeaks'>> = {},
): Job {
  return { source, mutant, watchLeaks, wants: { report: 'none', trace: false } };
}

/** The plan of a job. Throws if there is no such profile, scenario or seed. */
export function planOf({ source, mutant }: Pick<Job, 'source' | 'mutant'>): Plan {
  if (source.kind === 'plan') return { ...source.plan, mutant: mutant ?? source.plan.mutant };
  const seed = parseSeed(source.seed);
  if (source.kind === 'seed') return generatePlan(source.profile, seed, mutant);
  const plan = scenarioCalled(source.name).plan(seed);
  return { ...plan, mutant: mutant ?? plan.mutant };
}

/** Makes a run in this thread, which must do nothing else meanwhile, and judges it. */
export async function perform(job: Job): Promise<Performance> {
  const plan = planOf(job);
  const { report, trace } = job.wants;
  const lines = new TraceLines();
  const { watchLeaks } = job;
  const run = await runPlan(plan, trace ? { watchLeaks, observer: lines.observe } : { watchLeaks });
  const outcome = judge(run);
  return {
    outcome,
    report: report === 'none' ? '' : runReport(run, outcome, report === 'whole'),
    trace: trace ? lines.text(plan, outcome) : '',
  };
}
