import { describe, expect, test } from 'vitest';
import { Gate, interfere } from './testing/interference.ts';
import { StoringNode } from './testing/storing-node.ts';
import { testConfig } from './testing/config.ts';
import { type Interference, TestFleet, type TestProxy } from './testing/test-fleet.ts';

const swap = 'POST /swap-indexes';
const colours = [{ indexes: ['blue', 'green'] }];

/** Two proxies of which the first is in the way of `interference`, over indexes `blue` and `green`. */
async function twoProxies(interference: Interference = {}) {
  const nodes = new Map(testConfig.topology.nodes.map(({ id }) => [id, new StoringNode()]));
  const fleet = new TestFleet(nodes);
  const [a, b] = [await fleet.start('a', interference), await fleet.start('b')];
  for (const uid of ['blue', 'green']) {
    await fleet.write(b, 'POST /indexes', { uid, primaryKey: 'id' });
  }
  return { fleet, a, b, nodes };
}

type World = Awaited<ReturnType<typeof twoProxies>>;

/** The ids of the documents that nodes have under this uid. */
function stored({ nodes }: World, uid: string): ReadonlySet<string> {
  return new Set([...nodes.values()].flatMap((node) => [...node.documents(uid).keys()]));
}

async function add(world: World, proxy: TestProxy, name: string, id: number): Promise<number> {
  const answer = await world.fleet.ask(proxy, `POST /indexes/${name}/documents`, [{ id }]);
  expect(answer.status).toBe(202);
  return answer.body.taskUid;
}

describe('a write around a swap', () => {
  test('goes to the index that has the name when it is numbered, whatever its proxy knew', async () => {
    const gate = new Gate();
    const world = await twoProxies({
      store: (store) => interfere(store, 'registerTask', { before: () => gate.pass() }),
    });
    const { fleet, a, b } = world;
    gate.shut();
    // Both are prepared for the indexes as they are named now.
    const late = [
      a.send('POST /indexes/blue/documents', [{ id: 1 }]),
      a.send('POST /indexes/new/documents', [{ id: 2 }]),
    ];
    await fleet.time.pass(100);
    await fleet.write(b, swap, [...colours]);
    await fleet.write(b, swap, [{ indexes: ['blue', 'new'], rename: true }]);
    gate.open();
    await fleet.time.pass(1000);
    expect((await Promise.all(late)).map(({ status }) => status)).toEqual([202, 202]);
    // `blue` is free now, but nodes know what is called `green` by that.
    expect([...stored(world, 'blue-2')]).toEqual(['1']);
    expect([...stored(world, 'green')]).toEqual(['2']);
    expect([...stored(world, 'blue')]).toEqual([]);
  });

  test('goes where the numbers of tasks say, however writes and swaps meet', async () => {
    const world = await twoProxies();
    const { fleet, a, b } = world;
    const sent: { name: string; id: number; answer: Promise<{ body: { taskUid: number } }> }[] = [];
    const swaps: Promise<{ status: number; body: { taskUid: number } }>[] = [];
    for (let id = 0; id < 60; id += 1) {
      const proxy = id % 2 === 0 ? a : b;
      const name = id % 3 === 0 ? 'green' : 'blue';
      const documents = [{ id }];
      sent.push({
        name,
        id,
        answer: fleet.ask(proxy, `POST /indexes/${name}/documents`, documents),
      });
      if (id % 7 === 3) swaps.push(fleet.ask(id % 4 === 3 ? a : b, swap, colours));
      if (id % 5 === 0) await fleet.time.pass(3);
    }
    const swapped = (await Promise.all(swaps)).map(({ body }) => body.taskUid);
    for (const { name, id, answer } of sent) {
      const { taskUid } = (await answer).body;
      const isSwapped = swapped.filter((uid) => uid < taskUid).length % 2 === 1;
      const other = name === 'blue' ? 'green' : 'blue';
      const [uid, wrong] = isSwapped ? [other, name] : [name, other];
      expect([id, stored(world, uid).has(String(id))]).toEqual([id, true]);
      expect([id, stored(world, wrong).has(String(id))]).toEqual([id, false]);
    }
    expect(swapped).toHaveLength(9);
  });

  test('waits for no swap, and no swap for it, once it has been sent', async () => {
    const world = await twoProxies();
    const { fleet, a, b, nodes } = world;
    for (const node of nodes.values()) node.outcomeOf = () => 'enqueued';
    const before = await add(world, a, 'blue', 1);
    const change = await fleet.ask(b, swap, colours);
    const after = await add(world, a, 'blue', 2);
    await fleet.time.pass(2000);
    // Readers see the indexes as of the tasks that have ended.
    for (const uid of [before, change.body.taskUid, after]) {
      expect((await fleet.ask(b, `GET /tasks/${uid}`)).body.status).toBe('enqueued');
    }
    const lines = nodes.get('meili-0')?.lines() ?? [];
    const all = [...nodes.values()].flatMap((node) => node.lines());
    expect(all).toContain('POST /indexes/blue/documents');
    expect(all).toContain('POST /indexes/green/documents');
    expect(lines).not.toContain(swap);
    for (const node of nodes.values()) node.outcomeOf = () => 'succeeded';
    const ended = await fleet.ended(a, after);
    expect(ended.body).toMatchObject({ status: 'succeeded', indexUid: 'blue' });
    expect((await fleet.ask(a, `GET /tasks/${before}`)).body.indexUid).toBe('green');
  });
});

describe('a swap', () => {
  test('shows to readers at every proxy once its task has ended, and not before', async () => {
    const world = await twoProxies();
    const { fleet, a, b, nodes } = world;
    await fleet.write(a, 'PATCH /indexes/green/settings', { stopWords: ['green'] });
    const words = async (proxy: TestProxy, name: string): Promise<unknown> =>
      (await fleet.ask(proxy, `GET /indexes/${name}/settings/stop-words`)).body;
    for (const node of nodes.values()) node.outcomeOf = () => 'enqueued';
    await add(world, a, 'green', 1);
    const { taskUid } = (await fleet.ask(a, swap, colours)).body;
    await fleet.time.pass(2000);
    expect(await words(b, 'green')).toEqual(['green']);
    for (const node of nodes.values()) node.outcomeOf = () => 'succeeded';
    expect((await fleet.ended(a, taskUid)).body.status).toBe('succeeded');
    for (const proxy of [a, b]) {
      expect(await words(proxy, 'blue')).toEqual(['green']);
      expect(await words(proxy, 'green')).toEqual([]);
    }
    const { results } = (await fleet.ask(b, 'GET /indexes')).body;
    expect(results.map(({ uid }: { uid: string }) => uid)).toEqual(['blue', 'green']);
  });

  test('that a proxy has accepted before it dies is done by another', async () => {
    const world = await twoProxies();
    const { fleet, a, b, nodes } = world;
    for (const node of nodes.values()) node.outcomeOf = () => 'enqueued';
    await add(world, b, 'blue', 1);
    const { taskUid } = (await fleet.ask(a, swap, colours)).body;
    a.clock.stop();
    for (const node of nodes.values()) node.outcomeOf = () => 'succeeded';
    await fleet.time.pass(60_000);
    expect((await fleet.ended(b, taskUid)).body.status).toBe('succeeded');
    expect((await fleet.ask(b, 'GET /tasks/0')).body.indexUid).toBe('green');
  });

  test('goes on with what is left of a name: deletion, and creation anew', async () => {
    const world = await twoProxies();
    const { fleet, a, b, nodes } = world;
    await add(world, a, 'blue', 1);
    await fleet.write(a, 'PATCH /indexes/blue', { uid: 'red' });
    await fleet.write(b, 'POST /indexes', { uid: 'blue', primaryKey: 'id' });
    await add(world, b, 'blue', 2);
    expect([...stored(world, 'blue')]).toEqual(['1']);
    expect([...stored(world, 'blue-2')]).toEqual(['2']);
    await fleet.write(a, 'DELETE /indexes/blue');
    for (const node of nodes.values())
      expect([node.has('blue'), node.has('blue-2')]).toEqual([true, false]);
    await fleet.write(a, 'DELETE /indexes/red');
    for (const node of nodes.values()) expect(node.has('blue')).toBe(false);
    await add(world, a, 'blue', 3);
    expect([...stored(world, 'blue')]).toEqual(['3']);
  });
});
