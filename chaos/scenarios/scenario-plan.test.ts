import { describe, expect, test } from 'vitest';
import type { OperationItem } from '../../sim/plan/plan.ts';
import { change, replace, scenarioPlan, type Setup } from './scenario-plan.ts';
import { before, during } from './waves.ts';

const seed = { high: 0, low: 3 };

function planOf(setup: Setup) {
  const plan = scenarioPlan('a_story', seed, () => setup);
  const operations = plan.items.filter((item): item is OperationItem => item.kind === 'operation');
  const faults = plan.items.filter((item) => item.kind !== 'operation');
  return { plan, operations, faults };
}

describe('the plan of a scenario', () => {
  test('is made of an old node and a new one, and the operator who replaces one by the other', () => {
    const { plan, operations } = planOf({});
    expect(plan).toMatchObject({ profile: 'a_story', seed: '0x0000000000000003', armed: [] });
    expect(plan.fleet).toMatchObject({ nodesPerGroup: 1, replicationFactor: 1, spares: 1 });
    expect(plan.clocks).toHaveLength(4);
    const admin = operations.filter(({ client }) => client === 'admin');
    expect(admin.map(({ intent }) => intent.kind)).toEqual(['administer', 'follow-change']);
    expect(admin[0]?.intent).toMatchObject({
      path: '/_miroir/nodes/n0/replace',
      body: { id: 'n1', address: 'http://n1' },
    });
  });

  test('loads its documents in the warm-up, each once, and waits for them', () => {
    const { plan } = planOf({ preloaded: 1200 });
    const loads = plan.warmUp.filter(({ intent }) => intent.kind === 'write-documents');
    const ids = loads.flatMap(({ intent }) =>
      intent.kind === 'write-documents' ? intent.documents.map(({ id }) => id) : [],
    );
    expect(loads).toHaveLength(3);
    expect(new Set(ids).size).toBe(1200);
    expect(plan.warmUp.filter(({ intent }) => intent.kind === 'follow-task')).toHaveLength(5);
  });

  test('ties waves of new documents to steps of the move', () => {
    const waves = [before(3), during('copy', 10, { batch: 4, nth: 2, overMs: 100 })];
    const { operations } = planOf({ waves, searches: 0, changes: [] });
    const writes = operations.map(({ intent, after }) => ({
      documents: intent.kind === 'write-documents' ? intent.documents.map(({ id }) => id) : [],
      after,
    }));
    expect(writes.map(({ documents }) => documents.length)).toEqual([1, 1, 1, 4, 4, 2]);
    expect(new Set(writes.flatMap(({ documents }) => documents)).size).toBe(13);
    const delays = writes.slice(3).map(({ after }) => after?.delayMs ?? -1);
    expect(delays).toEqual(delays.toSorted((left, right) => left - right));
    expect(writes[3]?.after).toMatchObject({ event: 'move', phase: 'copy', nth: 2 });
    expect(writes[0]?.after).toBeUndefined();
  });

  test('has messages to the new nodes fail, and to no others', () => {
    const waves = [during('copy', 10, { failing: 3, overMs: 700 }), during('drain', 10)];
    expect(planOf({ waves, fleet: { spares: 2 } }).faults).toEqual([
      {
        kind: 'lossy-link',
        on: { event: 'move', phase: 'copy', nth: 1, delayMs: 0 },
        links: ['*>n1', '*>n2'],
        chance: { numerator: 3, denominator: 100 },
        forMs: 700,
      },
    ]);
    expect(planOf({ waves, targets: ['n0'] }).faults[0]).toMatchObject({ links: ['*>n0'] });
  });

  test('has the operator wait for events, or for nothing', () => {
    const after = { event: 'move', phase: 'copy', nth: 1, delayMs: 5 } as const;
    const changes = [
      replace('n0', 'n1', { isFollowed: false }),
      change('POST', 'nodes/n1/drain', null, { after }),
    ];
    const { operations } = planOf({ changes, searches: 0 });
    expect(operations.map(({ intent }) => intent.kind)).toEqual([
      'administer',
      'administer',
      'follow-change',
    ]);
    expect(operations[1]?.after).toEqual(after);
  });
});
