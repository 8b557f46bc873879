import { describe, expect, test } from 'vitest';
import { formatSeed } from '../../sim/kernel/seed.ts';
import { readPlan } from '../../sim/plan/read-plan.ts';
import { jobFor, perform } from '../run/job.ts';
import { scenarioCalled, scenarios, UnknownScenario } from './all-scenarios.ts';
import type { Scenario } from './scenario.ts';

/** The scenarios of the system that this one replaces, by the names that they had there. */
const inherited = [
  'with_anti_entropy',
  'skip_delta_with_ae',
  'no_ae_with_delta',
  'no_ae_no_delta_blocked',
  'boundary_burst',
  'high_volume',
  'loss_rate_no_ae_delta',
  'validation_gates',
  'tight_loop_boundary',
  'loss_rate_1m_ae_on',
  'loss_rate_no_ae_no_delta',
  'concurrent_migration_writes',
  'three_node_cluster',
  'three_node_no_ae_with_delta',
  'network_partition_new_node',
  'drain_timeout_boundary',
  'concurrent_migrations',
  'partial_shard_failure',
  'coordinator_crash_recovery',
];

const seed = { high: 0x5ce, low: 7 };

describe('the scenarios', () => {
  test('have names of their own, the nineteen inherited ones among them', () => {
    const names = scenarios.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(inherited.map((name) => `cutover_chaos_${name}`)));
  });

  test.each(scenarios)('$name is a function of its seed, and may be kept as a plan', (scenario) => {
    const plan = scenario.plan(seed);
    expect(plan.profile).toBe(scenario.name);
    expect(scenario.plan(seed)).toEqual(plan);
    expect(scenario.plan({ ...seed, low: 8 })).not.toEqual(plan);
    expect(readPlan(JSON.stringify(plan))).toEqual(plan);
  });

  test.each(scenarios)('$name passes', { timeout: 60_000 }, async ({ name }) => {
    for (const low of [1, 2]) {
      const source = { kind: 'scenario', name, seed: formatSeed({ high: 0x5ce, low }) } as const;
      const { outcome } = await perform(jobFor(source));
      expect(outcome).toMatchObject({ kind: 'ok', violations: [] });
      expect(outcome.tally.documents).toBeGreaterThan(0);
    }
  });

  test('that are not there are named with those that are', () => {
    expect(() => scenarioCalled('cutover_chaos')).toThrow(UnknownScenario);
    expect(() => scenarioCalled('cutover_chaos')).toThrow('cutover_chaos_with_anti_entropy');
  });
});

describe('a scenario fails', () => {
  /** What the checker `scenario` finds if all faults, or all changes of the fleet, are left out. */
  async function found({ name }: Pick<Scenario, 'name'>, without: 'faults' | 'changes') {
    const plan = scenarioCalled(name).plan(seed);
    const items = plan.items.filter((item) =>
      without === 'faults'
        ? item.kind === 'operation'
        : item.kind !== 'operation' || item.client !== 'admin',
    );
    const { outcome } = await perform(jobFor({ kind: 'plan', plan: { ...plan, items } }));
    return outcome.violations.filter(({ checker }) => checker === 'scenario').map((v) => v.message);
  }

  test('if its fault does not strike', async () => {
    const name = 'paused_mover_in_every_phase_copy';
    expect(await found({ name }, 'faults')).toEqual(['no pause struck p0 or p1']);
  });

  test('if nothing moves', async () => {
    const name = 'cutover_chaos_with_anti_entropy';
    expect(await found({ name }, 'changes')).toEqual(['no move to n1 came to its end']);
  });

  test('if what it expects to be refused is not', async () => {
    const plan = scenarioCalled('cutover_chaos_no_ae_no_delta_blocked').plan(seed);
    const knobs = { ...plan.knobs, skipDelta: false };
    const { outcome } = await perform(jobFor({ kind: 'plan', plan: { ...plan, knobs } }));
    expect(outcome.violations.map(({ message }) => message)).toEqual([
      'the operator was never answered 409 miroir_unsafe_movement',
      'a move began: n1',
    ]);
  });
});
