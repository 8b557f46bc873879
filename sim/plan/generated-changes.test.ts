import { describe, expect, test } from 'vitest';
import { nthSeed } from '../kernel/seed.ts';
import { everyNodeName, spareNames } from '../world/fleet-names.ts';
import { generatePlan } from './generate.ts';
import type { OperationItem, Plan } from './plan.ts';
import { readPlan } from './read-plan.ts';

const seeds = Array.from({ length: 150 }, (_, place) => nthSeed({ high: 0, low: 1 }, place));

function plansOf(profile: string): readonly Plan[] {
  return seeds.map((seed) => generatePlan(profile, seed));
}

function changesOf({ items }: Plan): readonly OperationItem[] {
  return items.flatMap((item) =>
    item.kind === 'operation' && item.client === 'admin' ? [item] : [],
  );
}

/** What is asked for, without names. */
function kindsOf(plan: Plan): readonly string[] {
  return changesOf(plan).flatMap(({ intent }) =>
    intent.kind === 'administer' ? [`${intent.method} ${intent.path.replace(/\d+/, '#')}`] : [],
  );
}

describe('changes of the fleet', () => {
  test('are of every kind among a few seeds', () => {
    const kinds = new Set(plansOf('migrate').flatMap(kindsOf));
    expect([...kinds].toSorted()).toEqual([
      'DELETE /_miroir/nodes/n#',
      'DELETE /_miroir/replica_groups/#',
      'POST /_miroir/nodes',
      'POST /_miroir/nodes/n#/drain',
      'POST /_miroir/nodes/n#/fail',
      'POST /_miroir/nodes/n#/recover',
      'POST /_miroir/nodes/n#/replace',
      'POST /_miroir/rebalance',
      'POST /_miroir/rebalance/pause',
      'POST /_miroir/rebalance/resume',
      'POST /_miroir/replica_groups',
      'POST /_miroir/replication',
    ]);
  });

  test('are there in every run of those profiles, and sometimes in a swarm', () => {
    const shareOf = (profile: string): number =>
      plansOf(profile).filter((plan) => changesOf(plan).length > 0).length / seeds.length;
    expect(shareOf('migrate')).toBe(1);
    expect(shareOf('crash')).toBe(1);
    expect(shareOf('swarm')).toBeGreaterThan(0.2);
    expect(shareOf('swarm')).toBeLessThan(0.5);
    for (const profile of ['quiet', 'balanced', 'repair']) expect(shareOf(profile)).toBe(0);
  });

  test('come in the order of their times, and what follows another after it', () => {
    for (const plan of plansOf('migrate')) {
      const items = changesOf(plan);
      const times = items.map(({ atMs }) => atMs);
      expect(times).toEqual(times.toSorted((left, right) => left - right));
      for (const [place, { intent }] of items.entries()) {
        if (!('of' in intent)) continue;
        expect(items.slice(0, place).map(({ id }) => id)).toContain(intent.of);
      }
    }
  });

  test('add nodes that run and that the fleet does not know', () => {
    for (const plan of [...plansOf('migrate'), ...plansOf('swarm')]) {
      const added = changesOf(plan).flatMap(({ intent }) =>
        intent.kind === 'administer' ? idsIn(intent.body) : [],
      );
      const spares = spareNames(plan.fleet);
      expect(added.filter((id) => !spares.includes(id))).toEqual([]);
      expect(plan.clocks.length).toBe(plan.fleet.proxies + everyNodeName(plan.fleet).length);
    }
  });

  test('give every node back that held the only replica of a shard', () => {
    const plans = plansOf('migrate').filter(
      ({ fleet }) => fleet.replicationFactor === 1 && fleet.replicaGroups === 1,
    );
    const failing = plans.map(kindsOf).filter(([first]) => first?.endsWith('/fail') === true);
    expect(failing.length).toBeGreaterThan(0);
    for (const kinds of failing) expect(kinds).toContain('POST /_miroir/nodes/n#/recover');
  });
});

function idsIn(body: unknown): readonly string[] {
  return [...JSON.stringify(body).matchAll(/"id":"(\w+)"/g)].flatMap(([, id = '']) => [id]);
}

describe('nodes that forget', () => {
  test('do so one after another, a long time apart', () => {
    const kinds = new Set<string>();
    for (const { items, fleet } of plansOf('amnesia')) {
      expect(fleet.replicationFactor).toBeGreaterThan(1);
      const struck = items.filter((item) => item.kind === 'wipe' || item.kind === 'restore');
      for (const { kind } of struck) kinds.add(kind);
      const times = struck.flatMap(({ atMs }) => (atMs === undefined ? [] : [atMs]));
      expect(times.length).toBeGreaterThan(0);
      expect(times.every(Number.isInteger)).toBe(true);
      for (const [place, atMs] of times.entries()) {
        expect(atMs - (times[place - 1] ?? -Infinity)).toBeGreaterThan(20_000);
      }
    }
    expect(kinds).toEqual(new Set(['wipe', 'restore']));
  });
});

test('a plan with triggers and changes is read again as it was written', () => {
  const plan = generatePlan('migrate', { high: 0, low: 4 });
  const on = { event: 'move', phase: 'copy', nth: 2, delayMs: 5 } as const;
  const items = [...plan.items, { kind: 'crash', on, process: 'p0', restartAfterMs: 9 } as const];
  expect(readPlan(JSON.stringify({ ...plan, items }))).toEqual({ ...plan, items });
});
