import { type Flags, plantedBugs } from './flags.ts';
import type { PlantedBug } from '../engine/ports/fault.ts';
import { huntReport, progressLine } from './report/hunt-report.ts';
import type { Crew } from './run/crew.ts';
import { withCrew } from './run/lent-crew.ts';
import { emptyBag, type Hunt, hunt } from './run/hunt.ts';
import { expectations } from './mutants/expectations.ts';
import { exitCodes } from './run/verdict.ts';

const defaultSeconds = 60;
/** What is run if no profile is asked for. */
const usualProfiles = ['quiet', 'balanced', 'migrate', 'crash', 'swarm'];
const failuresMax = 5;
const progressMs = 2000;
/** The exit code of a planted bug that was not found. */
const notFound = 15;

/** Runs many seeds on all threads with progress and a summary; answers the exit code. */
export async function runCampaign(flags: Flags): Promise<number> {
  const { seeds, seconds } = flags;
  const profiles = flags.profile === null ? usualProfiles : [flags.profile];
  const milliseconds = seconds ?? (seeds === null ? defaultSeconds : null);
  return withCrew(flags, async (crew, isStopped) => {
    const bag = emptyBag();
    const plan: Hunt = {
      profiles,
      firstSeed: flags.seed ?? { high: 0, low: 0 },
      runsMax: seeds === null ? null : seeds * profiles.length,
      millisecondsMax: milliseconds === null ? null : milliseconds * 1000,
      failuresMax,
      mutant: flags.mutant,
      twiceEvery: flags.selfCheck ? 1 : 20,
    };
    const startMs = performance.now();
    const progress = progressPrinter(startMs);
    await hunt(crew, { plan, bag, isStopped, progress });
    console.log(huntReport(bag, performance.now() - startMs));
    const [first] = bag.failures;
    return first === undefined ? 0 : exitCodes[first.kind];
  });
}

/** Hunts every planted bug until its checker finds it; answers 15 if one stays hidden. */
export async function runMutants(flags: Flags): Promise<number> {
  return withCrew(flags, async (crew, isStopped) => {
    let missed = 0;
    for (const mutant of plantedBugs) {
      if (isStopped()) break;
      const found = await huntMutant(crew, mutant, isStopped);
      if (!found) missed += 1;
    }
    console.log(`verdict ${missed === 0 ? 'ok' : 'not-found'}`);
    return missed === 0 ? 0 : notFound;
  });
}

async function huntMutant(
  crew: Crew,
  mutant: PlantedBug,
  isStopped: () => boolean,
): Promise<boolean> {
  const expectation = expectations[mutant];
  const { checkers, seedsMax } = expectation;
  const where =
    'scenario' in expectation
      ? { profiles: [], scenario: expectation.scenario }
      : { profiles: [expectation.profile] };
  const bag = emptyBag();
  const plan: Hunt = {
    ...where,
    firstSeed: { high: 0, low: 0 },
    runsMax: seedsMax,
    millisecondsMax: null,
    failuresMax: Infinity,
    mutant,
    twiceEvery: Infinity,
  };
  const isFound = (): boolean =>
    bag.failures.some(({ violations }) =>
      violations.some(({ checker }) => checkers.includes(checker)),
    );
  const scope = { plan, bag, progress: () => {}, isStopped: () => isStopped() || isFound() };
  await hunt(crew, scope);
  const found = isFound();
  const others = new Set(
    bag.failures.flatMap(({ violations }) => violations.map((v) => v.checker)),
  );
  console.log(
    `${mutant}  ${found ? 'found' : 'NOT FOUND'} by ${checkers.join(' or ')} after ${bag.runs} seeds of ${where.scenario ?? where.profiles[0]} (all that spoke: ${[...others].join(', ') || 'none'})`,
  );
  return found;
}

function progressPrinter(startMs: number): (bag: ReturnType<typeof emptyBag>) => void {
  let printedMs = startMs;
  return (bag) => {
    const nowMs = performance.now();
    if (nowMs - printedMs < progressMs) return;
    printedMs = nowMs;
    console.error(progressLine(bag, nowMs - startMs));
  };
}
