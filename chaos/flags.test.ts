import { describe, expect, test } from 'vitest';
import { InvalidSeed } from '../sim/kernel/seed.ts';
import { UnknownProfile } from '../sim/plan/generate.ts';
import { UnknownScenario } from './scenarios/all-scenarios.ts';
import { plantedBugs, readFlags, usage, UsageError } from './flags.ts';

const story = 'cutover_chaos_boundary_burst';

describe('the command line', () => {
  test('asks for scenarios: one of them, its run for a seed, or all with a report', () => {
    expect(readFlags(['--scenario', story, '--seed', '5'])).toMatchObject({
      scenario: story,
      seed: { high: 0, low: 5 },
    });
    expect(readFlags(['--scenarios', '--report', '--seeds', '10'])).toMatchObject({
      scenarios: true,
      report: true,
      seeds: 10,
    });
  });

  test('asks for one run by its seed', () => {
    expect(readFlags(['--seed', '0x10', '--profile', 'quiet', '--mutant', 'm34'])).toMatchObject({
      seed: { high: 0, low: 16 },
      profile: 'quiet',
      mutant: 'M34',
      seeds: null,
    });
  });

  test.each([
    [['--sed', '1'], UsageError, 'sed'],
    [['--seeds', '0'], UsageError, '`--seeds` is `0`'],
    [['--seconds', 'soon'], UsageError, '`--seconds` is `soon`'],
    [['--mutant', 'M99'], UsageError, 'there are M1, M2, M3'],
    [['--plan', 'x', '--seed', '1'], UsageError, 'leave `--seed` out'],
    [['--print-plan'], UsageError, 'wants a `--seed`'],
    [['--seed', 'x'], InvalidSeed, '`x` is not a seed'],
    [['--scenario', 'cutover'], UnknownScenario, 'cutover_chaos_boundary_burst'],
    [['--scenario', story, '--profile', 'quiet'], UsageError, 'leave `--profile` and'],
    [['--report'], UsageError, 'wants `--scenarios`'],
    [['--profile', 'loud'], UnknownProfile, 'there are quiet, balanced, swarm'],
  ] as const)('%j is refused with what would be right', (parameters, kind, message) => {
    expect(() => readFlags(parameters)).toThrow(kind);
    expect(() => readFlags(parameters)).toThrow(message);
  });

  test('is explained with every planted bug and exit code', () => {
    for (const bug of plantedBugs) expect(usage).toContain(bug);
    for (const code of [10, 11, 12, 13, 14, 15]) expect(usage).toMatch(new RegExp(`\\b${code} `));
  });
});
