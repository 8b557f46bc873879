import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readPlan } from '../../sim/plan/read-plan.ts';
import { jobFor, perform } from '../run/job.ts';

// Each plan here once broke a promise; its name says what was wrong.
const plans = readdirSync(new URL('.', import.meta.url)).filter((file) => file.endsWith('.json'));

test.each(plans)('%s breaks no promise any more', { timeout: 20_000 }, async (file) => {
  const plan = readPlan(readFileSync(new URL(file, import.meta.url), 'utf8'));
  const { outcome } = await perform(jobFor({ kind: 'plan', plan }));
  expect(outcome).toMatchObject({ kind: 'ok', violations: [] });
});
