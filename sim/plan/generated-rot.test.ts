import { expect, test } from 'vitest';
import { nthSeed } from '../kernel/seed.ts';
import type { Rot } from './fault-item.ts';
import { generatePlan } from './generate.ts';
import type { Plan } from './plan.ts';

const plans = Array.from({ length: 60 }, (_, place) =>
  generatePlan('rot', nthSeed({ high: 0, low: 1 }, place)),
);

function rotsOf({ items }: Plan): (Rot & { readonly atMs: number })[] {
  return items.flatMap((item) => (item.kind === 'rot' && item.atMs !== undefined ? [item] : []));
}

test('documents rot on one node at a time, after almost all operations and before healing', () => {
  for (const plan of plans) {
    const rots = rotsOf(plan);
    const [first] = rots;
    expect(rots.length).toBeGreaterThan(0);
    expect(rots.every(({ atMs }) => atMs < plan.healAtMs)).toBe(true);
    const times = rots.map(({ atMs }) => atMs);
    expect(times.every((atMs, place) => atMs - (times[place - 1] ?? 0) >= 20_000)).toBe(true);
    const operations = plan.items.filter(({ kind }) => kind === 'operation');
    const late = operations.filter(({ atMs = 0 }) => atMs > (first?.atMs ?? 0));
    expect(late.length).toBeLessThan(operations.length / 10);
  }
});

test('documents are lost in some plans and go back in others, to when clients were at work', () => {
  const rots = plans.flatMap(rotsOf);
  expect(new Set(rots.map(({ what }) => what))).toEqual(new Set(['lose', 'revert']));
  for (const { ageMs, atMs } of rots) {
    if (ageMs === undefined) continue;
    expect(atMs - ageMs).toBeGreaterThanOrEqual(3000);
    expect(atMs - ageMs).toBeLessThanOrEqual(15_000);
  }
});

test('every shard has three replicas or more, so that most of them stay right', () => {
  for (const { fleet } of plans) {
    expect(fleet.replicaGroups * fleet.replicationFactor).toBeGreaterThanOrEqual(3);
  }
});
