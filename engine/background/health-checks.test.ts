import { expect, test } from 'vitest';
import { must } from '../base/assert.ts';
import type { NodeId, NodeRecord } from '../cluster/topology.ts';
import type { EngineContext } from '../context.ts';
import { limits } from '../limits.ts';
import { testConfig } from '../testing/config.ts';
import { testContext } from '../testing/context.ts';
import { testPorts } from '../testing/ports.ts';
import { TestTime } from '../testing/test-clock.ts';
import { startHealthChecks } from './health-checks.ts';
import { LoopSpawner } from './loop-spawner.ts';

const { intervalMs } = testConfig.health;
const { nodes } = testConfig.topology;
const names = nodes.map(({ id }) => id);
const fourth: NodeRecord = { ...must(nodes[0], 'a node'), id: 'meili-3', state: 'joining' };

/** Health checks of the test fleet in test time, and which nodes were asked since the last look. */
class Checked {
  readonly time = new TestTime();
  readonly down = new Set<NodeId>();
  readonly spawner = new LoopSpawner((name, reason) => {
    throw new Error(`loop ${name} failed`, { cause: reason });
  });
  readonly context: EngineContext;
  #asked: NodeId[] = [];
  #version = 1;

  constructor() {
    const { ports } = testPorts((node, { path }) => {
      if (path === '/health') this.#asked.push(node);
      return this.down.has(node)
        ? { kind: 'failure', failure: 'refused', message: '' }
        : { kind: 'reply', status: 200, body: '{"status":"available"}' };
    });
    this.context = testContext({ ...ports, clock: this.time.machine(), spawner: this.spawner });
    startHealthChecks(this.context);
  }

  /** Which nodes are asked while this time passes, each as often as it is. */
  async during(durationMs: number): Promise<readonly NodeId[]> {
    await this.time.pass(durationMs);
    const asked = this.#asked.toSorted();
    this.#asked = [];
    return asked;
  }

  become(members: readonly NodeRecord[]): void {
    this.#version += 1;
    const topology = { ...testConfig.topology, nodes: members };
    this.context.cluster.adopt({ version: this.#version, topology, paused: false });
  }
}

test('every node is asked at once, and then at a steady interval', async () => {
  const checked = new Checked();
  expect(await checked.during(0)).toEqual(names);
  expect(await checked.during(intervalMs - 1)).toEqual([]);
  expect(await checked.during(1)).toEqual(names);
  expect(await checked.during(2 * intervalMs)).toEqual([...names, ...names].toSorted());
  await checked.spawner.stop();
});

test('a node that comes is asked soon, and those that were there no more often', async () => {
  const checked = new Checked();
  await checked.during(0);
  checked.become([...nodes, fourth]);
  expect(await checked.during(limits.fleetLookMs)).toEqual(['meili-3']);
  expect(await checked.during(intervalMs)).toEqual([...names, 'meili-3']);
  await checked.spawner.stop();
});

test('a node that goes is not asked any more', async () => {
  const checked = new Checked();
  await checked.during(0);
  checked.become(nodes.slice(1));
  await checked.during(limits.fleetLookMs);
  expect(await checked.during(intervalMs)).toEqual(names.slice(1));
  await checked.spawner.stop();
});

test('a node that comes back is asked by one loop, however it went', async () => {
  const checked = new Checked();
  await checked.during(0);
  for (const members of [nodes.slice(1), nodes, nodes.slice(1), nodes]) {
    checked.become(members);
    await checked.during(limits.fleetLookMs);
  }
  const asked = await checked.during(intervalMs);
  expect(asked.filter((node) => node === 'meili-0')).toEqual(['meili-0']);
  await checked.spawner.stop();
});

test('a node that was given up is asked all the same: it may come back', async () => {
  const checked = new Checked();
  await checked.during(0);
  checked.become(nodes.map((node) => ({ ...node, state: 'failed' })));
  expect(await checked.during(intervalMs)).toEqual(names);
  await checked.spawner.stop();
});

test('what a node answers decides whether it is up', async () => {
  const checked = new Checked();
  checked.down.add('meili-1');
  await checked.during(3 * intervalMs);
  expect(names.filter((node) => checked.context.cluster.isUp(node))).toEqual([
    'meili-0',
    'meili-2',
  ]);
  checked.down.clear();
  await checked.during(3 * intervalMs);
  expect(checked.context.cluster.isUp('meili-1')).toBe(true);
  await checked.spawner.stop();
});

test('nothing is asked once the proxy has stopped', async () => {
  const checked = new Checked();
  await checked.during(0);
  await checked.spawner.stop();
  checked.become([...nodes, fourth]);
  expect(await checked.during(3 * intervalMs)).toEqual([]);
});
