import { describe, expect, test } from 'vitest';
import type { TraceEvent } from '../engine/ports/trace.ts';
import type { FaultItem } from './plan/fault-item.ts';
import { generatePlan } from './plan/generate.ts';
import type { FleetPlan } from './plan/plan.ts';
import { type Run, runPlan } from './run.ts';

/** The usual writes of a client, of which a fleet with these faults misses some. */
function runWith(
  faults: readonly FaultItem[],
  fleet: Partial<FleetPlan> = {},
  healAtMs = 10_000,
): Promise<Run> {
  const plan = generatePlan('quiet', { high: 0, low: 1 });
  const usual = { proxies: 2, replicaGroups: 1, nodesPerGroup: 3, replicationFactor: 3, shards: 2 };
  const items = plan.items.map((item) =>
    item.kind === 'operation' ? { ...item, timeoutMs: 3000 } : item,
  );
  return runPlan(
    {
      ...plan,
      healAtMs,
      fleet: { ...plan.fleet, ...usual, ...fleet },
      items: [...items, ...faults],
    },
    { watchLeaks: false },
  );
}

type RepairEvent = Extract<TraceEvent, { kind: 'repair' }>;

function repairs({ noted }: Run, stage: RepairEvent['stage']): readonly RepairEvent[] {
  return noted.flatMap(({ event }) =>
    event.kind === 'repair' && event.stage === stage ? [event] : [],
  );
}

function reasons({ noted }: Run): ReadonlySet<string> {
  return new Set(
    noted.flatMap(({ event }) => (event.kind === 'replica-behind' ? [event.reason] : [])),
  );
}

/** What each node holds in the end, members in order of their names. */
function contents({ record }: Run): readonly string[] {
  return (record.audit?.nodes ?? []).map(({ indexes }) =>
    indexes
      .flatMap(({ uid, documents }) => documents.map(({ text }) => `${uid} ${sortedMembers(text)}`))
      .toSorted()
      .join('\n'),
  );
}

function sortedMembers(text: string): string {
  const document: Readonly<Record<string, unknown>> = JSON.parse(text);
  const names = Object.keys(document).toSorted();
  return JSON.stringify(names.map((name) => [name, document[name]]));
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

const cut = { kind: 'cut', atMs: 500, links: ['*>n0'], refuse: false, forMs: 8000 } as const;

describe('a replica that missed writes', () => {
  test('is made equal to the others, and read again', async () => {
    const run = await runWith([cut]);
    expect(run.end.failure).toBeNull();
    expect(reasons(run)).toContain('not-acknowledged');
    expect(run.record.audit).toMatchObject({ settled: true, ledger: [] });
    const [first = '', second, third] = contents(run);
    expect(first.length).toBeGreaterThan(1000);
    expect([second, third]).toEqual([first, first]);
    const done = repairs(run, 'succeeded');
    expect(new Set(done.map(({ target }) => target))).toEqual(new Set(['n0']));
    // More than a batch: it took several turns.
    expect(sum(done.map(({ compared }) => compared))).toBeGreaterThan(20);
    expect(sum(done.map(({ copied }) => copied))).toBeGreaterThan(0);
    expect(sum(done.map(({ deleted }) => deleted))).toBeGreaterThan(0);
  });

  test('is tried again ever later while it refuses what it is sent', async () => {
    const full = { kind: 'disk-full', atMs: 0, node: 'n0', forMs: 70_000 } as const;
    const run = await runWith([full], { proxies: 1 }, 70_000);
    const failed = repairs(run, 'failed');
    const byShards = [
      ...Map.groupBy(failed, ({ index, shards }) => `${index} ${shards.join()}`).values(),
    ];
    expect(byShards.length).toBeGreaterThan(1);
    for (const attempts of byShards) expect(attempts.length).toBeLessThan(9);
    expect(failed.every(({ copied, deleted }) => copied + deleted === 0)).toBe(true);
    expect(run.record.audit).toMatchObject({ settled: true, ledger: [] });
  });
});

describe('replicas of which none is clean', () => {
  test('are made equal to one that lacks only what no client was promised', async () => {
    const links = ['*>n0'];
    const run = await runWith(
      [
        { ...cut, links },
        { kind: 'crash', atMs: 3000, process: 'p0', restartAfterMs: 500 },
        { kind: 'crash', atMs: 5000, process: 'p1', restartAfterMs: 500 },
      ],
      { nodesPerGroup: 2, replicationFactor: 2 },
    );
    expect(reasons(run)).toContain('given-up');
    expect(run.record.audit).toMatchObject({ settled: true, ledger: [] });
    const [first, second] = contents(run);
    expect(second).toBe(first);
  });
});
