import { describe, expect, test } from 'vitest';
import { must } from '../../base/assert.ts';
import { shardForKey } from '../../placement/hash.ts';
import { desiredReplicas } from '../../placement/placement.ts';
import type { TraceEvent } from '../../ports/trace.ts';
import { testConfig } from '../../testing/config.ts';
import { interfere } from '../../testing/interference.ts';
import { StoringNode } from '../../testing/storing-node.ts';
import { type Interference, TestFleet, type TestProxy } from '../../testing/test-fleet.ts';

const { topology } = testConfig;
const node = 'meili-0';
const patience = { stepMs: 50, patienceMs: 600_000 };
/** Every proxy has asked each node in this time. */
const healthMs = testConfig.health.intervalMs + 100;

const owners = desiredReplicas(topology, topology.shards).map((groups) => groups.flat());

function holds(id: string, document: string): boolean {
  return must(owners[shardForKey(document, topology.shards)], 'a shard').includes(id);
}

/** Two proxies and an index of 60 documents, one of whose nodes loses what it had. */
class ForgetfulFleet {
  readonly nodes = new Map(topology.nodes.map(({ id }) => [id, new StoringNode()]));
  readonly fleet = new TestFleet(this.nodes);
  readonly time = this.fleet.time;
  readonly store = this.fleet.store;
  readonly ids = new Set<string>();
  readonly #proxies: TestProxy[] = [];

  async begin(interference: Interference = {}): Promise<{ a: TestProxy; b: TestProxy }> {
    const [a, b] = [await this.start('a', interference), await this.start('b')];
    await this.fleet.write(b, 'POST /indexes', { uid: 'movies', primaryKey: 'id' });
    await this.fleet.write(b, 'PATCH /indexes/movies/settings', { stopWords: ['the'] });
    await this.add(b, 0, 60);
    await this.time.pass(healthMs);
    return { a, b };
  }

  async start(proxyId: string, interference: Interference = {}): Promise<TestProxy> {
    const proxy = await this.fleet.start(proxyId, interference);
    this.#proxies.push(proxy);
    return proxy;
  }

  async add(proxy: TestProxy, first: number, count: number): Promise<void> {
    const documents = Array.from({ length: count }, (_, at) => ({ id: `m${first + at}` }));
    for (const { id } of documents) this.ids.add(id);
    const task = await this.fleet.write(proxy, 'POST /indexes/movies/documents', documents);
    expect(task.body.status).toBe('succeeded');
  }

  async remove(proxy: TestProxy, id: string): Promise<void> {
    this.ids.delete(id);
    await this.fleet.write(proxy, 'POST /indexes/movies/documents/delete-batch', [id]);
  }

  node(): StoringNode {
    return must(this.nodes.get(node), 'the node');
  }

  events<Kind extends TraceEvent['kind']>(kind: Kind): Extract<TraceEvent, { kind: Kind }>[] {
    return this.#proxies
      .flatMap(({ events }) => events)
      .filter((event): event is Extract<TraceEvent, { kind: Kind }> => event.kind === kind);
  }

  async restored(): Promise<unknown> {
    const { fleet } = await this.store.initializeFleet(topology);
    return fleet.topology.nodes.find(({ id }) => id === node)?.restored;
  }

  /** Lets time pass until the node is known to have lost something and to have all of it again. */
  async heals(count: number): Promise<void> {
    await this.time.until(async () => {
      const isMarked =
        JSON.stringify(await this.restored()) === `{"count":${count},"isMarked":true}`;
      const [index] = await this.store.listIndexes();
      const isHost = index?.placement.hosts.includes(node) === true;
      return isMarked && isHost && (await this.store.listBehind()).length === 0;
    }, patience);
    this.expectWhole();
  }

  /** Every node has exactly the documents of its shards. */
  expectWhole(): void {
    for (const [id, stored] of this.nodes) {
      const held = [...stored.documents('movies').keys()].toSorted();
      const ought = [...this.ids].filter((document) => holds(id, document)).toSorted();
      expect([id, held]).toEqual([id, ought]);
    }
    expect(this.events('bug')).toEqual([]);
  }
}

describe('a node that was wiped', () => {
  test('is found out by a health check and given everything again', async () => {
    const forgetful = new ForgetfulFleet();
    await forgetful.begin();
    forgetful.nodes.set(node, new StoringNode());
    await forgetful.time.pass(healthMs);
    expect(forgetful.events('amnesia')).toContainEqual(
      expect.objectContaining({ node, found: -1 }),
    );
    await forgetful.heals(1);
    expect(forgetful.node().lines().slice(0, 2)).toEqual([
      'POST /indexes',
      'PATCH /indexes/movies/settings',
    ]);
  });

  test('is found out by the first write, and counted once, whoever finds it', async () => {
    const forgetful = new ForgetfulFleet();
    const { a, b } = await forgetful.begin();
    forgetful.nodes.set(node, new StoringNode());
    await Promise.all([forgetful.add(a, 60, 20), forgetful.add(b, 80, 20)]);
    expect(forgetful.events('amnesia').length).toBeGreaterThan(0);
    await forgetful.heals(1);
  });

  test('heals while clients write', async () => {
    const forgetful = new ForgetfulFleet();
    const { a, b } = await forgetful.begin();
    forgetful.nodes.set(node, new StoringNode());
    for (let round = 0; round < 12; round += 1) {
      await forgetful.add(round % 2 === 0 ? a : b, round * 7, 20);
      await forgetful.remove(a, `m${round * 3}`);
      await forgetful.time.pass(1500);
    }
    await forgetful.heals(1);
  });

  test('is found out again the next time', async () => {
    const forgetful = new ForgetfulFleet();
    const { a } = await forgetful.begin();
    for (const count of [1, 2]) {
      forgetful.nodes.set(node, new StoringNode());
      await forgetful.add(a, count * 60, 20);
      await forgetful.heals(count);
      await forgetful.time.pass(healthMs);
    }
  });
});

describe('a node that was restored from a snapshot', () => {
  test('has the documents that it lost, and not those that were deleted meanwhile', async () => {
    const forgetful = new ForgetfulFleet();
    const { a, b } = await forgetful.begin();
    const snapshot = forgetful.node().copy();
    await forgetful.add(a, 60, 30);
    for (const id of ['m1', 'm2', 'm3', 'm4', 'm5', 'm6']) await forgetful.remove(b, id);
    await forgetful.time.pass(healthMs);
    forgetful.nodes.set(node, snapshot);
    await forgetful.heals(1);
    expect(forgetful.events('replica-behind').some(({ reason }) => reason === 'restored')).toBe(
      true,
    );
  });

  test('is found out by the proxy whose task it lost, though another one has its number', async () => {
    const forgetful = new ForgetfulFleet();
    const { a, b } = await forgetful.begin();
    const snapshot = forgetful.node().copy();
    await forgetful.add(a, 60, 20);
    forgetful.nodes.set(node, snapshot);
    await forgetful.add(b, 80, 20);
    await forgetful.add(b, 100, 20);
    await forgetful.add(a, 120, 20);
    expect(forgetful.events('amnesia')).toEqual([]);
    await forgetful.time.pass(healthMs);
    expect(forgetful.events('amnesia').length).toBeGreaterThan(0);
    await forgetful.heals(1);
  });

  test('loses an index that was deleted since', async () => {
    const forgetful = new ForgetfulFleet();
    const { a } = await forgetful.begin();
    await forgetful.fleet.write(a, 'POST /indexes', { uid: 'books', primaryKey: 'id' });
    const snapshot = forgetful.node().copy();
    await forgetful.fleet.write(a, 'DELETE /indexes/books');
    await forgetful.time.pass(healthMs);
    forgetful.nodes.set(node, snapshot);
    expect(forgetful.node().has('books')).toBe(true);
    await forgetful.heals(1);
    expect(forgetful.node().has('books')).toBe(false);
  });

  test('does not have its lost tasks taken for those that have their numbers now', async () => {
    const forgetful = new ForgetfulFleet();
    const { a, b } = await forgetful.begin();
    const snapshot = forgetful.node().copy();
    forgetful.node().outcomeOf = () => 'enqueued';
    const pending = await forgetful.fleet.ask(a, 'POST /indexes/movies/documents', [{ id: 'm0' }]);
    await forgetful.time.pass(healthMs);
    const before = await forgetful.store.getTask(pending.body.taskUid);
    forgetful.nodes.set(node, snapshot);
    await forgetful.fleet.ask(b, 'POST /indexes/movies/documents', [{ id: 'm0' }, { id: 'm1' }]);
    const ended = await forgetful.fleet.ended(a, pending.body.taskUid);
    expect(ended.body.status).toBe('succeeded');
    const after = await forgetful.store.getTask(pending.body.taskUid);
    const statusIn = (task: typeof after) =>
      task?.nodeTasks.find((nodeTask) => nodeTask.node === node)?.status;
    expect([statusIn(before), statusIn(after)]).toEqual(['pending', 'lost']);
    await forgetful.heals(1);
  });
});

describe('a proxy', () => {
  test('that starts anew does not find the same loss again', async () => {
    const forgetful = new ForgetfulFleet();
    const { a } = await forgetful.begin();
    forgetful.nodes.set(node, new StoringNode());
    await forgetful.add(a, 60, 20);
    await forgetful.heals(1);
    const found = forgetful.events('amnesia').length;
    await forgetful.start('c');
    await forgetful.time.pass(3 * healthMs);
    expect(await forgetful.restored()).toEqual({ count: 1, isMarked: true });
    expect(forgetful.events('amnesia')).toHaveLength(found);
  });

  test('that starts finds a loss of which the others were told nothing', async () => {
    const forgetful = new ForgetfulFleet();
    const { a, b } = await forgetful.begin();
    a.clock.stop();
    b.clock.stop();
    forgetful.nodes.set(node, new StoringNode());
    await forgetful.start('c');
    await forgetful.time.pass(healthMs);
    expect(forgetful.events('amnesia')).toHaveLength(1);
    await forgetful.heals(1);
  });

  test('that dies once it has counted a loss leaves the rest to another', async () => {
    const forgetful = new ForgetfulFleet();
    let proxy: TestProxy | undefined;
    const die = async (): Promise<void> => {
      proxy?.clock.stop();
      await new Promise(() => {});
    };
    const { a, b } = await forgetful.begin({
      store: (store) => interfere(store, 'changeFleet', { after: die }),
    });
    proxy = a;
    b.clock.stop();
    forgetful.nodes.set(node, new StoringNode());
    await forgetful.time.until(() => a.clock.stands, patience);
    expect(await forgetful.restored()).toEqual({ count: 1, isMarked: false });
    b.clock.goOn();
    await forgetful.heals(1);
  });

  test.each(['changeFleet', 'changePlacement'] as const)(
    'goes on although the store fails its %s now and then',
    async (method) => {
      const forgetful = new ForgetfulFleet();
      let calls = 0;
      const failOften = async (): Promise<void> => {
        calls += 1;
        if (calls % 3 !== 0) throw new Error('the disk is full');
      };
      const { b } = await forgetful.begin({
        store: (store) => interfere(store, method, { before: failOften }),
      });
      b.clock.stop();
      forgetful.nodes.set(node, new StoringNode());
      await forgetful.heals(1);
      expect(calls).toBeGreaterThan(3);
    },
  );

  test('waits for the claim of an index that another one has', async () => {
    const forgetful = new ForgetfulFleet();
    const { a, b } = await forgetful.begin();
    const session = await forgetful.store.openSession('another');
    const claim = { session, indexUid: 'movies' };
    expect(await forgetful.store.claimRepair(claim, [])).toEqual([]);
    forgetful.nodes.set(node, new StoringNode());
    // The other one renews its session, but does nothing.
    for (let second = 0; second < 20; second += 1) {
      await forgetful.store.renewSession(session, Number.MAX_SAFE_INTEGER);
      await forgetful.time.pass(1000);
    }
    expect(await forgetful.restored()).toEqual({ count: 1, isMarked: false });
    expect(forgetful.events('replica-behind')).toEqual([]);
    expect([a, b].every(({ clock }) => !clock.stands)).toBe(true);
    await forgetful.store.endSession({ session });
    await forgetful.heals(1);
  });
});
