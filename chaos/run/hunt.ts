import type { PlantedBug } from '../../engine/ports/fault.ts';
import { formatSeed, nthSeed, type Seed } from '../../sim/kernel/seed.ts';
import type { Crew } from './crew.ts';
import { type Job, jobFor } from './job.ts';
import { addTallies, emptyTally, type Tally } from './tally.ts';
import type { Outcome } from './verdict.ts';

/** A campaign: seed after seed, the profiles in turn. */
export interface Hunt {
  readonly profiles: readonly string[];
  /** The scenario whose seeds are run instead of those of profiles. */
  readonly scenario?: string;
  readonly firstSeed: Seed;
  /** Runs at most; null: as many as the time allows. */
  readonly runsMax: number | null;
  readonly millisecondsMax: number | null;
  readonly failuresMax: number;
  readonly mutant: PlantedBug | null;
  /** Every so manieth run is made twice in different threads, and must be the same. */
  readonly twiceEvery: number;
}

/** What a campaign has come to so far. */
export interface Bag {
  runs: number;
  twice: number;
  readonly failures: Outcome[];
  readonly events: number[];
  virtualMicros: number;
  tally: Tally;
  readonly probes: Map<string, number>;
  readonly evaluated: Map<string, number>;
}

/** An empty {@link Bag}. */
export function emptyBag(): Bag {
  return {
    runs: 0,
    twice: 0,
    failures: [],
    events: [],
    virtualMicros: 0,
    tally: emptyTally,
    probes: new Map(),
    evaluated: new Map(),
  };
}

/**
 * Makes runs on all threads of `crew` until the time is over, enough has been run, enough has failed,
 * or `isStopped` says so. Calls `progress` after each run.
 */
export async function hunt(
  crew: Crew,
  { plan, bag, isStopped, progress }: HuntScope,
): Promise<void> {
  const startMs = performance.now();
  let next = 0;
  const isOver = (): boolean =>
    isStopped() ||
    bag.failures.length >= plan.failuresMax ||
    (plan.runsMax !== null && next >= plan.runsMax) ||
    (plan.millisecondsMax !== null && performance.now() - startMs >= plan.millisecondsMax);
  const waiting: Suspect[] = [];
  const work = async (place: number): Promise<void> => {
    while (!isOver()) {
      const suspect = takeSuspect(waiting, place, crew.size);
      const number = next;
      if (suspect === undefined) next += 1;
      const job = suspect?.job ?? jobOf(plan, number);
      const { outcome } = await crew.perform(place, job);
      if (isStopped()) return;
      if (suspect === undefined) {
        collect(bag, outcome);
        if (number % plan.twiceEvery === 0)
          waiting.push({ job: watched(job), first: outcome, place });
      } else {
        bag.twice += 1;
        const difference = differenceOf(suspect.first, outcome);
        if (difference !== null) bag.failures.push(difference);
      }
      progress(bag);
    }
  };
  await Promise.all(Array.from({ length: crew.size }, (_, place) => work(place)));
}

export interface HuntScope {
  readonly plan: Hunt;
  readonly bag: Bag;
  readonly isStopped: () => boolean;
  readonly progress: (bag: Bag) => void;
}

/** A run that is to be made once more, in another thread than the first time if there is one. */
interface Suspect {
  readonly job: Job;
  readonly first: Outcome;
  readonly place: number;
}

function takeSuspect(waiting: Suspect[], place: number, size: number): Suspect | undefined {
  const at = waiting.findIndex((suspect) => suspect.place !== place || size === 1);
  return at < 0 ? undefined : waiting.splice(at, 1)[0];
}

function jobOf(plan: Hunt, number: number): Job {
  const { scenario, firstSeed, mutant } = plan;
  if (scenario !== undefined) {
    const seed = formatSeed(nthSeed(firstSeed, number));
    return jobFor({ kind: 'scenario', name: scenario, seed }, { mutant });
  }
  const profile = plan.profiles[number % plan.profiles.length] ?? 'balanced';
  const seed = formatSeed(nthSeed(firstSeed, Math.floor(number / plan.profiles.length)));
  return jobFor({ kind: 'seed', profile, seed }, { mutant });
}

function watched(job: Job): Job {
  return { ...job, watchLeaks: true };
}

function collect(bag: Bag, outcome: Outcome): void {
  bag.runs += 1;
  bag.events.push(outcome.events);
  bag.virtualMicros += outcome.virtualMicros;
  bag.tally = addTallies(bag.tally, outcome.tally);
  if (outcome.kind !== 'ok') bag.failures.push(outcome);
  for (const name of Object.keys(outcome.probes)) {
    bag.probes.set(name, (bag.probes.get(name) ?? 0) + 1);
  }
  for (const [name, count] of Object.entries(outcome.evaluated)) {
    bag.evaluated.set(name, (bag.evaluated.get(name) ?? 0) + count);
  }
}

/** Where two runs of one job part, as a failure; null if they are the same. */
export function differenceOf(first: Outcome, second: Outcome): Outcome | null {
  if (first.hash === second.hash && first.kind === second.kind) return null;
  if (second.kind === 'nondeterminism') return second;
  const at = first.checkpoints.findIndex((hash, place) => hash !== second.checkpoints[place]);
  const place = at < 0 ? first.checkpoints.length : at;
  return {
    ...first,
    kind: 'nondeterminism',
    message: `two runs differ (hash ${first.hash} and ${second.hash}) between events ${place * 1000} and ${(place + 1) * 1000}`,
  };
}
