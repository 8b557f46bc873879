import { describe, expect, test } from 'vitest';
import { generatePlan } from './plan/generate.ts';
import type { FaultItem } from './plan/fault-item.ts';
import type { NoisePlan, Plan } from './plan/plan.ts';
import { type Run, runPlan } from './run.ts';
import type { Operation } from './trace/operation.ts';

const plain = { watchLeaks: false };
const always = { numerator: 1, denominator: 1 };

/** A plan of one client over three nodes with two replicas and one proxy, changed as a test wants it. */
function planWith(change: Partial<Plan>, noise: Partial<NoisePlan> = {}): Plan {
  const plan = generatePlan('quiet', { high: 0, low: 42 });
  const fleet = { ...plan.fleet, proxies: 2, replicaGroups: 1, nodesPerGroup: 3 };
  return {
    ...plan,
    // A quiet run is compared with a single node, which these are not.
    profile: 'test',
    fleet: { ...fleet, replicationFactor: 2, shards: 4 },
    items: plan.items.map((item) =>
      item.kind === 'operation' ? { ...item, timeoutMs: 3000 } : item,
    ),
    noise: { ...plan.noise, ...noise },
    ...change,
  };
}

function runWith(faults: readonly FaultItem[], noise: Partial<NoisePlan> = {}): Promise<Run> {
  const { items } = planWith({});
  return runPlan(planWith({ items: [...items, ...faults] }, noise), plain);
}

/** How often what happened to requests of proxies. */
function fates({ record }: Run): Readonly<Record<string, number>> {
  const counts = Map.groupBy(record.exchanges, ({ fate }) => fate);
  return Object.fromEntries(Array.from(counts, ([fate, all]) => [fate, all.length]));
}

/** The ids that a node holds in the end, by index. */
function storedOn(name: string, { record }: Run): Readonly<Record<string, readonly string[]>> {
  const indexes = record.audit?.nodes.find(({ node }) => node === name)?.indexes ?? [];
  return Object.fromEntries(
    indexes.map(({ uid, documents }) => [uid, documents.map(({ id }) => id).toSorted()]),
  );
}

function answered({ outcome }: Operation): boolean {
  return outcome.kind === 'answer' && outcome.status < 500;
}

describe('a run', () => {
  test('is the same twice, and another one with another seed', async () => {
    const plan = generatePlan('balanced', { high: 0, low: 7 });
    const first = await runPlan(plan, plain);
    const watched = await runPlan(plan, { watchLeaks: true });
    const other = await runPlan(generatePlan('balanced', { high: 0, low: 8 }), plain);
    expect(first.end.failure).toBeNull();
    expect(watched.end).toEqual(first.end);
    expect(watched.record.operations).toEqual(first.record.operations);
    expect(other.end.hash).not.toBe(first.end.hash);
  });

  test('without faults comes to rest with every operation answered', async () => {
    const { record, end } = await runWith([]);
    expect(end.failure).toBeNull();
    expect(record.operations.length).toBeGreaterThan(50);
    expect(record.operations.filter((operation) => !answered(operation))).toEqual([]);
    expect(record.audit).toMatchObject({ settled: true, ledger: [] });
    expect(record.exchanges.every(({ fate }) => fate === 'answered')).toBe(true);
  });
});

const whole = { atMs: 0, forMs: 20_000 };

describe('faults', () => {
  test('a cut makes requests vanish, a cut one way only their answers', async () => {
    const cut = { kind: 'cut', ...whole, refuse: false } as const;
    const to = fates(await runWith([{ ...cut, links: ['*>n0'] }]));
    expect(to['request-lost']).toBeGreaterThan(0);
    expect(to['answer-lost']).toBeUndefined();
    const from = fates(await runWith([{ ...cut, links: ['n0>*'] }]));
    expect(from['answer-lost']).toBeGreaterThan(0);
    expect(from['request-lost']).toBeUndefined();
  });

  test('a refusing link is known to have done nothing', async () => {
    const refuse = { kind: 'cut', ...whole, refuse: true, links: ['p0>n1'] } as const;
    const { exchanges } = (await runWith([refuse])).record;
    const refused = exchanges.filter(({ fate }) => fate === 'refused');
    expect(refused.length).toBeGreaterThan(0);
    expect(
      refused.every(({ proxy, node, status }) => `${proxy}${node}${status}` === 'p0n1null'),
    ).toBe(true);
  });

  test('a crashed node refuses until it is back, with what it had stored', async () => {
    const crash = { kind: 'crash', atMs: 1000, process: 'n2', restartAfterMs: 4000 } as const;
    const run = await runWith([crash]);
    expect(run.record.faults.map(({ kind }) => kind)).toEqual(['crash', 'restart', 'heal']);
    expect(fates(run)['refused']).toBeGreaterThan(0);
    const stored = run.record.audit?.nodes.find(({ node }) => node === 'n2')?.indexes ?? [];
    expect(stored.some(({ documents }) => documents.length > 0)).toBe(true);
  });

  test('a crashed proxy breaks its connections, and starts again over the same store', async () => {
    const crash = { kind: 'crash', atMs: 3000, process: 'p0', restartAfterMs: 500 } as const;
    const { record } = await runWith([crash]);
    const reasons = record.operations.flatMap(({ outcome }) =>
      outcome.kind === 'lost' ? [outcome.reason] : [],
    );
    expect(new Set(reasons)).toEqual(new Set(['connection']));
    expect(record.audit?.settled).toBe(true);
  });

  test('a paused node answers what it was asked once it goes on', async () => {
    const pause = { kind: 'pause', atMs: 1000, process: 'n0', forMs: 3000 } as const;
    const { record } = await runWith([pause]);
    const late = record.exchanges.filter(({ fate }) => fate === 'late');
    expect(late.length).toBeGreaterThan(0);
    expect(late.every(({ node }) => node === 'n0')).toBe(true);
  });

  test('a full disk refuses writes and nothing else', async () => {
    const full = { kind: 'disk-full', ...whole, node: 'n1' } as const;
    const { exchanges } = (await runWith([full])).record;
    const refused = exchanges.filter(({ status }) => status === 422);
    expect(refused.length).toBeGreaterThan(0);
    expect(
      refused.every(
        ({ node, reply }) => node === 'n1' && reply?.includes('no_space_left_on_device'),
      ),
    ).toBe(true);
  });

  test('a wiped node begins anew, a restored one has gone back, and both are healed', async () => {
    const holdsOf = ({ record }: Run): number =>
      record.audit?.nodes
        .find(({ node }) => node === 'n0')
        ?.indexes.reduce((sum, { documents }) => sum + documents.length, 0) ?? 0;
    const intact = await runWith([]);
    expect(holdsOf(intact)).toBeGreaterThan(10);
    const wiped = await runWith([{ kind: 'wipe', atMs: 4000, node: 'n0' }]);
    expect(holdsOf(wiped)).toBe(holdsOf(intact));
    const tasksOf = ({ record }: Run): number =>
      record.audit?.nodes.find(({ node }) => node === 'n0')?.tasks.length ?? 0;
    const restored = await runWith([{ kind: 'restore', atMs: 4000, node: 'n0', ageMs: 3000 }]);
    expect(tasksOf(wiped)).toBeLessThan(tasksOf(intact));
    expect(tasksOf(restored)).toBeLessThan(tasksOf(intact));
    expect(holdsOf(restored)).toBe(holdsOf(intact));
  });

  test('what rots is found by comparison alone, and is as it was in the end', async () => {
    const rot = { kind: 'rot', atMs: 9900, node: 'n0', index: 'books', documents: 3 } as const;
    const { items, knobs } = planWith({});
    const change = { knobs: { ...knobs, antiEntropyIntervalMs: 1000 } };
    const intact = await runPlan(planWith(change), plain);
    const before = storedOn('n0', intact);
    for (const how of [{ what: 'lose' }, { what: 'revert', ageMs: 8000 }] as const) {
      const run = await runPlan(
        planWith({ ...change, items: [...items, { ...rot, ...how }] }),
        plain,
      );
      expect(run.record.faults.map(({ kind }) => kind)).toEqual(['rot', 'heal']);
      expect(run.record.audit?.settled).toBe(true);
      expect(storedOn('n0', run)).toEqual(before);
      const found = run.noted.map(({ event }) => event).filter(({ kind }) => kind === 'divergence');
      expect(found.length).toBeGreaterThan(0);
    }
  });

  test('a client that dies does nothing more, and what it sent last is unknown', async () => {
    const { record } = await runWith([{ kind: 'client-dies', atMs: 2000, client: 'c0' }]);
    const last = record.operations.filter(({ client }) => client === 'c0').at(-1);
    const healthy = (await runWith([])).record.operations.length;
    expect(record.operations.length).toBeLessThan(healthy / 2);
    expect(last?.endedAt).toBeLessThan(3_000_000);
  });

  test('clocks that jump change what they show and nothing else', async () => {
    const jump = { kind: 'clock-jump', atMs: 5000, process: 'p0', byMs: -90_000 } as const;
    const { record } = await runWith([jump]);
    expect(record.operations.filter((operation) => !answered(operation))).toEqual([]);
  });
});

describe('noise', () => {
  test.each([
    ['requestLoss', 'request-lost'],
    ['answerLoss', 'answer-lost'],
    ['garbledAnswer', 'garbled'],
  ] as const)('%s ends exchanges as %s', async (noise, fate) => {
    const run = await runWith([], { [noise]: { numerator: 1, denominator: 20 } });
    expect(fates(run)[fate]).toBeGreaterThan(0);
  });

  test('a duplicated write is two tasks of its node', async () => {
    const tasksOf = (run: Run): number => run.record.audit?.nodes[0]?.tasks.length ?? 0;
    const doubled = await runWith([], { duplication: always });
    expect(tasksOf(doubled)).toBeGreaterThan(1.5 * tasksOf(await runWith([])));
  });

  test('wrong statuses are answers of nobody', async () => {
    const run = await runWith([], { wrongStatus: { numerator: 1, denominator: 10 } });
    const statuses = new Set(run.record.exchanges.map(({ status }) => status));
    expect([500, 503, 429].filter((status) => statuses.has(status)).length).toBeGreaterThan(1);
  });

  test('a store that fails leaves operations without a good answer, and no run crashes of it', async () => {
    const ratio = { numerator: 1, denominator: 10 };
    const run = await runWith([], { storeFailureBefore: ratio, storeFailureAfter: ratio });
    expect(run.end.failure).toBeNull();
    expect(run.record.operations.some((operation) => !answered(operation))).toBe(true);
    expect(run.noted.some(({ event }) => event.kind === 'store-failure')).toBe(true);
  });

  test('a batch that fails as a whole fails the tasks of one node', async () => {
    const run = await runWith([], { batchFailure: { numerator: 1, denominator: 6 } });
    const failed = run.record.audit?.nodes.flatMap(({ tasks }) =>
      tasks.filter(({ status }) => status === 'failed'),
    );
    expect(failed?.length).toBeGreaterThan(0);
  });
});
