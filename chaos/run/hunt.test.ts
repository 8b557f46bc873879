import { afterAll, describe, expect, test } from 'vitest';
import { Crew } from './crew.ts';
import { differenceOf, emptyBag, type Hunt, hunt } from './hunt.ts';
import { emptyTally } from './tally.ts';
import type { Outcome } from './verdict.ts';

const crew = new Crew(2);
afterAll(() => crew.stop());

const usual: Hunt = {
  profiles: ['quiet'],
  firstSeed: { high: 0, low: 100 },
  runsMax: 6,
  millisecondsMax: null,
  failuresMax: 5,
  mutant: null,
  twiceEvery: 2,
};

describe('a campaign', () => {
  test('makes as many runs as it should, some twice in another thread, all the same', async () => {
    const bag = emptyBag();
    await hunt(crew, { plan: usual, bag, isStopped: () => false, progress: () => {} });
    expect(bag.failures).toEqual([]);
    expect(bag.runs).toBe(6);
    expect(bag.twice).toBeGreaterThan(0);
    expect(bag.evaluated.get('search_complete')).toBeGreaterThan(0);
  });

  test('stops when it has failures enough, and when it is told to', async () => {
    const failing = emptyBag();
    const plan: Hunt = { ...usual, mutant: 'M33', runsMax: 1000, failuresMax: 1 };
    await hunt(crew, { plan, bag: failing, isStopped: () => false, progress: () => {} });
    expect(failing.failures.length).toBeGreaterThan(0);
    expect(failing.runs).toBeLessThan(50);
    const stopped = emptyBag();
    await hunt(crew, { plan: usual, bag: stopped, isStopped: () => true, progress: () => {} });
    expect(stopped.runs).toBe(0);
  });

  test('finds where two runs of one seed part', () => {
    const outcome: Outcome = {
      profile: 'quiet',
      seed: '0x1',
      mutant: null,
      kind: 'ok',
      message: '',
      violations: [],
      evaluated: {},
      probes: {},
      tally: emptyTally,
      hash: '0000000a',
      checkpoints: [1, 2, 3],
      events: 3500,
      virtualMicros: 1,
    };
    expect(differenceOf(outcome, outcome)).toBeNull();
    const other = { ...outcome, hash: '0000000b', checkpoints: [1, 9, 9] };
    expect(differenceOf(outcome, other)).toMatchObject({
      kind: 'nondeterminism',
      message: expect.stringContaining('between events 1000 and 2000'),
    });
  });
});
