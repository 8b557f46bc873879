import { mkdirSync, writeFileSync } from 'node:fs';
import { jobFor, perform } from '../../chaos/run/job.ts';
import type { Outcome } from '../../chaos/run/verdict.ts';
import { formatSeed } from '../../sim/kernel/seed.ts';
import { runFibres } from './fibres.ts';
import { quoteFigures } from './quoted-figures.ts';
import { profileParts } from './profile-parts.ts';

const folder = new URL('../../reports/data/', import.meta.url);
const kernelEvents = 1_000_000;
const kernelRounds = 5;
const balancedSeeds = 150;
const profiledSeeds = 60;

/**
 * Times the simulator on one core: the kernel alone, and the balanced profile with the real engine
 * and all checkers. A fixed piece of JavaScript is timed in the same run, for comparisons between
 * machines. Also tells where the time goes.
 */
export async function measureSim(): Promise<void> {
  const referencePerSecond = measureReference();
  const kernel: number[] = [];
  for (let turn = 0; turn < kernelRounds; turn += 1) kernel.push(await measureKernel());
  await runSeeds(20);
  const balanced = await measureBalanced();
  const timeByPart = await profileParts(() => runSeeds(profiledSeeds));
  const kernelEventsPerSecond = Math.round(median(kernel));
  const figures = {
    ...balanced,
    kernelEventsPerSecond,
    kernelEventsPerReference: round(kernelEventsPerSecond / referencePerSecond),
    referencePerSecond: Math.round(referencePerSecond),
    timeByPart,
  };
  const text = `${JSON.stringify(figures, null, 2)}\n`;
  process.stdout.write(text);
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL('bench-sim.json', folder), text);
  quoteFigures();
}

async function measureKernel(): Promise<number> {
  const startMs = performance.now();
  const { events } = await runFibres(kernelEvents);
  return events / seconds(startMs);
}

async function measureBalanced() {
  const startMs = performance.now();
  const outcomes = await runSeeds(balancedSeeds);
  const elapsed = seconds(startMs);
  const virtual = outcomes.reduce((sum, { virtualMicros }) => sum + virtualMicros, 0) / 1_000_000;
  const events = outcomes.reduce((sum, outcome) => sum + outcome.events, 0);
  return {
    balancedEventsPerSeed: Math.round(events / outcomes.length),
    balancedSeedsPerSecondPerCore: round(outcomes.length / elapsed),
    balancedVirtualPerWall: Math.round(virtual / elapsed),
  };
}

async function runSeeds(count: number): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let low = 0; low < count; low += 1) {
    const seed = formatSeed({ high: 0, low });
    const { outcome } = await perform(jobFor({ kind: 'seed', profile: 'balanced', seed }));
    if (outcome.kind !== 'ok') throw new Error(`seed ${seed} failed: ${outcome.message}`);
    outcomes.push(outcome);
  }
  return outcomes;
}

/** How often a second this machine parses and prints a small document. */
function measureReference(): number {
  const text = JSON.stringify({
    id: 1,
    words: 'a few words',
    list: [1, 2, 3],
    nested: { a: true },
  });
  const times = 300_000;
  const startMs = performance.now();
  let length = 0;
  for (let time = 0; time < times; time += 1) length += JSON.stringify(JSON.parse(text)).length;
  if (length !== times * text.length) throw new Error('the reference is wrong');
  return times / seconds(startMs);
}

function seconds(startMs: number): number {
  return (performance.now() - startMs) / 1000;
}

function median(values: readonly number[]): number {
  return values.toSorted((left, right) => left - right)[Math.floor(values.length / 2)] ?? 0;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
