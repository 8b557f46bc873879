import { describe, expect, test } from 'vitest';
import { beginning } from '../../movement/place.ts';
import type { MoveRecord } from '../../ports/move-store.ts';
import { type MovesSeen, rebalanceProgress } from './rebalance-progress.ts';
import { FleetWorld, indexOn, topologyOf } from './testing/fleet-world.ts';

const topology = topologyOf('a b');
const before = indexOn(topologyOf('a'));

/** The shards that belong to `b`. */
const moving = indexOn(topology).placement.shards.flatMap(({ replicas }, shard) =>
  replicas[0]?.[0] === 'b' ? [shard] : [],
);

function moveOf(change: Partial<MoveRecord> = {}): MoveRecord {
  return {
    indexUid: 'movies',
    target: 'b',
    source: 'a',
    shards: moving.slice(0, 2),
    phase: 'copy',
    since: 1,
    place: beginning,
    copied: 50,
    copiedBytes: 5000,
    documents: 100,
    startedAt: '2026-11-18T10:13:10Z',
    ...change,
  };
}

function progressOf(change: Partial<MovesSeen>) {
  return rebalanceProgress({
    topology,
    indexes: [before],
    isInPlace: false,
    moves: [],
    replicasToMove: moving.length,
    elapsedMs: 10_000,
    paused: false,
    ...change,
  });
}

describe('the progress of a rebalance', () => {
  test('is over when everything is in its place', () => {
    expect(progressOf({ indexes: [indexOn(topology)], isInPlace: true })).toEqual({
      isInProgress: false,
      phases: [],
      percent: 100,
      documentsCopied: 0,
      bytesCopied: 0,
      secondsLeft: 0,
    });
  });

  test('begins with everything waiting, and no idea how long it takes', () => {
    expect(moving.length).toBeGreaterThan(2);
    expect(progressOf({})).toMatchObject({
      isInProgress: true,
      percent: 0,
      secondsLeft: null,
      phases: [{ index: 'movies', shards: moving, state: 'pending', percent: 0, destination: 'b' }],
    });
  });

  test('counts what is on its way by its documents', () => {
    const progress = progressOf({ moves: [moveOf()] });
    const share = 1 / moving.length;
    expect(progress.percent).toBe(Math.floor(share * 1000) / 10);
    expect(progress.secondsLeft).toBe(Math.ceil((10 * (1 - share)) / share));
    expect(progress.phases).toMatchObject([
      { state: 'copy', shards: moving.slice(0, 2), percent: 50, source: 'a', documents: 100 },
      { state: 'pending', shards: moving.slice(2), source: null, documents: null },
    ]);
    expect(progress).toMatchObject({ documentsCopied: 50, bytesCopied: 5000 });
  });

  test.each<[MoveRecord['phase'], number, number]>([
    ['dual-write', 0, 0],
    ['copy', 250, 99],
    ['drain', 100, 99],
    ['delta', 100, 99],
    ['activate', 100, 99],
  ])('of a move in the phase %s that copied %i of 100 is %i %%', (phase, copied, percent) => {
    expect(progressOf({ moves: [moveOf({ phase, copied })] }).phases[0]?.percent).toBe(percent);
  });

  test('of a move without documents says nothing until they are copied', () => {
    const move = moveOf({ copied: 0, documents: 0 });
    expect(progressOf({ moves: [move] }).phases[0]?.percent).toBe(0);
  });

  test('goes on while something is left to be cleaned', () => {
    const cleaning = indexOn(topology, (placement) => ({
      ...placement,
      shards: placement.shards.map((shard, at) => (at < 2 ? { ...shard, outgoing: ['c'] } : shard)),
    }));
    expect(progressOf({ indexes: [cleaning] })).toMatchObject({
      isInProgress: true,
      percent: 99.9,
      phases: [{ state: 'clean', shards: [0, 1], source: 'c', destination: null, percent: 0 }],
    });
  });

  test('goes on while a node has an index too many', () => {
    const progress = progressOf({ indexes: [indexOn(topology)] });
    expect(progress).toMatchObject({ isInProgress: true, percent: 99.9, phases: [] });
  });

  test('does not guess while it stands still, or nobody knows since when it goes', () => {
    const moves = [moveOf()];
    expect(progressOf({ moves, paused: true }).secondsLeft).toBeNull();
    expect(progressOf({ moves, elapsedMs: null }).secondsLeft).toBeNull();
  });

  test('is known without an operation', () => {
    const progress = progressOf({ moves: [moveOf()], replicasToMove: null });
    expect(progress.percent).toBe(Math.floor((1 / moving.length) * 1000) / 10);
  });
});

describe('the status of the rebalance', () => {
  test('says what moves, and why', async () => {
    const world = new FleetWorld({
      topology: topologyOf('a b:draining'),
      indexes: [before],
      moves: [moveOf()],
    });
    await world.send('POST /_miroir/nodes/b/recover');
    const { status, body } = await world.send('GET /_miroir/rebalance/status');
    expect(status).toBe(200);
    expect(body).toEqual({
      in_progress: true,
      paused: false,
      triggered_by: 'recover-node b',
      operation_id: 1,
      started_at: '2026-11-18T11:06:40Z',
      phases: [
        {
          index: 'movies',
          shards: moving.slice(0, 2),
          state: 'copy',
          pct_complete: 50,
          source: 'a',
          destination: 'b',
          documents_copied: 50,
          bytes_copied: 5000,
          documents: 100,
        },
        expect.objectContaining({ state: 'pending', shards: moving.slice(2) }),
      ],
      overall_pct_complete: Math.floor((1 / moving.length) * 1000) / 10,
      documents_copied: 50,
      bytes_copied: 5000,
      estimated_seconds_left: null,
    });
  });

  test('says that nothing does', async () => {
    const world = new FleetWorld({ topology, indexes: [indexOn(topology)] });
    expect((await world.send('GET /_miroir/rebalance/status')).body).toMatchObject({
      in_progress: false,
      triggered_by: null,
      operation_id: null,
      started_at: null,
      phases: [],
      overall_pct_complete: 100,
    });
  });
});
