import { unrestricted } from '../keys/caller.ts';
import { describe, expect, test } from 'vitest';
import type { EngineContext } from '../context.ts';
import type { ClientTask } from '../ports/task-store.ts';
import { testContext, testIndex } from '../testing/context.ts';
import { testPorts } from '../testing/ports.ts';
import { testStore } from '../testing/store.ts';
import { swapIndexes } from './swap-indexes.ts';

function setUp(uids: readonly string[]) {
  const indexes = uids.map((uid) => testIndex({ uid }));
  const answer = { kind: 'reply', status: 202, body: '{"taskUid":1}' } as const;
  const { ports, calls } = testPorts(() => answer, testStore(indexes));
  return { context: testContext(ports, indexes), calls };
}

async function swapped(context: EngineContext, swaps: unknown): Promise<ClientTask | undefined> {
  const http = {
    method: 'POST',
    path: '/swap-indexes',
    query: '',
    headers: { 'content-type': 'application/json' },
    body: { kind: 'text', text: JSON.stringify(swaps) } as const,
  };
  const request = {
    http,
    template: '/swap-indexes',
    parameters: {},
    query: [],
    caller: unrestricted,
  };
  expect((await swapIndexes(context, request)).status).toBe(202);
  await context.shared.refresh();
  return (await context.ports.store.listUnsettledTasks(10)).at(-1);
}

describe('a swap', () => {
  test('is known to the store alone, and to no node', async () => {
    const { context, calls } = setUp(['a', 'b', 'c']);
    const swaps = [{ indexes: ['a', 'b'] }, { indexes: ['c', 'd'], rename: true }];
    const task = await swapped(context, swaps);
    expect(task).toMatchObject({ indexUid: null, foregone: 'succeeded', type: 'indexSwap' });
    expect(task?.details).toBe(
      '{"swaps":[{"indexes":["a","b"],"rename":false},{"indexes":["c","d"],"rename":true}]}',
    );
    expect(calls).toEqual([]);
    const uids = ['a', 'b', 'c', 'd'].map((name) => context.catalogue.accepted(name)?.uid);
    expect(uids).toEqual(['b', 'a', undefined, 'c']);
    expect(context.catalogue.allVisible().map(({ uid, name }) => [uid, name])).toEqual([
      ['a', 'a'],
      ['b', 'b'],
      ['c', 'c'],
    ]);
  });

  test('of nothing succeeds', async () => {
    const { context } = setUp([]);
    expect(await swapped(context, [])).toMatchObject({ foregone: 'succeeded', names: [] });
  });

  test.each([
    [[{ indexes: ['a', 'x'] }], 'Index `x` not found.'],
    [[{ indexes: ['x', 'y'], rename: true }], 'Index `x` not found.'],
    [
      [{ indexes: ['z', 'y'] }, { indexes: ['a', 'b'], rename: true }],
      'Indexes `y`, `z` not found.',
    ],
    [
      [{ indexes: ['a', 'b'], rename: true }],
      'Cannot rename `a` to `b` as the index already exists. Hint: You can remove `b` first and then do your remove.',
    ],
    [
      [
        { indexes: ['b', 'd'], rename: true },
        { indexes: ['a', 'c'], rename: true },
      ],
      "The following indexes are being renamed but cannot because their new name conflicts with an already existing index: `c`, `d`. Renaming doesn't overwrite the other index name.",
    ],
  ])('%j is a task that fails', async (swaps, message) => {
    const { context } = setUp(['a', 'b', 'c', 'd']);
    const task = await swapped(context, swaps);
    expect(task).toMatchObject({ foregone: 'failed', names: swaps.flatMap((one) => one.indexes) });
    expect(JSON.parse(task?.error ?? '')).toMatchObject({ message });
    expect(context.catalogue.accepted('a')?.uid).toBe('a');
  });
});
