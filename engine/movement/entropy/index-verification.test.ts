import { describe, expect, test } from 'vitest';
import { testSession } from '../../testing/store.ts';
import { stored } from './testing/replica-node.ts';
import { awaited, countTurns, equalFleet } from './testing/verified-fleet.ts';

const all = ['meili-0', 'meili-1', 'meili-2'];
const claim = { session: testSession, indexUid: 'movies' };
const done = { verified: [0], failed: [] };

describe('replicas that are equal', () => {
  test('are verified without holding up anything', async () => {
    const fleet = equalFleet();
    const turns = countTurns(fleet);
    expect(await fleet.verify()).toEqual(done);
    expect(turns()).toBe(0);
    expect(fleet.writes()).toEqual([]);
    expect(fleet.noted('verified', 'divergence')).toEqual([
      {
        kind: 'verified',
        index: 'movies',
        shard: 0,
        replicas: all,
        documents: 5,
        differing: 0,
        repaired: 0,
      },
    ]);
    const verified = await fleet.store.listVerified();
    expect(verified).toEqual([
      { indexUid: 'movies', shard: 0, verifiedAt: '2026-11-18T11:06:40Z' },
    ]);
  });

  test('are read once, in pages', async () => {
    const fleet = equalFleet();
    await fleet.verify();
    expect(fleet.node('meili-0').reads.map(({ offset, limit }) => [offset, limit])).toEqual([
      [0, 2],
      [1, 3],
      [3, 3],
    ]);
  });

  test('are left to whoever has the claim', async () => {
    const fleet = equalFleet();
    const session = await fleet.store.openSession('other');
    await fleet.store.claimRepair({ session, indexUid: 'movies' }, []);
    expect(await fleet.verify()).toBeNull();
    expect(fleet.node('meili-0').reads).toEqual([]);
    await fleet.store.endRepair({ session, indexUid: 'movies' }, 'claim');
    expect(await fleet.verify()).toEqual(done);
    expect(await fleet.store.claimRepair({ session, indexUid: 'movies' }, [])).toEqual([]);
  });
});

describe('an index', () => {
  test('of which something waits to be repaired is verified a shard at a time', async () => {
    const fleet = equalFleet({ behind: [{ ...awaited('meili-1'), reason: 'not-acknowledged' }] });
    expect(await fleet.verify([0, 0, 0])).toEqual(done);
  });

  test('is given back after some time, whatever is left of it', async () => {
    const fleet = equalFleet();
    const { clock } = fleet.context.ports;
    fleet.context.session.confirm(testSession, 1e9);
    let nowMs = 0;
    clock.monoMs = () => nowMs;
    clock.sleep = async () => {
      nowMs += 2000;
    };
    expect(await fleet.verify([0, 0, 0, 0])).toEqual({ verified: [0, 0], failed: [] });
  });
});

describe('what only seemed to differ', () => {
  test('is no divergence: it was written between two reads', async () => {
    const fleet = equalFleet();
    fleet.node('meili-1').store(stored('2', 1));
    const turn = fleet.store.takeRepairTurn.bind(fleet.store);
    fleet.store.takeRepairTurn = (one) => {
      for (const id of ['meili-0', 'meili-2']) fleet.node(id).store(stored('2', 1));
      return turn(one);
    };
    expect(await fleet.verify()).toEqual(done);
    expect(fleet.writes()).toEqual([]);
    expect(fleet.noted('divergence')).toEqual([]);
    expect(fleet.noted('verified')).toMatchObject([{ differing: 0, repaired: 0 }]);
  });

  test('does not even need a turn if it is equal when it is read again', async () => {
    const fleet = equalFleet();
    const turns = countTurns(fleet);
    fleet.node('meili-1').store(stored('2', 1));
    let sleeps = 0;
    const { clock } = fleet.context.ports;
    clock.sleep = async () => {
      sleeps += 1;
      if (sleeps !== 3) return;
      for (const id of ['meili-0', 'meili-2']) fleet.node(id).store(stored('2', 1));
    };
    expect(await fleet.verify()).toEqual(done);
    expect(turns()).toBe(0);
  });
});

describe('replicas of which something is known', () => {
  test('take no part', async () => {
    const fleet = equalFleet({ behind: [awaited('meili-1')] });
    fleet.node('meili-1').store(stored('2', 1));
    expect(await fleet.verify()).toEqual(done);
    expect(fleet.noted('verified')).toMatchObject([
      { replicas: ['meili-0', 'meili-2'], differing: 0 },
    ]);
  });

  test('leave nothing to compare with where only one is left', async () => {
    const fleet = equalFleet({ behind: [awaited('meili-1'), awaited('meili-2')] });
    expect(await fleet.verify()).toEqual(done);
    expect(fleet.noted('verified')).toMatchObject([{ replicas: [], documents: 0 }]);
    expect(fleet.node('meili-0').reads).toEqual([]);
  });

  test('come first when they can be repaired', async () => {
    const fleet = equalFleet();
    let reads = 0;
    fleet.node('meili-0').instead = (line) => {
      reads += line.endsWith('/fetch') ? 1 : 0;
      const entry = { ...awaited('meili-1'), reason: 'not-acknowledged' } as const;
      if (reads === 1) void fleet.store.claimRepair(claim, [entry]);
      return undefined;
    };
    expect(await fleet.verify()).toEqual({ verified: [], failed: [0] });
    expect(fleet.noted('verification-failed')).toMatchObject([{ reason: 'a repair comes first' }]);
    expect(reads).toBe(1);
  });
});

test('a node that does not answer leaves the shard for later', async () => {
  const fleet = equalFleet();
  fleet.node('meili-2').instead = () => ({ kind: 'failure', failure: 'timeout', message: '' });
  expect(await fleet.verify()).toEqual({ verified: [], failed: [0] });
  expect(await fleet.store.claimRepair(claim, [])).toEqual([]);
});
