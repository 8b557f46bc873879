import { describe, expect, test } from 'vitest';
import { stored } from './testing/replica-node.ts';
import { awaited, countTurns, equalFleet } from './testing/verified-fleet.ts';

const all = ['meili-0', 'meili-1', 'meili-2'];
const done = { verified: [0], failed: [] };

describe('replicas that differ', () => {
  test('become what the newest version says, and leave the ledger', async () => {
    const fleet = equalFleet();
    const newest = stored('2', 1, { title: 'new' });
    fleet.node('meili-1').store(newest);
    await fleet.verify();
    for (const content of fleet.contents()) expect(content['2']).toBe(newest);
    expect(await fleet.store.listBehind()).toEqual([]);
    expect(fleet.noted('divergence', 'verified')).toEqual([
      { kind: 'divergence', index: 'movies', shard: 0, documents: 1, replicas: all },
      expect.objectContaining({ kind: 'verified', differing: 1, repaired: 1 }),
    ]);
    expect(fleet.writes()).toEqual([
      'meili-0 POST /indexes/movies/documents',
      'meili-2 POST /indexes/movies/documents',
    ]);
  });

  test('are equal afterwards whoever is right about what', async () => {
    const fleet = equalFleet();
    fleet.node('meili-0').store(stored('1', 3));
    fleet.node('meili-1').store(stored('2', 3), stored('3', 3));
    fleet.node('meili-2').store(stored('3', 2), stored('4', 3));
    expect(await fleet.verify()).toEqual(done);
    const [first, ...others] = fleet.contents();
    for (const other of others) expect(other).toEqual(first);
    expect(first).toMatchObject({ 1: stored('1', 3), 3: stored('3', 3), 4: stored('4', 3) });
    expect(fleet.noted('verified')).toMatchObject([{ differing: 4, repaired: 4 }]);
    expect(await fleet.store.listBehind()).toEqual([]);
  });

  test('get back what one of them lost', async () => {
    const fleet = equalFleet();
    await fleet.remember('documentAdditionOrUpdate', all);
    fleet.node('meili-1').documents.delete('3');
    fleet.node('meili-2').documents.delete('3');
    await fleet.verify();
    for (const content of fleet.contents()) expect(content['3']).toBe(stored('3', 0));
  });

  test('lose what a late request brought back after it was deleted', async () => {
    const fleet = equalFleet();
    await fleet.remember('documentAdditionOrUpdate', all);
    await fleet.remember('documentDeletion', all);
    fleet.node('meili-2').store(stored('revived', 0));
    await fleet.verify();
    for (const content of fleet.contents()) expect(content).not.toHaveProperty('revived');
    expect(fleet.writes()).toEqual(['meili-2 POST /indexes/movies/documents/delete-batch']);
  });

  test('are only told of if they are not to be repaired', async () => {
    const fleet = equalFleet({ antiEntropy: { autoRepair: false } });
    fleet.node('meili-1').store(stored('2', 1));
    expect(await fleet.verify()).toEqual(done);
    expect(fleet.writes()).toEqual([]);
    expect(fleet.noted('divergence')).toHaveLength(1);
    expect(fleet.noted('verified')).toMatchObject([{ differing: 1, repaired: 0 }]);
  });

  test('are in the ledger while they are changed, and stay if that fails', async () => {
    const fleet = equalFleet();
    fleet.node('meili-1').store(stored('2', 1));
    const seen: number[] = [];
    fleet.node('meili-0').instead = (line) => {
      if (!line.startsWith('POST') || line.endsWith('/fetch')) return undefined;
      void fleet.store.listBehind().then((entries) => seen.push(entries.length));
      return { kind: 'failure', failure: 'timeout', message: 'late' };
    };
    expect(await fleet.verify()).toEqual({ verified: [], failed: [0] });
    expect(seen).toEqual([2]);
    expect(await fleet.store.listVerified()).toEqual([]);
    const marks = await fleet.store.listBehind();
    expect(marks.map(({ node, reason }) => `${node} ${reason}`)).toContain('meili-0 under-repair');
    expect(marks.map(({ node }) => node)).not.toContain('meili-1');
    expect(fleet.noted('verification-failed')).toMatchObject([
      { reason: 'meili-0 did not take a batch: timeout' },
    ]);
  });

  test('are left alone once one of them missed a write', async () => {
    const fleet = equalFleet();
    fleet.node('meili-1').store(stored('2', 1));
    const isTaken = fleet.store.takeRepairTurn.bind(fleet.store);
    fleet.store.takeRepairTurn = async (one) => {
      await fleet.store.claimRepair(one, [awaited('meili-0')]);
      return isTaken(one);
    };
    expect(await fleet.verify()).toEqual({ verified: [], failed: [0] });
    expect(fleet.writes()).toEqual([]);
    expect(fleet.noted('verification-failed')).toMatchObject([{ reason: 'meili-0 is behind' }]);
  });
});

describe('replicas of which one', () => {
  test('was emptied get everything back, though deletions are known', async () => {
    const fleet = equalFleet({ behind: [awaited('meili-2')] });
    await fleet.remember('documentAdditionOrUpdate', all);
    await fleet.remember('documentDeletion', all);
    for (const id of ['1', '2', '3']) fleet.node('meili-1').documents.delete(id);
    expect(await fleet.verify()).toEqual(done);
    expect(fleet.contents()[1]).toEqual(fleet.contents()[0]);
    expect(Object.keys(fleet.contents()[0] ?? {})).toHaveLength(5);
  });

  test('differs by much are made the same in several turns', async () => {
    const fleet = equalFleet({ repair: { batchDocuments: 2 } });
    const turns = countTurns(fleet);
    const texts = ['1', '2', '3', '4', '5'].map((id) => stored(id, 1));
    fleet.node('meili-1').store(...texts);
    expect(await fleet.verify()).toEqual(done);
    expect(turns()).toBe(3);
    for (const content of fleet.contents())
      expect(Object.values(content).toSorted()).toEqual(texts);
    expect(fleet.noted('verified')).toMatchObject([{ differing: 5, repaired: 5 }]);
  });

  test('does not carry its change out stay as they are, and it stays in the ledger', async () => {
    const fleet = equalFleet();
    fleet.node('meili-0').store(stored('2', 1));
    fleet.node('meili-2').store(stored('2', 1));
    fleet.node('meili-1').outcome = 'failed';
    expect(await fleet.verify()).toEqual({ verified: [], failed: [0] });
    expect(await fleet.store.listBehind()).toMatchObject([
      { node: 'meili-1', reason: 'under-repair' },
    ]);
  });
});

test('what a node lost is not taken for deleted, and the node takes no part from then on', async () => {
  const fleet = equalFleet();
  await fleet.remember('documentAdditionOrUpdate', all);
  await fleet.remember('documentDeletion', all);
  const { nodeMemory } = fleet.context;
  const last = { uid: 50, enqueuedAt: '2026-11-25T10:00:00Z' };
  nodeMemory.acknowledged('meili-1', nodeMemory.recall('meili-1'), last);
  for (const id of ['meili-1', 'meili-2']) fleet.node(id).documents.delete('3');
  expect(await fleet.verify()).toEqual({ verified: [], failed: [0] });
  expect(fleet.noted('verification-failed')).toMatchObject([
    { reason: 'meili-1 cannot be relied on' },
  ]);
  expect(fleet.writes()).toEqual([]);
  fleet.node('meili-2').store(stored('3', 0));
  expect(await fleet.verify()).toEqual(done);
  expect(fleet.noted('verified')).toMatchObject([{ replicas: ['meili-0', 'meili-2'] }]);
});

test('of two planted bugs, one believes clocks, and one overlooks the third replica', async () => {
  const clocks = equalFleet({ planted: 'M16' });
  const [older, newer] = [stored('2', 1, {}, 9000), stored('2', 2, {}, 10)];
  clocks.node('meili-0').store(older);
  for (const id of ['meili-1', 'meili-2']) clocks.node(id).store(newer);
  await clocks.verify();
  for (const content of clocks.contents()) expect(content['2']).toBe(older);

  const third = equalFleet({ planted: 'M17' });
  third.node('meili-2').store(newer);
  await third.verify();
  expect(third.contents().map((content) => content['2'] === newer)).toEqual([false, false, true]);
});
