import { expect, test } from 'vitest';
import type { ClientTask, TaskStore } from '../../ports/task-store.ts';
import { testContext } from '../../testing/context.ts';
import { testPorts } from '../../testing/ports.ts';
import { testSession, testStore } from '../../testing/store.ts';
import { TestTime } from '../../testing/test-clock.ts';
import { inTurn } from './index-turn.ts';

const claim = { session: testSession, indexUid: 'movies' };
const taskMs = 200;

const openTask: ClientTask = {
  uid: 0,
  indexUid: 'movies',
  type: 'documentAdditionOrUpdate',
  status: 'enqueued',
  phase: 'dispatched',
  enqueuedAt: '2026-11-22T10:00:00Z',
  startedAt: null,
  finishedAt: null,
  details: null,
  error: null,
  effect: { kind: 'none' },
  foregone: null,
  nodeTasks: [],
  session: testSession,
  previous: null,
};

/**
 * A store of an index that is written to without a pause: one task follows the other until the turn is
 * taken, and the last one ends then as the others did.
 */
function busyStore(time: TestTime): { store: TaskStore; takenAtMs: () => number } {
  const real = testStore();
  let takenMs = Infinity;
  const listUnsettledTasks = async (): Promise<readonly ClientTask[]> => {
    const uid = Math.floor(Math.min(time.nowMs, takenMs) / taskMs);
    const isEnded = time.nowMs >= (uid + 1) * taskMs;
    return isEnded ? [] : [{ ...openTask, uid }];
  };
  const takeRepairTurn = async (): Promise<boolean> => {
    takenMs = Math.min(takenMs, time.nowMs);
    return true;
  };
  const changed: Partial<TaskStore> = {
    listUnsettledTasks,
    takeRepairTurn,
    endRepair: async () => {},
  };
  const store = new Proxy<TaskStore>(real, {
    get: (target, name) => Reflect.get(changed, name) ?? Reflect.get(target, name).bind(target),
  });
  return { store, takenAtMs: () => takenMs };
}

test('an index that is written to without a pause is soon at rest', async () => {
  const time = new TestTime();
  const { store, takenAtMs } = busyStore(time);
  const idle = { kind: 'reply', status: 200, body: '{"results":[],"total":0}' } as const;
  const { ports } = testPorts(() => idle, store);
  const context = testContext({ ...ports, clock: time.machine() });
  let doneMs: number | undefined;
  const work = async (): Promise<void> => {
    doneMs = time.nowMs;
  };
  const done = inTurn(context, claim, ['meili-0'], work);
  await time.until(() => doneMs !== undefined);
  await done;
  // The task that was open has ended, and then the one that came meanwhile.
  expect(takenAtMs()).toBeGreaterThanOrEqual(taskMs);
  expect(takenAtMs()).toBeLessThan(2 * taskMs);
  expect(doneMs).toBeGreaterThanOrEqual(2 * taskMs);
  expect(doneMs).toBeLessThan(3 * taskMs);
});
