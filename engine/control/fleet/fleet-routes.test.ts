import { describe, expect, test } from 'vitest';
import { testConfig } from '../../testing/config.ts';
import { FleetWorld, indexOn, nodesOf, topologyOf } from './testing/fleet-world.ts';

const newNode = { id: 'c', address: 'http://c:7700' };

describe('a change of the fleet', () => {
  test('is answered with the operation that it began', async () => {
    const topology = topologyOf('a b');
    const world = new FleetWorld({ topology, indexes: [indexOn(topology)] });
    const { status, body } = await world.send('POST /_miroir/nodes/b/drain');
    expect(status).toBe(202);
    const onB = indexOn(topology).placement.shards.filter(
      ({ replicas }) => replicas[0]?.[0] === 'b',
    );
    expect(onB.length).toBeGreaterThan(0);
    expect(body).toEqual({
      miroir_task_id: 1,
      kind: 'drain-node',
      subject: 'b',
      status: 'running',
      replicas_to_move: onB.length,
      started_at: '2026-11-18T11:06:40Z',
      finished_at: null,
    });
    expect(nodesOf(world.context.cluster.topology)).toBe('a:active@0 b:draining@0');
    expect(world.events).toEqual([{ kind: 'fleet', version: 2, change: 'drain-node b' }]);
  });

  test('that is asked for again is answered with the operation under way, or none', async () => {
    const world = new FleetWorld({ topology: topologyOf('a b') });
    const first = await world.send('POST /_miroir/nodes/b/drain');
    expect(await world.send('POST /_miroir/nodes/b/drain')).toEqual(first);
    world.store.finish();
    expect(await world.send('POST /_miroir/nodes/b/drain')).toEqual({
      status: 200,
      body: {
        miroir_task_id: null,
        kind: 'drain-node',
        subject: 'b',
        status: 'unchanged',
        replicas_to_move: 0,
        started_at: null,
        finished_at: null,
      },
    });
    expect(world.store.fleet.version).toBe(2);
  });

  test('builds upon what others made of the fleet meanwhile', async () => {
    const world = new FleetWorld({ topology: topologyOf('a b c d') });
    world.store.forestalled.push((fleet) => ({
      ...fleet,
      topology: topologyOf('a:draining b c d'),
      paused: true,
    }));
    expect((await world.send('POST /_miroir/nodes/b/drain')).status).toBe(202);
    expect(nodesOf(world.store.fleet.topology)).toContain('a:draining@0 b:draining@0 c:active@0');
    expect(world.store.fleet.paused).toBe(true);
  });

  test('is judged anew by what others made of the fleet meanwhile', async () => {
    const world = new FleetWorld({ topology: topologyOf('a b') });
    world.store.forestalled.push((fleet) => ({ ...fleet, topology: topologyOf('a:draining b') }));
    expect(await world.refusal('POST /_miroir/nodes/b/drain')).toBe('409 miroir_last_node');
    expect(world.store.operations).toEqual([]);
  });

  test('is given up when others are always faster', async () => {
    const world = new FleetWorld({ topology: topologyOf('a b') });
    for (let count = 0; count < 50; count += 1) world.store.forestalled.push((fleet) => fleet);
    expect(await world.refusal('POST /_miroir/nodes/b/drain')).toBe('503 miroir_fleet_busy');
    expect(world.events).toEqual([]);
  });

  test('may be any of them', async () => {
    const world = new FleetWorld({ topology: topologyOf('a b') });
    const replacement = { id: 'e', address: 'http://e:7700' };
    for (const [line, body] of [
      ['POST /_miroir/nodes', newNode],
      ['POST /_miroir/nodes/a/fail', ''],
      ['POST /_miroir/nodes/a/recover', '{}'],
      ['POST /_miroir/nodes/b/replace', replacement],
      ['DELETE /_miroir/nodes/b', ''],
      ['POST /_miroir/replica_groups', { nodes: [{ id: 'g', address: 'http://g:7700' }] }],
      ['DELETE /_miroir/replica_groups/1', ''],
      ['POST /_miroir/replication', { replication_factor: 3 }],
    ] as const) {
      expect([line, (await world.send(line, body)).status]).toEqual([line, 202]);
    }
    expect(nodesOf(world.store.fleet.topology)).toBe(
      'a:active@0 c:joining@0 e:joining@0 g:draining@1',
    );
    const kinds = world.store.operations.map(({ kind, subject }) => `${kind} ${subject}`);
    expect(kinds).toEqual([
      'add-node c',
      'fail-node a',
      'recover-node a',
      'replace-node b',
      'remove-node b',
      'add-group 1',
      'remove-group 1',
      'set-replication 3',
    ]);
  });

  test('by force is confirmed in the body', async () => {
    const topology = topologyOf('a b');
    const world = new FleetWorld({ topology, indexes: [indexOn(topology)] });
    const line = 'DELETE /_miroir/nodes/b?force=true';
    expect(await world.refusal(line)).toBe('409 miroir_confirmation_required');
    expect((await world.send(line, { confirm: 'b' })).status).toBe(202);
  });

  test('asks the ledger whether other replicas are whole', async () => {
    const topology = topologyOf('a b', { replicationFactor: 2 });
    const indexes = [indexOn(topology)];
    const entry = {
      indexUid: 'movies',
      shard: 3,
      node: 'a',
      since: 1,
      reason: 'task-failed',
    } as const;
    const line = 'DELETE /_miroir/nodes/b?force=true';
    const behind = new FleetWorld({ topology, indexes, behind: [entry] });
    expect(await behind.refusal(line)).toBe('409 miroir_confirmation_required');
    expect((await new FleetWorld({ topology, indexes }).send(line)).status).toBe(202);
  });
});

describe('moves that could lose documents', () => {
  const config = {
    movement: { ...testConfig.movement, skipDelta: true },
    antiEntropy: { ...testConfig.antiEntropy, enabled: false },
  };
  const world = () => new FleetWorld({ topology: topologyOf('a b b2:draining c@1'), config });

  test.each([
    ['POST /_miroir/nodes', { ...newNode, id: 'd' }],
    ['POST /_miroir/nodes/a/drain', ''],
    ['POST /_miroir/nodes/a/fail', ''],
    ['POST /_miroir/nodes/b2/recover', ''],
    ['POST /_miroir/nodes/a/replace', { id: 'd', address: 'http://d:7700' }],
    ['DELETE /_miroir/nodes/a?force=true', ''],
    ['POST /_miroir/replica_groups', { nodes: [{ id: 'd', address: 'http://d:7700' }] }],
    ['POST /_miroir/replication', { replication_factor: 1 }],
    ['POST /_miroir/rebalance', ''],
    ['POST /_miroir/rebalance/resume', ''],
  ])('are not begun by %s', async (line, body) => {
    const fleet = world();
    expect(await fleet.refusal(line, body)).toBe('409 miroir_unsafe_movement');
    expect(fleet.store.fleet.version).toBe(1);
  });

  test('forbid nothing that moves nothing', async () => {
    const fleet = world();
    expect((await fleet.send('POST /_miroir/rebalance/pause')).status).toBe(200);
    expect((await fleet.send('DELETE /_miroir/nodes/b2')).status).toBe(202);
    expect((await fleet.send('DELETE /_miroir/replica_groups/1')).status).toBe(202);
  });
});

describe('a rebalance', () => {
  test('has nothing to do where everything is in its place', async () => {
    const topology = topologyOf('a b');
    const world = new FleetWorld({ topology, indexes: [indexOn(topology)] });
    const { status, body } = await world.send('POST /_miroir/rebalance');
    expect([status, body.status, body.miroir_task_id]).toEqual([200, 'unchanged', null]);
    expect(world.store.fleet.version).toBe(1);
  });

  test('begins once', async () => {
    const world = new FleetWorld({
      topology: topologyOf('a b'),
      indexes: [indexOn(topologyOf('a'))],
    });
    const first = await world.send('POST /_miroir/rebalance');
    expect(first).toMatchObject({ status: 202, body: { kind: 'rebalance', subject: 'fleet' } });
    expect(await world.send('POST /_miroir/rebalance')).toEqual(first);
    expect(world.store.operations).toHaveLength(1);
  });

  test('is paused and resumed without an operation', async () => {
    const world = new FleetWorld({ topology: topologyOf('a b') });
    for (const paused of [true, true, false, false]) {
      const line = `POST /_miroir/rebalance/${paused ? 'pause' : 'resume'}`;
      expect(await world.send(line)).toEqual({ status: 200, body: { paused } });
      expect(world.store.fleet.paused).toBe(paused);
    }
    expect(world.store.fleet.version).toBe(3);
    expect(world.store.operations).toEqual([]);
  });
});

describe('operations', () => {
  test('are listed, the newest first, and found by their number', async () => {
    const world = new FleetWorld({ topology: topologyOf('a b c') });
    await world.send('POST /_miroir/nodes/a/drain');
    await world.send('POST /_miroir/nodes/b/drain');
    const { body } = await world.send('GET /_miroir/operations');
    expect(body.results).toMatchObject([
      { miroir_task_id: 2, subject: 'b', status: 'running' },
      { miroir_task_id: 1, subject: 'a', status: 'superseded' },
    ]);
    expect((await world.send('GET /_miroir/operations?limit=1')).body.results).toHaveLength(1);
    expect((await world.send('GET /_miroir/operations/1')).body).toEqual(body.results[1]);
  });

  test('that are not there are not found', async () => {
    const world = new FleetWorld({ topology: topologyOf('a') });
    for (const id of ['1', '0', 'x', '1e3']) {
      expect(await world.refusal(`GET /_miroir/operations/${id}`)).toBe(
        '404 miroir_operation_not_found',
      );
    }
    for (const limit of ['0', 'x', '1001']) {
      expect(await world.refusal(`GET /_miroir/operations?limit=${limit}`)).toBe(
        '400 miroir_invalid_request',
      );
    }
  });
});
