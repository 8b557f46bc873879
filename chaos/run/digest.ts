import { readFileSync, writeFileSync } from 'node:fs';
import { fold } from '../../sim/kernel/mix.ts';
import { formatSeed } from '../../sim/kernel/seed.ts';
import { jobFor, perform } from './job.ts';
import { hexadecimal } from './verdict.ts';

/** The seeds that the digest is made of: enough to get everywhere, few enough to be run in CI. */
const digestSeeds = 200;
const profiles = ['quiet', 'balanced', 'swarm'] as const;

const pinned = new URL('pinned-digest.json', import.meta.url);

/**
 * Runs 200 seeds in this thread and folds their hashes into one: the same on every machine and every
 * version of Node, until the engine, the simulator or the plans change.
 */
export async function digestOfRuns(): Promise<string> {
  let digest = 0;
  for (let number = 0; number < digestSeeds; number += 1) {
    const profile = profiles[number % profiles.length] ?? 'balanced';
    const seed = formatSeed({ high: 0xd16e57, low: number });
    const { outcome } = await perform(jobFor({ kind: 'seed', profile, seed }));
    digest = fold(digest, Number.parseInt(outcome.hash, 16));
  }
  return hexadecimal(digest);
}

/** The digest that the repository expects. */
export function pinnedDigest(): string {
  return String(JSON.parse(readFileSync(pinned, 'utf8')).digest);
}

/** Makes `digest` the one that the repository expects, after a change that was meant. */
export function pinDigest(digest: string): void {
  writeFileSync(pinned, `${JSON.stringify({ digest, seeds: digestSeeds }, null, 2)}\n`);
}
