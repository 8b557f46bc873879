import { describe, expect, test } from 'vitest';
import type { FaultItem } from './plan/fault-item.ts';
import { generatePlan } from './plan/generate.ts';
import type { OperationItem } from './plan/plan.ts';
import type { Trigger } from './plan/trigger.ts';
import { type Run, runPlan } from './run.ts';
import type { AdministerIntent } from './trace/operation.ts';

/** The usual writes of a client to two nodes, while an operator and faults do these things. */
function runWith(items: readonly (OperationItem | FaultItem)[]): Promise<Run> {
  const plan = generatePlan('quiet', { high: 0, low: 2 });
  const fleet = { proxies: 2, replicaGroups: 1, nodesPerGroup: 2, replicationFactor: 1, shards: 4 };
  return runPlan(
    {
      ...plan,
      // A quiet run is compared with a single node, which these are not.
      profile: 'test',
      fleet: { ...plan.fleet, ...fleet, spares: 1 },
      knobs: { ...plan.knobs, copyBatchDocuments: 2, copyDocumentsPerSecond: 20 },
      items: [...plan.items, ...items],
    },
    { watchLeaks: false },
  );
}

function request(
  turn: number,
  path: string,
  { body = null, method = 'POST', atMs = 1000 }: Partial<AdministerIntent> & { atMs?: number } = {},
): OperationItem {
  return {
    kind: 'operation',
    id: `admin.${turn}`,
    client: 'admin',
    atMs,
    intent: { kind: 'administer', method, path: `/_miroir/${path}`, body },
    proxy: 0,
    retries: 9,
    timeoutMs: 3000,
  };
}

const joins = request(0, 'nodes', {
  body: { id: 'n2', address: 'http://n2', replica_group: 0 },
});

/** How many documents each node has in the end. */
function holdings({ record }: Run): readonly number[] {
  return (record.audit?.nodes ?? []).map(({ indexes }) =>
    indexes.reduce((sum, { documents }) => sum + documents.length, 0),
  );
}

describe('a node that joins', () => {
  test('is given shards, and the record says how', async () => {
    const run = await runWith([joins]);
    expect(run.end.failure).toBeNull();
    const { audit, placements, moves, claims } = run.record;
    expect(audit).toMatchObject({ settled: true, ledger: [] });
    expect(audit?.fleet.nodes.find(({ id }) => id === 'n2')).toMatchObject({ replicaGroup: 0 });
    expect(holdings(run)[2]).toBeGreaterThan(0);
    const books = placements.filter(({ index }) => index === 'books');
    const holders = (place: number): ReadonlySet<string> =>
      new Set(books.at(place)?.placement?.shards.flatMap(({ replicas }) => replicas.flat()));
    expect(holders(0)).toEqual(new Set(['n0', 'n1']));
    expect(holders(-1)).toEqual(new Set(['n0', 'n1', 'n2']));
    const phases = moves.filter(({ target }) => target === 'n2').map(({ phase }) => phase);
    expect(phases).toEqual(expect.arrayContaining(['dual-write', 'copy', 'activate', 'ended']));
    expect(new Set(claims.map(({ change }) => change))).toEqual(new Set(['claimed', 'ended']));
  });

  test('is given them by another proxy when one crashes in the middle of a copy', async () => {
    const on: Trigger = { event: 'move', phase: 'copy', nth: 2, delayMs: 0 };
    const crashes = ['p0', 'p1'].map((process): FaultItem => {
      return { kind: 'crash', on, process, restartAfterMs: process === 'p0' ? 6000 : 300 };
    });
    const { record } = await runWith([joins, ...crashes]);
    const struck = record.faults.find(({ kind }) => kind === 'crash');
    expect(struck?.at).toBe(record.moves.filter(({ phase }) => phase === 'copy')[1]?.at);
    const sessions = new Set(record.moves.map(({ session }) => session));
    expect(sessions.size).toBeGreaterThan(1);
    expect(record.audit).toMatchObject({ settled: true, ledger: [] });
  });

  test('waits while moves stand still', async () => {
    const paused = [request(1, 'rebalance/pause', { atMs: 0 }), { ...joins, atMs: 2000 }];
    const still = await runWith(paused);
    expect(still.record.audit).toMatchObject({ settled: true, fleet: { paused: true } });
    expect(still.record.moves).toEqual([]);
    const resumed = await runWith([...paused, request(2, 'rebalance/resume', { atMs: 12_000 })]);
    expect(resumed.record.audit).toMatchObject({ settled: true, fleet: { paused: false } });
    expect(holdings(resumed)[2]).toBeGreaterThan(0);
  });
});

test('a node that is drained is empty in the end, and may go', async () => {
  const follow: OperationItem = {
    ...request(1, ''),
    id: 'admin.1/change',
    intent: { kind: 'follow-change', of: 'admin.1' },
  };
  const run = await runWith([
    request(1, 'nodes/n1/drain'),
    follow,
    request(2, 'nodes/n1', { method: 'DELETE' }),
  ]);
  expect(run.record.audit).toMatchObject({ settled: true, ledger: [] });
  expect(run.record.audit?.fleet.nodes.map(({ id }) => id)).toEqual(['n0']);
  const [, drained] = holdings(run);
  expect(drained).toBe(0);
});
