import { readFile, writeFile } from 'node:fs/promises';
import { formatSeed } from '../sim/kernel/seed.ts';
import type { Plan } from '../sim/plan/plan.ts';
import { readPlan } from '../sim/plan/read-plan.ts';
import { type Flags, readFlags, usage } from './flags.ts';
import { runCampaign, runMutants } from './campaign.ts';
import { failureLines } from './report/run-report.ts';
import { shrinkReport } from './report/shrink-report.ts';
import { Crew } from './run/crew.ts';
import { digestOfRuns, pinDigest, pinnedDigest } from './run/digest.ts';
import { type Job, jobFor, planOf } from './run/job.ts';
import { exitCodes } from './run/verdict.ts';
import { runScenarios } from './scenario-campaign.ts';
import { scenarioCalled, scenarios } from './scenarios/all-scenarios.ts';
import { type Replay, shrink } from './shrink/shrink.ts';

/** How long a run may be made smaller. */
const shrinkMsMax = 60_000;
const shrinkReplaysMax = 5000;

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
  if (flags.scenarios) return runScenarios(flags, scenarios);
  if (flags.scenario !== null && (flags.seed === null || flags.seeds !== null)) {
    return runScenarios(flags, [scenarioCalled(flags.scenario)]);
  }
  if (flags.digest) return compareDigest(flags.pin);
  const isOneRun = flags.planFile !== null || (flags.seed !== null && flags.seeds === null);
  if (!isOneRun || flags.seconds !== null) return runCampaign(flags);
  const job = await jobOf(flags);
  if (flags.printPlan) {
    console.log(JSON.stringify(planOf(job), null, 2));
    return 0;
  }
  if (flags.shrinkFile !== null) return shrinkOne(planOf(job), flags.shrinkFile);
  return runOne(job, flags.traceFile);
}

async function jobOf(flags: Flags): Promise<Job> {
  const { mutant, verbose, traceFile } = flags;
  const wants = { report: verbose ? 'whole' : 'short', trace: traceFile !== null } as const;
  return { source: await sourceOf(flags), mutant, watchLeaks: true, wants };
}

async function sourceOf({ planFile, seed, profile, scenario }: Flags): Promise<Job['source']> {
  if (planFile !== null) return { kind: 'plan', plan: readPlan(await readFile(planFile, 'utf8')) };
  const text = formatSeed(seed ?? { high: 0, low: 0 });
  if (scenario !== null) return { kind: 'scenario', name: scenario, seed: text };
  return { kind: 'seed', profile: profile ?? 'balanced', seed: text };
}

/** Makes one run in a thread of its own, so that even one that never ends is ended. */
async function runOne(job: Job, traceFile: string | null): Promise<number> {
  const crew = new Crew(1);
  try {
    const { outcome, report, trace } = await crew.perform(0, job);
    console.log(report === '' ? failureLines(outcome).join('\n') : report);
    if (traceFile !== null) await writeFile(traceFile, trace);
    return exitCodes[outcome.kind];
  } finally {
    await crew.stop();
  }
}

/** Makes a failing run small, and shows what is left of it. */
async function shrinkOne(plan: Plan, file: string): Promise<number> {
  const crew = new Crew(1);
  const startMs = performance.now();
  let replays = 0;
  const replay: Replay = async (candidate) => {
    replays += 1;
    if (replays % 50 === 0) console.error(`${replays} replays, ${candidate.items.length} items`);
    const { outcome } = await crew.perform(0, jobFor({ kind: 'plan', plan: candidate }));
    return outcome;
  };
  try {
    const isOver = (): boolean => performance.now() - startMs > shrinkMsMax;
    const shrunk = await shrink(plan, replay, { replaysMax: shrinkReplaysMax, isOver });
    await writeFile(file, `${JSON.stringify(shrunk.plan, null, 2)}\n`);
    console.log(shrinkReport(plan, shrunk, file));
    return exitCodes[shrunk.outcome.kind];
  } finally {
    await crew.stop();
  }
}

async function compareDigest(pin: boolean): Promise<number> {
  const digest = await digestOfRuns();
  if (pin) pinDigest(digest);
  const expected = pinnedDigest();
  console.log(`digest ${digest}  pinned ${expected}  node ${process.versions.node}`);
  return digest === expected ? 0 : exitCodes.nondeterminism;
}
