import { describe, expect, test } from 'vitest';
import { must } from '../../base/assert.ts';
import type { MovePhase } from '../../ports/move-store.ts';
import { Gate } from '../../testing/interference.ts';
import { testConfig } from '../../testing/config.ts';
import { fourth, grown, MovingFleet, patience, withStates } from './testing/moving-fleet.ts';

const { topology } = testConfig;

describe('a node that joins', () => {
  test('is given what it ought to hold, which the others are rid of then', async () => {
    const moving = new MovingFleet();
    const { a, b } = await moving.begin();
    const operation = await moving.change('add-node', grown);
    await moving.succeeds(operation);
    await moving.expectInPlace();
    expect(moving.nodes.get('meili-3')?.documents('movies').size).toBeGreaterThan(0);
    const { nodes } = await moving.topologyNow();
    expect(nodes.find(({ id }) => id === 'meili-3')?.state).toBe('active');
    const [index] = await moving.store.listIndexes();
    expect(index?.placement.hosts).toContain('meili-3');
    const events = [...a.events, ...b.events];
    expect(events.filter(({ kind }) => kind === 'bug' || kind === 'move-failed')).toEqual([]);
  });

  test('is given by copying all that there is to be compared', async () => {
    const moving = new MovingFleet();
    const { a, b } = await moving.begin();
    await moving.becomes('add-node', grown);
    const events = [...a.events, ...b.events];
    const ended = events.flatMap((event) =>
      event.kind === 'move' && event.phase === 'ended' ? [event] : [],
    );
    const given = moving.nodes.get('meili-3')?.documents('movies').size;
    const toFourth = ended.filter(({ target }) => target === 'meili-3');
    expect(toFourth.reduce((sum, { copied }) => sum + copied, 0)).toBe(given);
    const comparisons = events.flatMap((event) =>
      event.kind === 'repair' && event.stage === 'succeeded' ? [event] : [],
    );
    expect(comparisons.length).toBe(ended.length);
    for (const comparison of comparisons)
      expect(comparison).toMatchObject({ copied: 0, deleted: 0 });
    expect(comparisons.some(({ compared }) => compared > 0)).toBe(true);
  });

  test('gets the settings of the index before it gets anything else', async () => {
    const moving = new MovingFleet();
    await moving.begin();
    await moving.succeeds(await moving.change('add-node', grown));
    const lines = moving.nodes.get('meili-3')?.lines() ?? [];
    expect(lines.slice(0, 2)).toEqual(['POST /indexes', 'PATCH /indexes/movies/settings']);
    expect(lines.slice(2).every((line) => line.includes('/documents'))).toBe(true);
  });

  test('has every write of the meantime', async () => {
    const moving = new MovingFleet();
    const { a, b } = await moving.begin();
    const operation = await moving.change('add-node', grown);
    for (let round = 0; round < 12; round += 1) {
      await moving.add(round % 2 === 0 ? a : b, round * 7, 20);
      await moving.time.pass(1500);
    }
    await moving.succeeds(operation);
    await moving.expectInPlace();
  });

  test('has nothing left of what was deleted meanwhile', async () => {
    for (const pauseMs of [0, 1000, 4000, 8000, 15_000]) {
      const moving = new MovingFleet();
      const { b } = await moving.begin();
      const operation = await moving.change('add-node', grown);
      await moving.time.pass(pauseMs);
      await moving.clear(b);
      await moving.add(b, 10, 30);
      await moving.succeeds(operation);
      await moving.expectInPlace();
    }
  });

  test.each(['copy', 'drain', 'delta'] as const)(
    'has what it failed to carry out when its move was in the phase %s',
    async (phase) => {
      const moving = new MovingFleet();
      const target = must(moving.nodes.get('meili-3'), 'the node');
      const holdUp = new Gate();
      const { b } = await moving.begin({
        atPoint: async (point) => {
          if (point === 'move-saved' && (await phaseOf(moving)) === phase) await holdUp.pass();
        },
      });
      // The first proxy alone moves shards, and stops in the phase in question.
      holdUp.shut();
      b.clock.stop();
      const operation = await moving.change('add-node', grown);
      await moving.time.until(async () => (await phaseOf(moving)) === phase, patience);
      b.clock.goOn();
      target.outcomeOf = () => 'failed';
      await moving.add(b, 30, 60);
      await moving.remove(b, 0, 30);
      target.outcomeOf = () => 'succeeded';
      holdUp.open();
      await moving.succeeds(operation);
      await moving.expectInPlace();
    },
  );

  test('is compared once more when it misses something after it was compared', async () => {
    const moving = new MovingFleet();
    const target = must(moving.nodes.get('meili-3'), 'the node');
    const holdUp = new Gate();
    let isCompared = false;
    const { a, b } = await moving.begin({
      async atPoint(point) {
        if (point !== 'delta-compared') return;
        isCompared = true;
        await holdUp.pass();
      },
    });
    holdUp.shut();
    b.clock.stop();
    const operation = await moving.change('add-node', grown);
    await moving.time.until(() => isCompared, patience);
    b.clock.goOn();
    target.outcomeOf = () => 'failed';
    await moving.add(b, 30, 60);
    target.outcomeOf = () => 'succeeded';
    holdUp.open();
    await moving.succeeds(operation);
    await moving.expectInPlace();
    const moves = a.events.flatMap((event) => (event.kind === 'move' ? [event] : []));
    const first = moves.slice(
      0,
      moves.findIndex(({ phase }) => phase === 'ended'),
    );
    expect(first.map(({ phase }) => phase)).toEqual([
      'dual-write',
      'copy',
      'drain',
      'delta',
      'activate',
      'drain',
      'delta',
      'activate',
    ]);
  });

  test('goes away again without a trace when it is removed in the middle', async () => {
    const moving = new MovingFleet();
    const { b } = await moving.begin();
    const first = await moving.change('add-node', grown);
    const isGiven = () => (moving.nodes.get('meili-3')?.documents('movies').size ?? 0) > 0;
    await moving.time.until(isGiven, patience);
    const draining = { ...fourth, state: 'draining' as const };
    const shrunk = { ...topology, nodes: [...topology.nodes, draining] };
    const second = await moving.change('drain-node', shrunk);
    await moving.succeeds(second);
    expect((await moving.store.getOperation(first))?.status).toBe('superseded');
    await moving.add(b, 0, 80);
    await moving.expectInPlace();
    expect(moving.nodes.get('meili-3')?.has('movies')).toBe(false);
  });

  test('waits while moves are paused', async () => {
    const moving = new MovingFleet();
    await moving.begin();
    const operation = await moving.change('add-node', grown, true);
    await moving.time.pass(60_000);
    expect(moving.nodes.get('meili-3')?.documents('movies').size).toBe(0);
    const { fleet } = await moving.store.initializeFleet(topology);
    const goOn = { expected: fleet.version, topology: grown, paused: false, operation: null };
    await moving.store.changeFleet(goOn);
    await moving.succeeds(operation);
    await moving.expectInPlace();
  });
});

async function phaseOf(moving: MovingFleet): Promise<MovePhase | undefined> {
  return (await moving.store.listMoves())[0]?.phase;
}

test('nothing is cleaned while a proxy answers a request with what it knew before', async () => {
  const moving = new MovingFleet();
  const held = new Gate();
  let isReading = false;
  const { a } = await moving.begin({
    async beforeNode(_node, { path }) {
      if (!isReading || !path.endsWith('/documents/fetch')) return;
      isReading = false;
      await held.pass();
    },
  });
  held.shut();
  isReading = true;
  const answer = a.send('GET /indexes/movies/documents');
  await moving.time.pass(100);
  const before = moving.documentCount();
  const operation = await moving.change('add-node', grown);
  await moving.time.pass(120_000);
  const [index] = await moving.store.listIndexes();
  const places = index?.placement.shards ?? [];
  expect(places.flatMap(({ incoming }) => incoming)).toEqual([]);
  expect(places.flatMap(({ outgoing }) => outgoing).length).toBeGreaterThan(0);
  const given = must(moving.nodes.get('meili-3'), 'the node').documents('movies').size;
  expect(given).toBeGreaterThan(0);
  expect(moving.documentCount()).toBe(before + given);
  held.open();
  expect((await answer).body).toMatchObject({ total: 60 });
  await moving.succeeds(operation);
  await moving.expectInPlace();
});

describe('shards follow', () => {
  test('when a node drains, which loses the index in the end', async () => {
    const moving = new MovingFleet();
    await moving.begin();
    await moving.becomes('add-node', grown);
    await moving.becomes('drain-node', withStates('active', 'draining'));
    await moving.expectInPlace();
    expect(moving.nodes.get('meili-1')?.has('movies')).toBe(false);
    const [index] = await moving.store.listIndexes();
    expect(index?.placement.hosts.toSorted()).toEqual(['meili-0', 'meili-2', 'meili-3']);
  });

  test('when there are to be more copies, and fewer again', async () => {
    const moving = new MovingFleet();
    const { b } = await moving.begin();
    await moving.becomes('set-replication', { ...topology, replicationFactor: 3 });
    await moving.expectInPlace();
    expect(moving.nodes.get('meili-2')?.documents('movies').size).toBe(60);
    await moving.becomes('set-replication', { ...topology, replicationFactor: 1 });
    await moving.add(b, 50, 20);
    await moving.expectInPlace();
  });

  test('when there is to be a second group, and when that is to go', async () => {
    const moving = new MovingFleet();
    const { b } = await moving.begin();
    const nodes = [...topology.nodes, { ...fourth, replicaGroup: 1 }];
    await moving.becomes('add-group', { ...topology, replicaGroups: 2, nodes });
    await moving.expectInPlace();
    expect(moving.nodes.get('meili-3')?.documents('movies').size).toBe(60);
    await moving.add(b, 50, 20);
    await moving.expectInPlace();
    const draining = nodes.map((node) =>
      node.replicaGroup === 1 ? { ...node, state: 'draining' as const } : node,
    );
    await moving.becomes('remove-group', { ...topology, replicaGroups: 2, nodes: draining });
    expect(moving.nodes.get('meili-3')?.has('movies')).toBe(false);
    const [index] = await moving.store.listIndexes();
    expect(index?.placement.shards.map(({ replicas }) => replicas.length)).toEqual(
      Array.from({ length: 8 }, () => 1),
    );
  });

  test('when a node is given up, and when it comes back with what it had then', async () => {
    const moving = new MovingFleet();
    const { b } = await moving.begin();
    await moving.becomes('add-node', grown);
    await moving.becomes('fail-node', withStates('active', 'failed'));
    const left = new Map(moving.nodes.get('meili-1')?.documents('movies'));
    await moving.add(b, 0, 80);
    await moving.expectInPlace();
    expect(moving.nodes.get('meili-1')?.documents('movies')).toEqual(left);
    await moving.becomes('recover-node', withStates('active', 'active'));
    await moving.expectInPlace();
  });
});
