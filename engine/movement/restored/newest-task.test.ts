import { describe, expect, test } from 'vitest';
import { coverForRead } from '../../cluster/cover-choice.ts';
import { sendBatches } from '../../gather/write.ts';
import { noFault, type PlantedBug } from '../../ports/fault.ts';
import type { NodeReply } from '../../ports/node-client.ts';
import { testContext, testIndex } from '../../testing/context.ts';
import { testPorts } from '../../testing/ports.ts';
import { storeTask, testSession, testStore } from '../../testing/store.ts';
import { noTask } from './node-memory.ts';
import { checkMemory, relyOn, rememberTasks } from './newest-task.ts';

const node = 'meili-0';

/** A context whose nodes list `tasks` and acknowledge `acknowledged`. */
function setUp(bugs: readonly PlantedBug[] = []) {
  const said = { tasks: '[{"uid":7,"status":"enqueued"}]', acknowledged: 8, status: 200 };
  const respond = (_node: string, { method }: { method: string }): NodeReply => {
    const body =
      method === 'GET'
        ? `{"results":${said.tasks},"total":8}`
        : `{"taskUid":${said.acknowledged},"indexUid":"movies"}`;
    return { kind: 'reply', status: method === 'GET' ? said.status : 202, body };
  };
  const { ports, events } = testPorts(respond, testStore([testIndex()]));
  const fault = { ...noFault, planted: (bug: PlantedBug) => bugs.includes(bug) };
  const context = testContext({ ...ports, fault });
  const losses = () => events.filter(({ kind }) => kind === 'amnesia');
  const write = async () => {
    const request = { method: 'POST', path: '/indexes/movies/documents', body: '[]' } as const;
    const batches = [{ node, shards: [1], request }];
    const round = { session: testSession, operation: 'write', batches };
    return (await sendBatches(context, round)).accepted[0];
  };
  return { context, said, losses, write };
}

describe('a node that is asked for its newest task', () => {
  test('is relied on while that does not go back', async () => {
    const { context, losses } = setUp();
    expect(await checkMemory(context, node)).toBe(true);
    expect(await checkMemory(context, node)).toBe(true);
    expect(context.nodeMemory.recall(node).newestTask).toBe(7);
    expect(losses()).toEqual([]);
  });

  test.each([
    ['an older one', '[{"uid":6,"status":"succeeded"}]', 6],
    ['none', '[]', noTask],
  ])('and has %s is in doubt, which is told once', async (_what, tasks, found) => {
    const { context, said, losses } = setUp();
    await checkMemory(context, node);
    said.tasks = tasks;
    expect(await checkMemory(context, node)).toBe(false);
    expect(await checkMemory(context, node)).toBe(false);
    expect(losses()).toEqual([{ kind: 'amnesia', node, known: 7, found }]);
  });

  test.each(['"no list"', '[{}]', '['])('proves nothing by %s', async (tasks) => {
    const { context, said, losses } = setUp();
    await checkMemory(context, node);
    said.tasks = tasks;
    expect(await checkMemory(context, node)).toBe(false);
    said.status = 500;
    expect(await checkMemory(context, node)).toBe(false);
    expect(losses()).toEqual([]);
    expect(context.nodeMemory.isDoubted(node)).toBe(false);
  });

  test('keeps a repair from going on if it cannot be relied on', async () => {
    const { context, said } = setUp();
    await relyOn(context, 'movies', [node, 'meili-1']);
    said.tasks = '[]';
    await expect(relyOn(context, 'movies', [node])).rejects.toThrow('meili-0 cannot be relied on');
  });
});

describe('a node that acknowledges a write', () => {
  test('with a number that it gave out before is in doubt, and the task is of the time after', async () => {
    const { said, losses, write } = setUp();
    expect(await write()).toEqual({ node, taskUid: 8, shards: [1], status: 'pending' });
    expect(losses()).toEqual([]);
    said.acknowledged = 3;
    expect(await write()).toMatchObject({ taskUid: 3, restorations: 1 });
    said.acknowledged = 4;
    expect(await write()).toMatchObject({ taskUid: 4, restorations: 1 });
    expect(losses()).toEqual([{ kind: 'amnesia', node, known: 8, found: 3 }]);
  });

  test('is believed whatever it says with the planted bug M40', async () => {
    const { context, said, losses, write } = setUp(['M40']);
    await write();
    said.acknowledged = 3;
    said.tasks = '[]';
    expect(await write()).toEqual({ node, taskUid: 3, shards: [1], status: 'pending' });
    await checkMemory(context, node);
    expect(losses()).toEqual([]);
  });
});

describe('a node in doubt', () => {
  const index = testIndex();

  /** Whoever is asked for some search. */
  function askedNodes({ context }: ReturnType<typeof setUp>): readonly string[] {
    const shards = [...index.placement.shards.keys()];
    const asked = Array.from({ length: 20 }, (_, search) => {
      const preference = { sticky: `search ${search}`, failed: new Set<string>() };
      return [...coverForRead(context, index, shards, preference).assignment.keys()];
    });
    return [...new Set(asked.flat())].toSorted();
  }

  test('is not read', async () => {
    const world = setUp();
    expect(askedNodes(world)).toContain(node);
    await checkMemory(world.context, node);
    world.said.tasks = '[]';
    await checkMemory(world.context, node);
    expect(askedNodes(world)).toEqual(['meili-1', 'meili-2']);
  });

  test('is read as if nothing were wrong with the planted bug M39', async () => {
    const world = setUp(['M39']);
    await checkMemory(world.context, node);
    world.said.tasks = '[]';
    await checkMemory(world.context, node);
    expect(askedNodes(world)).toContain(node);
  });
});

test('a proxy that starts knows the tasks that others were acknowledged', async () => {
  const store = testStore([testIndex()]);
  const draft = {
    indexUid: 'movies',
    type: 'documentDeletion',
    enqueuedAt: '2026-11-22T10:00:00Z',
    details: null,
    error: null,
    effect: { kind: 'none' },
    foregone: null,
  } as const;
  for (const taskUid of [12, 9]) {
    const { uid } = await storeTask(store, draft, 'dispatching');
    const nodeTasks = [{ node, taskUid, shards: [1], status: 'pending' }] as const;
    await store.recordDispatch({ session: testSession, uid }, { nodeTasks, behind: [] });
  }
  const { ports, events } = testPorts(() => ({ kind: 'reply', status: 200, body: '' }), store);
  const context = testContext(ports);
  await rememberTasks(context);
  expect(context.nodeMemory.recall(node).newestTask).toBe(12);
  expect(context.nodeMemory.recall('meili-1').newestTask).toBe(noTask);
  expect(events).toEqual([]);
});
