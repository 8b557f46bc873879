import { beforeEach, describe, expect, test } from 'vitest';
import type { Topology } from '../../../engine/cluster/topology.ts';
import type { FleetChange, FleetOperation } from '../../../engine/ports/fleet-store.ts';
import type { TaskStore } from '../../../engine/ports/task-store.ts';
import { at, topology } from './store-samples.ts';

/** What every task store must know of the fleet. */
export function describeFleet(storeOf: () => TaskStore): void {
  describe('the fleet', () => {
    const wider: Topology = { ...topology, replicationFactor: 3 };
    let store: TaskStore;
    beforeEach(() => {
      store = storeOf();
    });

    function change(expected: number, changes: Partial<FleetChange> = {}): FleetChange {
      return { expected, topology: wider, paused: false, operation: null, ...changes };
    }

    /** Changes the fleet by an operation about `subject` that starts at this minute. */
    async function operate(
      expected: number,
      subject: string,
      minute: number,
    ): Promise<FleetOperation> {
      const what = { kind: 'add-node', subject, replicasToMove: 12 } as const;
      const operation = { ...what, startedAt: at(minute) };
      const changed = await store.changeFleet(change(expected, { operation }));
      const begun = changed?.operation ?? null;
      if (begun === null) throw new Error('no operation began');
      return begun;
    }

    async function statuses(): Promise<readonly [number, FleetOperation['status']][]> {
      return (await store.listOperations(10)).map(({ id, status }) => [id, status]);
    }

    describe('what is known of it', () => {
      test('is the first seed, whatever comes later', async () => {
        const first = { seed: topology, fleet: { version: 1, topology, paused: false } };
        expect(await store.initializeFleet(topology)).toEqual(first);
        expect(await store.initializeFleet(wider)).toEqual(first);
      });

      test('changes apart from the seed', async () => {
        await store.initializeFleet(topology);
        expect(await store.changeFleet(change(1, { paused: true }))).toEqual({ operation: null });
        expect(await store.initializeFleet(wider)).toEqual({
          seed: topology,
          fleet: { version: 2, topology: wider, paused: true },
        });
      });

      test('changes only if it is what the change was made for', async () => {
        expect(await store.changeFleet(change(0))).toBeNull();
        await store.initializeFleet(topology);
        const operation = { kind: 'rebalance', subject: '', replicasToMove: 0 } as const;
        for (const expected of [0, 2]) {
          const late = change(expected, { operation: { ...operation, startedAt: at(1) } });
          expect(await store.changeFleet(late)).toBeNull();
        }
        expect(await store.listOperations(10)).toEqual([]);
        expect((await store.initializeFleet(wider)).fleet.version).toBe(1);
        expect(await store.changeFleet(change(1))).not.toBeNull();
        expect(await store.changeFleet(change(1))).toBeNull();
      });

      test('cannot be changed through what was handed in', async () => {
        const nodes = [...topology.nodes];
        await store.initializeFleet({ ...topology, nodes });
        nodes.pop();
        expect((await store.initializeFleet(wider)).seed).toEqual(topology);
      });

      test('is shared when it has changed', async () => {
        expect((await store.readShared(0))?.fleet ?? null).toBeNull();
        await store.initializeFleet(topology);
        const first = await store.readShared(0);
        expect(first?.fleet).toEqual({ version: 1, topology, paused: false });
        await store.initializeFleet(topology);
        const revision = first?.revision ?? 0;
        expect(await store.readShared(revision)).toBeNull();
        await store.changeFleet(change(1));
        const second = await store.readShared(revision);
        expect(second).toMatchObject({
          changed: [],
          behind: null,
          fleet: { version: 2, topology: wider, paused: false },
        });
        expect(second?.revision).toBeGreaterThan(revision);
        expect((await store.readShared(0))?.fleet).toEqual(second?.fleet);
      });
    });

    describe('an operation', () => {
      beforeEach(() => store.initializeFleet(topology));

      test('is numbered from 1, and runs', async () => {
        const operation = await operate(1, 'meili-2', 1);
        expect(operation).toEqual({
          id: 1,
          kind: 'add-node',
          subject: 'meili-2',
          status: 'running',
          fleetVersion: 2,
          replicasToMove: 12,
          startedAt: at(1),
          finishedAt: null,
        });
        expect(await store.getOperation(1)).toEqual(operation);
        expect(await store.getOperation(2)).toBeUndefined();
        expect((await operate(2, 'meili-3', 2)).id).toBe(2);
      });

      test('supersedes the one that runs, and none that has ended', async () => {
        await operate(1, 'meili-2', 1);
        expect(await store.finishOperations(2, at(2))).toBe(1);
        await operate(2, 'meili-3', 3);
        await operate(3, 'meili-4', 4);
        expect(await statuses()).toEqual([
          [3, 'running'],
          [2, 'superseded'],
          [1, 'succeeded'],
        ]);
        expect((await store.getOperation(2))?.finishedAt).toBe(at(4));
        expect((await store.getOperation(1))?.finishedAt).toBe(at(2));
      });

      test('goes on when the fleet changes without another one', async () => {
        await operate(1, 'meili-2', 1);
        await store.changeFleet(change(2, { paused: true }));
        expect(await statuses()).toEqual([[1, 'running']]);
      });

      test('ends with its fleet or a later one, once', async () => {
        await operate(1, 'meili-2', 1);
        expect(await store.finishOperations(1, at(2))).toBe(0);
        expect(await statuses()).toEqual([[1, 'running']]);
        expect(await store.finishOperations(3, at(3))).toBe(1);
        expect(await store.finishOperations(3, at(4))).toBe(0);
        const ended = { status: 'succeeded', finishedAt: at(3) };
        expect(await store.getOperation(1)).toMatchObject(ended);
      });

      test('is listed before older ones, as many as are asked for', async () => {
        for (const expected of [1, 2, 3]) await operate(expected, 'meili-2', expected);
        expect((await store.listOperations(2)).map(({ id }) => id)).toEqual([3, 2]);
      });

      test('is no news for proxies when it ends', async () => {
        await operate(1, 'meili-2', 1);
        const { revision } = (await store.readShared(0)) ?? { revision: 0 };
        await store.finishOperations(2, at(2));
        expect(await store.readShared(revision)).toBeNull();
      });
    });
  });
}
