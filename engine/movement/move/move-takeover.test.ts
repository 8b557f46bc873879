import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { NodeState } from '../../cluster/topology.ts';
import type { FaultPoint } from '../../ports/fault.ts';
import type { TestProxy } from '../../testing/test-fleet.ts';
import { grown, MovingFleet, patience, withStates } from './testing/moving-fleet.ts';

describe('a proxy that dies over a move', () => {
  const points: readonly FaultPoint[] = [
    'host-prepared',
    'move-saved',
    'copy-sent',
    'delta-compared',
    'shards-activated',
    'clean-sent',
  ];

  /** Adds a node to a fleet whose first proxy dies when it comes to a point for the nth time. */
  async function addNodeOver(point: FaultPoint, times: number): Promise<boolean> {
    const moving = new MovingFleet();
    let left = times;
    let proxy: TestProxy | undefined;
    const { a, b } = await moving.begin({
      async atPoint(at) {
        if (at !== point || (left -= 1) !== 0) return;
        proxy?.clock.stop();
        await new Promise(() => {});
      },
    });
    proxy = a;
    // The other one does not come to it before the first has died.
    b.clock.stop();
    const operation = await moving.change('add-node', grown);
    await moving.time.until(() => left <= 0, patience);
    b.clock.goOn();
    await moving.add(b, 40, 40);
    await moving.succeeds(operation);
    await moving.expectInPlace();
    const bugs = [...a.events, ...b.events].filter(({ kind }) => kind === 'bug');
    expect(bugs).toEqual([]);
    return left === 0;
  }

  test.each(points.map((point) => [point, 1] as const))(
    'at %s leaves it to another',
    async (point, times) => {
      expect(await addNodeOver(point, times)).toBe(true);
    },
  );

  test.each([2, 3, 4, 5])('at the %ith state that it saves leaves it to another', async (times) => {
    expect(await addNodeOver('move-saved', times)).toBe(true);
  });
});

// Beside other tests, on a busy machine.
const timeoutMs = 60_000;

test(
  'from any fleet to any other, with writes all the time, whenever a proxy dies',
  async () => {
    const state = fc.constantFrom<NodeState>('active', 'joining', 'draining');
    const fleets = fc
      .record({ states: fc.tuple(state, state, state), replicationFactor: fc.nat(2) })
      .map(({ states, replicationFactor }) => ({
        ...withStates('active', ...states),
        replicationFactor: replicationFactor + 1,
      }));
    const changes = fc.array(fc.record({ to: fleets, pauseMs: fc.nat(10_000) }), {
      minLength: 1,
      maxLength: 4,
    });
    await fc.assert(
      fc.asyncProperty(changes, fc.integer({ min: 1, max: 80 }), async (drawn, dies) => {
        const moving = new MovingFleet();
        let left = dies;
        let proxy: TestProxy | undefined;
        const { a, b } = await moving.begin({
          async atPoint() {
            if (proxy === undefined || (left -= 1) > 0) return;
            proxy.clock.stop();
            await new Promise(() => {});
          },
        });
        proxy = a;
        let newest = 0;
        for (const { to, pauseMs } of drawn) {
          newest = await moving.change('rebalance', to);
          await moving.time.pass(pauseMs);
          await moving.add(b, pauseMs % 60, 20);
          await moving.time.pass(pauseMs);
        }
        await moving.succeeds(newest);
        await moving.expectInPlace();
      }),
      { numRuns: 25 },
    );
  },
  timeoutMs,
);
