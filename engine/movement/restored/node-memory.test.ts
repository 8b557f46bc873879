import { describe, expect, test } from 'vitest';
import type { NodeRecord, Topology } from '../../cluster/topology.ts';
import { testConfig } from '../../testing/config.ts';
import { type KnownTask, NodeMemory, noTask } from './node-memory.ts';

const node = 'meili-0';

/** A task that was enqueued in this life of the node. */
function task(uid: number, life = 'first'): KnownTask {
  return { uid, enqueuedAt: `task ${uid} of its ${life} life` };
}

/** A memory, and what changes the record of the node that it remembers. */
function setUp() {
  const cluster: { topology: Topology } = { topology: testConfig.topology };
  const memory = new NodeMemory(cluster);
  const record = (restored: NonNullable<NodeRecord['restored']>): void => {
    const nodes = testConfig.topology.nodes.map((known) =>
      known.id === node ? { ...known, restored } : known,
    );
    cluster.topology = { ...testConfig.topology, nodes };
  };
  const show = (newest: KnownTask, ...tasks: KnownTask[]) => {
    const expected = memory.expected(node);
    return memory.shown(node, memory.recall(node), newest, { expected, tasks });
  };
  const know = (uid: number) => show(task(uid));
  return { cluster, memory, record, know, show };
}

test('a node of which nothing is known proves nothing, whatever it says', () => {
  const { memory, know, show } = setUp();
  expect(memory.recall(node)).toEqual({ restorations: 0, newestTask: noTask });
  expect(show({ uid: noTask, enqueuedAt: undefined })).toBeUndefined();
  expect(know(7)).toBeUndefined();
  expect(memory.recall(node).newestTask).toBe(7);
});

test('a newest task that goes back is a loss, and one that stays is none', () => {
  const { memory, know } = setUp();
  know(7);
  expect(know(7)).toBeUndefined();
  expect(memory.isDoubted(node)).toBe(false);
  expect(know(6)).toEqual({ node, restorations: 0, known: 7, found: 6 });
  expect(memory.isDoubted(node)).toBe(true);
  expect(memory.isDoubted('meili-1')).toBe(false);
});

test('a node without tasks lost those that it had', () => {
  const { know } = setUp();
  know(0);
  expect(know(noTask)).toMatchObject({ known: 0, found: noTask });
});

test('a number that is given out again is a loss', () => {
  const { memory, know } = setUp();
  know(7);
  expect(memory.acknowledged(node, memory.recall(node), task(8))).toBeUndefined();
  expect(memory.acknowledged(node, memory.recall(node), task(8))).toMatchObject({
    known: 8,
    found: 8,
  });
});

test('acknowledgements that overtake one another prove nothing', () => {
  const { memory, know } = setUp();
  know(7);
  const [first, second] = [memory.recall(node), memory.recall(node)];
  expect(memory.acknowledged(node, second, task(9))).toBeUndefined();
  expect(memory.acknowledged(node, first, task(8))).toBeUndefined();
  expect(memory.recall(node).newestTask).toBe(9);
});

test('what was asked before the loss was found says nothing of the time after it', () => {
  const { memory, know } = setUp();
  know(7);
  const before = memory.recall(node);
  know(3);
  expect(memory.acknowledged(node, before, task(8))).toBeUndefined();
  expect(memory.recall(node)).toEqual({ restorations: 1, newestTask: 3 });
  expect(know(4)).toBeUndefined();
});

test('tasks from before a loss are lost, those from after it are not', () => {
  const { memory, know } = setUp();
  know(7);
  expect(memory.isLost({ node })).toBe(false);
  know(3);
  expect(memory.isLost({ node })).toBe(true);
  expect(memory.isLost({ node, restorations: 1 })).toBe(false);
  expect(memory.isLost({ node: 'meili-1' })).toBe(false);
});

test('a loss is forgotten once the fleet knows of it, and doubted until all is marked', () => {
  const { memory, record, know } = setUp();
  know(7);
  know(3);
  expect(memory.losses()).toHaveLength(1);
  record({ count: 1, isMarked: false });
  expect(memory.losses()).toEqual([]);
  expect(memory.isDoubted(node)).toBe(true);
  expect(memory.recall(node)).toEqual({ restorations: 1, newestTask: 3 });
  record({ count: 1, isMarked: true });
  expect(memory.isDoubted(node)).toBe(false);
});

test('what another proxy found is no news, and what was known before is void', () => {
  const { memory, record, know } = setUp();
  know(7);
  record({ count: 1, isMarked: true });
  expect(memory.recall(node)).toEqual({ restorations: 1, newestTask: noTask });
  expect(know(3)).toBeUndefined();
});

test('a node that loses its tasks once more is found out once more', () => {
  const { memory, record, know } = setUp();
  know(7);
  know(3);
  record({ count: 1, isMarked: true });
  know(5);
  expect(know(2)).toEqual({ node, restorations: 1, known: 5, found: 2 });
  expect(memory.isDoubted(node)).toBe(true);
});

test('a node that left the fleet is a new one when it comes back', () => {
  const { cluster, memory, know } = setUp();
  know(7);
  const nodes = testConfig.topology.nodes.filter(({ id }) => id !== node);
  cluster.topology = { ...testConfig.topology, nodes };
  expect(memory.isDoubted(node)).toBe(false);
  cluster.topology = testConfig.topology;
  expect(know(3)).toBeUndefined();
});

describe('a number that another task has now', () => {
  const second = (uid: number): KnownTask => task(uid, 'second');

  test('proves a loss, however many tasks came after it', () => {
    const { memory, know, show } = setUp();
    know(7);
    memory.acknowledged(node, memory.recall(node), task(8));
    memory.acknowledged(node, memory.recall(node), second(9));
    expect(show(second(12), second(8), second(9))).toMatchObject({ known: 9, found: 8 });
    expect(memory.recall(node)).toEqual({ restorations: 1, newestTask: 8 });
  });

  test('is looked for among all that was acknowledged since the node was asked last', () => {
    const { memory, know, show } = setUp();
    know(7);
    for (const uid of [8, 9]) memory.acknowledged(node, memory.recall(node), task(uid));
    expect([...memory.expected(node).keys()]).toEqual([7, 8, 9]);
    expect(show(task(11), task(7), task(8), task(9))).toBeUndefined();
    expect([...memory.expected(node).keys()]).toEqual([11]);
    expect(memory.isDoubted(node)).toBe(false);
  });

  test('is none if the task was deleted, or the node does not say when it came', () => {
    const { memory, know, show } = setUp();
    know(7);
    expect(show(task(9))).toBeUndefined();
    expect(show({ uid: 9, enqueuedAt: undefined })).toBeUndefined();
    expect(memory.isDoubted(node)).toBe(false);
  });

  test('is not expected any more once the loss is known', () => {
    const { memory, know, record } = setUp();
    know(7);
    record({ count: 1, isMarked: true });
    expect([...memory.expected(node)]).toEqual([]);
    memory.remember(node, 0, task(7));
    expect([...memory.expected(node)]).toEqual([]);
    memory.remember(node, 1, second(7));
    expect([...memory.expected(node).keys()]).toEqual([7]);
  });
});
