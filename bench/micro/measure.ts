import { mkdirSync, writeFileSync } from 'node:fs';
import { Bench } from 'tinybench';
import { microCases } from './cases.ts';

interface Figure {
  readonly name: string;
  readonly medianNs: number;
  readonly p99Ns: number;
  readonly samples: number;
}

/** A case with the times it took, by round. */
interface Timings {
  readonly name: string;
  readonly run: () => number;
  readonly checksum: number;
  readonly roundsMs: (readonly number[])[];
}

const folder = new URL('../../reports/data/', import.meta.url);
/** A machine's clock drifts in seconds: cases take turns in short rounds, so that ratios hold. */
const rounds = 9;
const roundMs = 250;

/** Times all cases in turns and writes the figures; prints each with the checksum of its result. */
export async function measureMicro(): Promise<void> {
  const timings = microCases.map((microCase): Timings => {
    const run = microCase.prepare('full');
    return { name: microCase.name, run, checksum: run(), roundsMs: [] };
  });
  for (let round = 0; round < rounds; round += 1) {
    for (const timing of timings) timing.roundsMs.push(await measure(timing.run));
    process.stderr.write(`round ${round + 1} of ${rounds}\n`);
  }
  const figures = timings.map(figureOf);
  for (const [at, figure] of figures.entries()) print(figure, timings[at]?.checksum);
  printRatios(timings);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL('bench-micro.json', folder), `${JSON.stringify(figures, null, 2)}\n`);
}

async function measure(run: () => number): Promise<readonly number[]> {
  const bench = new Bench({ time: roundMs, warmupTime: roundMs / 2, retainSamples: true });
  bench.add('case', () => {
    run();
  });
  const [task] = await bench.run();
  const result = task?.result;
  if (result === undefined || !('latency' in result)) throw new Error('nothing was measured');
  return result.latency.samples ?? [];
}

function figureOf({ name, roundsMs }: Timings): Figure {
  const all = roundsMs.flat();
  return {
    name,
    medianNs: toNs(quantile(all, 0.5)),
    p99Ns: toNs(quantile(all, 0.99)),
    samples: all.length,
  };
}

function print({ name, medianNs }: Figure, checksum: number | undefined): void {
  const milliseconds = (medianNs / 1e6).toFixed(3);
  console.log(`${name.padEnd(44)} ${milliseconds.padStart(9)} ms  checksum ${checksum}`);
}

/** A figure means something against its baseline: round by round, and the middle of the rounds. */
function printRatios(timings: readonly Timings[]): void {
  for (const baseline of timings) {
    const own = timings.find((timing) => baseline.name === `${timing.name}-baseline`);
    if (own === undefined) continue;
    const ratios = own.roundsMs.map(
      (times, round) => quantile(times, 0.5) / quantile(baseline.roundsMs[round] ?? [], 0.5),
    );
    console.log(`${own.name} / baseline: ${quantile(ratios, 0.5).toFixed(2)}`);
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
}

function toNs(milliseconds: number): number {
  return Math.round(milliseconds * 1e6);
}
