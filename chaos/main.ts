import { readFile } from 'node:fs/promises';
import { formatSeed } from '../sim/kernel/seed.ts';
import { readPlan } from '../sim/plan/read-plan.ts';
import { runPlan } from '../sim/run.ts';
import { type Flags, readFlags, usage } from './flags.ts';
import { runCampaign, runMutants } from './campaign.ts';
import { runReport } from './report/run-report.ts';
import { digestOfRuns, pinDigest, pinnedDigest } from './run/digest.ts';
import { type Job, planOf } from './run/job.ts';
import { exitCodes, judge } from './run/verdict.ts';

try {
  process.exitCode = await main(readFlags(process.argv.slice(2)));
} catch (error) {
  if (!(error instanceof Error)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

/** Does what the command line asks for; answers the exit code. */
async function main(flags: Flags): Promise<number> {
  if (flags.help) {
    console.log(usage);
    return 0;
  }
  if (flags.mutants) return runMutants(flags);
  if (flags.digest) return compareDigest(flags.pin);
  const isOneRun = flags.planFile !== null || (flags.seed !== null && flags.seeds === null);
  if (!isOneRun || flags.seconds !== null) return runCampaign(flags);
  const job = await jobOf(flags);
  if (flags.printPlan) {
    console.log(JSON.stringify(planOf(job), null, 2));
    return 0;
  }
  return runOne(job, flags.verbose);
}

async function jobOf({ planFile, seed, profile, mutant }: Flags): Promise<Job> {
  const source =
    planFile === null
      ? ({
          kind: 'seed',
          profile: profile ?? 'balanced',
          seed: formatSeed(seed ?? { high: 0, low: 0 }),
        } as const)
      : ({ kind: 'plan', plan: readPlan(await readFile(planFile, 'utf8')) } as const);
  return { source, mutant, watchLeaks: true };
}

async function runOne(job: Job, verbose: boolean): Promise<number> {
  const run = await runPlan(planOf(job), { watchLeaks: job.watchLeaks });
  const outcome = judge(run);
  console.log(runReport(run, outcome, verbose));
  return exitCodes[outcome.kind];
}

async function compareDigest(pin: boolean): Promise<number> {
  const digest = await digestOfRuns();
  if (pin) pinDigest(digest);
  const expected = pinnedDigest();
  console.log(`digest ${digest}  pinned ${expected}  node ${process.versions.node}`);
  return digest === expected ? 0 : exitCodes.nondeterminism;
}
