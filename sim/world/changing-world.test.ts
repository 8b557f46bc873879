import { describe, expect, test } from 'vitest';
import { generatePlan } from '../plan/generate.ts';
import { type FaultItem, mover } from '../plan/fault-item.ts';
import type { OperationItem, Plan } from '../plan/plan.ts';
import type { Trigger } from '../plan/trigger.ts';
import { duringSeconds } from '../testing/virtual-seconds.ts';
import { scheduleFaults } from './fault-injection.ts';
import { engineConfigOf, spareNames } from './fleet-names.ts';
import { nodeKey } from './node-key.ts';
import { World } from './world.ts';

/** Two members and a spare node, without proxies that run: what is tested is the world around them. */
function planOf(): Plan {
  const plan = generatePlan('quiet', { high: 0, low: 1 });
  const fleet = { ...plan.fleet, proxies: 1, replicaGroups: 1, nodesPerGroup: 2 };
  return { ...plan, fleet: { ...fleet, replicationFactor: 1, spares: 1 } };
}

/** Lets chaos begin in a world, arranges something, and answers the world 100 seconds later. */
function worldAfter(arrange: (world: World) => void): Promise<World> {
  return duringSeconds(100, (kernel) => {
    const world = new World(planOf(), kernel);
    world.isChaotic = true;
    world.triggers.begin();
    arrange(world);
    return world;
  });
}

/** The store takes a step of a move at each of these seconds. */
function copySteps(world: World, seconds: readonly number[]): void {
  for (const second of seconds) {
    world.kernel.schedule(second * 1_000_000, 'copies', null, () => {
      world.triggers.happened({ event: 'move', phase: 'copy' });
    });
  }
}

function faultsOf(world: World): readonly string[] {
  return world.faults.map(({ at, kind, target }) => `${at / 1000} ${kind} ${target}`);
}

const secondCopy: Trigger = { event: 'move', phase: 'copy', nth: 2, delayMs: 500 };

describe('spare nodes', () => {
  test('run like the others, and engines are not told of them', async () => {
    const world = await worldAfter(() => {});
    expect(spareNames(planOf().fleet)).toEqual(['n2']);
    expect([...world.nodes.keys()]).toEqual(['n0', 'n1', 'n2']);
    expect(world.node('n2').isUp).toBe(true);
    expect(world.clock('n2').monoMs()).toBeGreaterThan(99_000);
    world.links.cut(['*>n2'], false);
    expect(world.links.fate('p0', 'n2', 'a message')).toBe('vanishes');
    const { nodes } = engineConfigOf(planOf()).topology;
    expect(nodes.map(({ id, address }) => `${id} ${address}`)).toEqual([
      'n0 http://n0',
      'n1 http://n1',
    ]);
  });
});

describe('a fault with a trigger', () => {
  const fault: FaultItem = { kind: 'pause', on: secondCopy, process: 'n2', forMs: 1000 };

  test('strikes after its event, and ends after its time', async () => {
    const world = await worldAfter((begun) => {
      scheduleFaults(begun, [fault], 0);
      copySteps(begun, [1, 3, 5]);
    });
    expect(faultsOf(world)).toEqual(['3500 pause n2', '4500 resume n2']);
  });

  test('does not strike if its event does not happen, or only after all faults have ended', async () => {
    const without = await worldAfter((begun) => scheduleFaults(begun, [fault], 0));
    expect(faultsOf(without)).toEqual([]);
    const late = await worldAfter((begun) => {
      scheduleFaults(begun, [fault], 0);
      copySteps(begun, [1, 3]);
      begun.kernel.schedule(2_000_000, 'heals', null, () => {
        begun.isChaotic = false;
      });
    });
    expect(faultsOf(late)).toEqual([]);
  });

  test('strikes whoever took the last step of a move', async () => {
    const crash: FaultItem = { kind: 'crash', on: secondCopy, process: mover, restartAfterMs: 10 };
    const world = await worldAfter((begun) => {
      scheduleFaults(begun, [{ ...fault, process: mover }, crash], 0);
      const step = {
        session: 1,
        index: 'books',
        target: 'n1',
        shards: [0],
        phase: 'copy',
      } as const;
      begun.changes.moves.push({ at: 0, proxy: 'n0', ...step }, { at: 0, proxy: 'n2', ...step });
      copySteps(begun, [1, 3]);
    });
    expect(faultsOf(world).toSorted()).toEqual([
      '3500 crash n2',
      '3500 pause n2',
      '3510 restart n2',
      '4500 resume n2',
    ]);
  });

  test('loses some of the messages of a link for a while', async () => {
    const fates = new Map<number, string[]>();
    const world = await worldAfter((begun) => {
      const chance = { numerator: 1, denominator: 2 };
      const loss: FaultItem = {
        kind: 'lossy-link',
        on: secondCopy,
        links: ['*>n1'],
        chance,
        forMs: 1000,
      };
      scheduleFaults(begun, [loss], 0);
      copySteps(begun, [1, 3]);
      for (const second of [3, 4, 5]) {
        begun.kernel.schedule(second * 1_000_000, 'sends', null, () => {
          const sent = Array.from({ length: 100 }, (_, at) => `message ${at}`);
          fates.set(
            second,
            sent.map((label) => begun.links.fate('p0', 'n1', label)),
          );
          expect(begun.links.fate('n1', 'p0', 'an answer')).toBe('passes');
          expect(begun.links.fate('p0', 'n2', 'another')).toBe('passes');
        });
      }
    });
    const lost = [3, 4, 5].map(
      (second) => fates.get(second)?.filter((fate) => fate === 'vanishes').length ?? -1,
    );
    expect([lost[0], lost[2]]).toEqual([0, 0]);
    expect(lost[1]).toBeGreaterThan(25);
    expect(lost[1]).toBeLessThan(75);
    expect(faultsOf(world).filter((line) => line === '4000 loss p0>n1')).toHaveLength(
      lost[1] ?? -1,
    );
  });

  test.each([
    ['to as long before as it says', 200, ['early']],
    ['to its event at the most', 5000, []],
  ])('takes a node back %s', async (_name, ageMs, expected) => {
    const world = await worldAfter((begun) => {
      scheduleFaults(begun, [{ kind: 'restore', on: secondCopy, node: 'n0', ageMs }], 0);
      copySteps(begun, [1, 3]);
      createAt(begun, 3.1, 'early');
      createAt(begun, 3.4, 'late');
    });
    expect(faultsOf(world)).toEqual(['3500 restore n0']);
    expect(
      world
        .node('n0')
        .inspect()
        .indexes.map(({ uid }) => uid),
    ).toEqual(expected);
  });
});

function createAt(world: World, seconds: number, uid: string): void {
  world.kernel.schedule(seconds * 1_000_000, 'creates', null, () => {
    world.node('n0').serve({
      method: 'POST',
      path: '/indexes',
      contentType: 'application/json',
      authorization: 'Bearer simNodeKey',
      body: JSON.stringify({ uid }),
    });
  });
}

describe('an operation with a trigger', () => {
  const item: OperationItem = {
    kind: 'operation',
    id: 'admin.0',
    client: 'admin',
    atMs: 2000,
    after: secondCopy,
    intent: { kind: 'administer', method: 'POST', path: '/_miroir/rebalance', body: null },
    proxy: 0,
    retries: 0,
    timeoutMs: 1000,
  };

  /** When the operation was sent, in milliseconds. */
  async function sentAt(seconds: readonly number[]): Promise<readonly number[]> {
    const { operations } = await worldAfter((begun) => {
      copySteps(begun, seconds);
      void begun.clientCalled('admin').work([item], 0);
    });
    return operations.map(({ invokedAt }) => invokedAt / 1000);
  }

  test('is not sent before its event, nor before its time', async () => {
    expect(await sentAt([1, 5])).toEqual([5500]);
    expect(await sentAt([0.5, 1])).toEqual([2000]);
  });

  test('is sent without it after a minute', async () => {
    expect(await sentAt([1])).toEqual([62_000]);
  });
});

test('what is left of a batch goes at the speed that its machine has come to', async () => {
  const idle: string[] = [];
  await worldAfter((world) => {
    const { kernel } = world;
    const node = world.node('n0');
    const lookAt = (second: number): void => {
      kernel.schedule(second * 1_000_000, 'looks', null, () => {
        idle.push(`${second} ${node.isIdle}`);
      });
    };
    node.slow(1000);
    node.serve({
      method: 'POST',
      path: '/indexes/books/documents',
      contentType: 'application/json',
      authorization: `Bearer ${nodeKey}`,
      body: '[{"id":1}]',
    });
    kernel.schedule(1_000_000, 'is fast again', null, () => node.slow(1));
    for (const second of [0.9, 1.1]) lookAt(second);
  });
  expect(idle).toEqual(['0.9 false', '1.1 true']);
});
