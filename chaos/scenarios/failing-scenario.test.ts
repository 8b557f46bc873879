import { describe, expect, test } from 'vitest';
import { failureLines } from '../report/run-report.ts';
import type { Plan } from '../../sim/plan/plan.ts';
import { jobFor, perform } from '../run/job.ts';
import type { Outcome } from '../run/verdict.ts';
import { failureName, shrink } from '../shrink/shrink.ts';
import { scenarioCalled } from './all-scenarios.ts';

const name = 'writes_in_every_phase_activate';
const seed = { high: 0, low: 0 };
const replaysMax = 60;

/** The scenario while deletions by filter are not sent to a node that is being given the shard. */
const plan: Plan = { ...scenarioCalled(name).plan(seed), mutant: 'M45' };

async function replay(candidate: Plan): Promise<Outcome> {
  const { outcome } = await perform(jobFor({ kind: 'plan', plan: candidate }));
  return outcome;
}

describe('a scenario that fails', { timeout: 60_000 }, () => {
  test('says how to see it again', async () => {
    const outcome = await replay(plan);
    expect(failureName(outcome)).toBe('safety/acked_write_durable');
    expect(failureLines(outcome)).toContain(
      `  rerun  npm run chaos -- --seed 0x0000000000000000 --scenario ${name} --mutant M45`,
    );
  });

  test('is made small as any plan is, and what is left fails in the same way', async () => {
    const shrunk = await shrink(plan, replay, { replaysMax, isOver: () => false });
    expect(failureName(shrunk.outcome)).toBe('safety/acked_write_durable');
    expect(shrunk.plan.profile).toBe(name);
    expect(shrunk.plan.items.length).toBeLessThan(plan.items.length / 2);
    expect(
      shrunk.plan.items.some((item) => item.kind === 'operation' && item.client === 'admin'),
    ).toBe(true);
  });
});
