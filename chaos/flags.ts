import { parseArgs } from 'node:util';
import type { PlantedBug } from '../engine/ports/fault.ts';
import { parseSeed, type Seed } from '../sim/kernel/seed.ts';
import { profileCalled } from '../sim/plan/generate.ts';
import { scenarioCalled } from './scenarios/all-scenarios.ts';

/** What the command line asks for, checked. */
export interface Flags {
  readonly help: boolean;
  readonly seed: Seed | null;
  readonly planFile: string | null;
  readonly printPlan: boolean;
  readonly profile: string | null;
  readonly scenario: string | null;
  readonly scenarios: boolean;
  /** Whether the outcome of all scenarios is written to `reports/` and `docs/`. */
  readonly report: boolean;
  readonly mutant: PlantedBug | null;
  readonly mutants: boolean;
  readonly seeds: number | null;
  readonly seconds: number | null;
  readonly jobs: number | null;
  readonly verbose: boolean;
  readonly traceFile: string | null;
  readonly shrinkFile: string | null;
  readonly selfCheck: boolean;
  readonly digest: boolean;
  readonly pin: boolean;
}

/** The command line asks for something that there is not. */
export class UsageError extends Error {
  override name = 'UsageError';
}

export const usage = `npm run chaos -- [options]

Runs the production engine on virtual time with faults, and checks what it promised.
Without options: quiet, balanced, migrate, crash and swarm seeds on all cores for 60 seconds.

One run
  --seed X          run one seed (a number, 0x…, or a commit hash) and print its log
  --plan FILE       run a plan
  --print-plan      print the plan of --seed instead of running it
  --profile P       quiet, balanced (default with --seed), swarm, repair, migrate, crash,
                    lossy, amnesia, rot, swap or cancel
  --verbose         print the whole log, not only its end
  --trace FILE      write every event with its cause to FILE, as JSON lines

  --shrink FILE     make a failing run small: write the smallest plan that fails in the same way

Scenarios: situations with a name, each told by hundreds of seeds
  --scenarios       run every scenario, 200 seeds of each (or --seeds N), and print a table
  --scenario NAME   one scenario: its run for --seed X, or else a row of the table
  --report          with --scenarios: write reports/data/chaos-scenarios.json and
                    docs/chaos-testing-report.md

Many runs
  --seeds N         run N seeds of each profile, from --seed or from 0
  --seconds N       stop after N seconds (default 60 without --seeds)
  --jobs N          threads (default: one per core)
  --self-check      make every run twice in different threads and compare
  --digest          run 200 seeds and compare their common hash with the pinned one
  --pin             with --digest: pin it, after a change that was meant to change runs

Testing the tests
  --mutant NAME     plant a bug: M1, M2, M3, M4, M5, M6, M7, M8, M9, M10, M16, M17, M20, M33,
                    M34, M38, M39, M40, M43, M44 or M45
  --mutants         hunt each planted bug until its checker finds it, and print how long that took

Exit codes: 0 ok, 10 safety, 11 liveness, 12 crash, 13 nondeterminism, 14 budget or deadlock,
15 a planted bug was not found or a scenario showed nothing, 2 wrong usage.`;

export const plantedBugs: readonly PlantedBug[] = [
  'M1',
  'M2',
  'M3',
  'M4',
  'M5',
  'M6',
  'M7',
  'M8',
  'M9',
  'M10',
  'M16',
  'M17',
  'M20',
  'M33',
  'M34',
  'M38',
  'M39',
  'M40',
  'M43',
  'M44',
  'M45',
];

/** Reads the command line. Throws {@link UsageError}, `InvalidSeed`, `UnknownProfile` or `UnknownScenario`. */
export function readFlags(parameters: readonly string[]): Flags {
  const values = parsed(parameters);
  const { profile = null, plan = null, scenario = null } = values;
  if (profile !== null) profileCalled(profile);
  if (scenario !== null) scenarioCalled(scenario);
  if (plan !== null && values.seed !== undefined) {
    throw new UsageError('`--plan` has a seed of its own: leave `--seed` out.');
  }
  if (values['print-plan'] === true && values.seed === undefined) {
    throw new UsageError('`--print-plan` wants a `--seed`.');
  }
  if (scenario !== null && (profile !== null || plan !== null)) {
    throw new UsageError('`--scenario` says what is run: leave `--profile` and `--plan` out.');
  }
  if (values.report === true && values.scenarios !== true) {
    throw new UsageError('`--report` wants `--scenarios`: the report is about all of them.');
  }
  return {
    help: values.help === true,
    seed: values.seed === undefined ? null : parseSeed(values.seed),
    planFile: plan,
    printPlan: values['print-plan'] === true,
    profile,
    scenario,
    scenarios: values.scenarios === true,
    report: values.report === true,
    mutant: values.mutant === undefined ? null : plantedBug(values.mutant),
    mutants: values.mutants === true,
    seeds: count('seeds', values.seeds),
    seconds: count('seconds', values.seconds),
    jobs: count('jobs', values.jobs),
    verbose: values.verbose === true,
    traceFile: values.trace ?? null,
    shrinkFile: values.shrink ?? null,
    selfCheck: values['self-check'] === true,
    digest: values.digest === true,
    pin: values.pin === true,
  };
}

function parsed(parameters: readonly string[]): ReturnType<typeof parse> {
  try {
    return parse(parameters);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function parse(parameters: readonly string[]) {
  return parseArgs({
    args: [...parameters],
    options: {
      help: { type: 'boolean' },
      seed: { type: 'string' },
      plan: { type: 'string' },
      'print-plan': { type: 'boolean' },
      profile: { type: 'string' },
      scenario: { type: 'string' },
      scenarios: { type: 'boolean' },
      report: { type: 'boolean' },
      mutant: { type: 'string' },
      mutants: { type: 'boolean' },
      seeds: { type: 'string' },
      seconds: { type: 'string' },
      jobs: { type: 'string' },
      verbose: { type: 'boolean' },
      trace: { type: 'string' },
      shrink: { type: 'string' },
      'self-check': { type: 'boolean' },
      digest: { type: 'boolean' },
      pin: { type: 'boolean' },
    },
  }).values;
}

function plantedBug(name: string): PlantedBug {
  const found = plantedBugs.find((bug) => bug === name.toUpperCase());
  if (found !== undefined) return found;
  throw new UsageError(`There is no planted bug \`${name}\`; there are ${plantedBugs.join(', ')}.`);
}

function count(flag: string, text: string | undefined): number | null {
  if (text === undefined) return null;
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new UsageError(`\`--${flag}\` is \`${text}\`: it should be a whole number above 0.`);
}
