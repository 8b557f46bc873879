import { expect, test } from 'vitest';
import type { Topology } from '../../cluster/topology.ts';
import { newPlacement, type Placement, type ShardPlacement } from '../../placement/placement.ts';
import { testConfig } from '../../testing/config.ts';
import { testContext, testIndex } from '../../testing/context.ts';
import { testPorts } from '../../testing/ports.ts';
import { testStore } from '../../testing/store.ts';
import { SettledFleet, settleFleet } from './fleet-settling.ts';

const joining: Topology = {
  ...testConfig.topology,
  nodes: testConfig.topology.nodes.map((node) => ({ ...node, state: 'joining' })),
};

/** A proxy of a fleet whose nodes join by an operation, and an index that is placed so. */
async function setUp(placement: Placement = newPlacement(joining, 8)) {
  const index = testIndex({ placement });
  const store = testStore([index]);
  await store.initializeFleet(testConfig.topology);
  const operation = { kind: 'add-node', subject: 'a', replicasToMove: 1, startedAt: '' } as const;
  await store.changeFleet({ expected: 1, topology: joining, paused: true, operation });
  const { ports } = testPorts(() => ({ kind: 'failure', failure: 'refused', message: '' }), store);
  const context = testContext(ports, [index]);
  await context.shared.refresh();
  const statuses = async () => (await store.listOperations(9)).map(({ status }) => status);
  return { store, context, statuses };
}

test('nodes that joined are members once everything is in its place, and the operation is over', async () => {
  const { store, context, statuses } = await setUp();
  await settleFleet(context);
  const { fleet } = await store.initializeFleet(testConfig.topology);
  expect(fleet.topology).toEqual(testConfig.topology);
  expect([fleet.version, fleet.paused]).toEqual([3, true]);
  expect(await statuses()).toEqual(['succeeded']);
});

test('nothing is settled while a shard is on its way, or a node lacks the index', async () => {
  const placement = newPlacement(joining, 8);
  const withPlaces = (change: Partial<ShardPlacement>): Placement => {
    return { ...placement, shards: placement.shards.map((place) => ({ ...place, ...change })) };
  };
  const lacking = [
    withPlaces({ replicas: [['meili-0']] }),
    withPlaces({ incoming: ['meili-9'] }),
    { ...placement, hosts: placement.hosts.slice(1) },
  ];
  for (const unsettled of lacking) {
    const { store, context, statuses } = await setUp(unsettled);
    await settleFleet(context);
    const { fleet } = await store.initializeFleet(testConfig.topology);
    expect([fleet.version, await statuses()]).toEqual([2, ['running']]);
  }
});

test('a proxy that cannot rely on its session settles nothing', async () => {
  const { context, statuses } = await setUp();
  context.session.lose();
  await settleFleet(context);
  expect(await statuses()).toEqual(['running']);
});

test('a fleet is known to be settled from its version on', () => {
  const settled = new SettledFleet();
  expect(settled.isKnown(1)).toBe(false);
  settled.note(3);
  expect([2, 3, 4].map((version) => settled.isKnown(version))).toEqual([true, true, false]);
});
