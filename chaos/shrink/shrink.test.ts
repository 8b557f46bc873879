import { expect, test } from 'vitest';
import { generatePlan } from '../../sim/plan/generate.ts';
import type { Plan } from '../../sim/plan/plan.ts';
import { jobFor, perform } from '../run/job.ts';
import type { Outcome } from '../run/verdict.ts';
import { failureName, NothingToShrink, shrink } from './shrink.ts';

const limits = { replaysMax: 1500, isOver: () => false };

async function replay(plan: Plan): Promise<Outcome> {
  return (await perform(jobFor({ kind: 'plan', plan }))).outcome;
}

/** The first plan of a profile in which a planted bug shows. */
async function failingPlan(profile: string, mutant: 'M33' | 'M34'): Promise<Plan> {
  for (let low = 0; ; low += 1) {
    const plan = generatePlan(profile, { high: 0, low }, mutant);
    if ((await replay(plan)).kind !== 'ok') return plan;
  }
}

test('a wrong cover shrinks to a single search', { timeout: 60_000 }, async () => {
  const plan = await failingPlan('quiet', 'M33');
  const shrunk = await shrink(plan, replay, limits);
  expect(shrunk.plan.items.map(({ kind }) => kind)).toEqual(['operation']);
  expect(shrunk.outcome.kind).toBe('safety');
  // A run in which nobody does anything proves nothing, and says so.
  expect(shrunk.reasons.map(({ without }) => without)).toEqual(['safety/stats_nonvacuous']);
  expect(failureName(await replay(shrunk.plan))).toBe(failureName(shrunk.outcome));
});

test('a hidden gap shrinks to a fault and a question', { timeout: 60_000 }, async () => {
  const plan = await failingPlan('balanced', 'M34');
  const shrunk = await shrink(plan, replay, limits);
  const { items, armed, noise } = shrunk.plan;
  const noisy = Object.values(noise).filter(({ numerator }) => numerator > 0).length;
  expect(items.length + armed.length + noisy).toBeLessThanOrEqual(5);
  expect(items.length).toBeLessThan(plan.items.length / 10);
  expect(failureName(await replay(shrunk.plan))).toBe(failureName(shrunk.outcome));
});

test('a plan that does not fail is not shrunk', async () => {
  const plan = generatePlan('quiet', { high: 0, low: 1 });
  await expect(shrink(plan, replay, limits)).rejects.toThrow(NothingToShrink);
});

test('shrinking ends when its time is over, with what it has found', async () => {
  const plan = await failingPlan('quiet', 'M33');
  const shrunk = await shrink(plan, replay, { replaysMax: 1500, isOver: () => true });
  expect(shrunk.plan).toEqual(plan);
});
