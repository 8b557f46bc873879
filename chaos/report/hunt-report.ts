import { probeNames } from '../../sim/trace/probes.ts';
import type { Bag } from '../run/hunt.ts';
import { failureLines } from './run-report.ts';

/** One line about how far a campaign has come. */
export function progressLine(bag: Bag, elapsedMs: number): string {
  const seconds = elapsedMs / 1000;
  const virtual = bag.virtualMicros / 1_000_000;
  return `${seconds.toFixed(0)} s  ${bag.runs} runs (${bag.twice} twice)  ${(bag.runs / seconds).toFixed(1)}/s  ${(virtual / seconds).toFixed(0)} virtual s/s  ${bag.failures.length} failed`;
}

/** What a campaign found, for a terminal. */
export function huntReport(bag: Bag, elapsedMs: number): string {
  const missed = probeNames.filter((name) => !bag.probes.has(name));
  const probes = [...bag.probes]
    .toSorted(([, left], [, right]) => right - left)
    .map(([name, runs]) => `${name}=${runs}`);
  const evaluated = [...bag.evaluated]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, count]) => `${name}=${count}`);
  return [
    ...bag.failures.flatMap((failure) => [...failureLines(failure), '']),
    `checked ${evaluated.join(' ')}`,
    `probes  ${probes.join(' ') || 'none'} (runs that met them)`,
    ...(missed.length === 0 ? [] : [`not met ${missed.join(' ')}`]),
    progressLine(bag, elapsedMs),
    `verdict ${bag.failures[0]?.kind ?? 'ok'}`,
  ].join('\n');
}
