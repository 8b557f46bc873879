import { describe, expect, test } from 'vitest';
import { testConfig } from './testing/config.ts';
import { Gate, interfere } from './testing/interference.ts';
import { type Interference, TestFleet } from './testing/test-fleet.ts';

const { nodeTimeoutMs } = testConfig.scatter;
const { leaseMs } = testConfig.session;
const write = 'POST /indexes/movies/documents';

/** Two proxies of which the first is in the way of `interference`, over an index `movies`. */
async function twoProxies(interference: Interference = {}) {
  const fleet = new TestFleet();
  const [a, b] = [await fleet.start('a', interference), await fleet.start('b')];
  await fleet.write(b, 'POST /indexes', { uid: 'movies', primaryKey: 'id' });
  return { fleet, a, b };
}

describe('what one proxy does', () => {
  test('every other sees once its task has ended', async () => {
    const { fleet, a, b } = await twoProxies();
    const created = await fleet.ask(a, 'POST /indexes', { uid: 'books' });
    expect((await fleet.ended(b, created.body.taskUid)).body.status).toBe('succeeded');
    expect((await fleet.ask(b, 'GET /indexes/books')).status).toBe(200);
    await fleet.write(b, 'PATCH /indexes/books/settings', { stopWords: ['the'] });
    expect((await fleet.ask(a, 'GET /indexes/books/settings/stop-words')).body).toEqual(['the']);
    await fleet.write(a, 'DELETE /indexes/books');
    expect((await fleet.ask(b, 'GET /indexes/books')).status).toBe(404);
  });

  test('is a replica that lacks a write to every other, too', async () => {
    const { fleet, a, b } = await twoProxies({
      async beforeNode(node, { path }) {
        if (node === 'meili-1' && path.includes('/documents?')) throw new Error('cut');
      },
    });
    const answers = [];
    for (let id = 0; id < 40; id += 1) answers.push(await fleet.ask(a, write, [{ id }]));
    expect(answers.map(({ status }) => status)).toContain(503);
    const topology = await b.engine.handle({
      method: 'GET',
      path: '/_miroir/topology',
      query: '',
      headers: { authorization: 'Bearer admin' },
      body: { kind: 'text', text: '' },
    });
    const { nodes } = JSON.parse(topology.body);
    expect(nodes[1].behind[0].index).toBe('movies');
    expect([nodes[0].behind, nodes[2].behind]).toEqual([[], []]);
  });
});

describe('writes to one index through several proxies', () => {
  test('reach every node in the order of their tasks', async () => {
    let turn = 0;
    const { fleet, a, b } = await twoProxies({
      // Some requests of the first proxy are slow.
      async beforeNode(_node, { path }) {
        turn += 1;
        if (path.includes('/documents?')) await a.clock.sleep((turn * 7) % 40);
      },
    });
    const answers = Array.from({ length: 12 }, (_, id) => {
      const documents = Array.from({ length: 20 }, (__, part) => ({ id: part, round: id }));
      return fleet.ask(id % 2 === 0 ? a : b, write, documents);
    });
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([202]));
    for (const node of fleet.nodes.values()) {
      const versions = node.writes
        .filter(({ line }) => line === write)
        .map(({ body }) => /"_miroir_version":"([^"]+)"/.exec(body)?.[1] ?? '');
      expect(versions).toHaveLength(12);
      expect(versions).toEqual(versions.toSorted());
    }
  });

  test('wait for one another, but not for ever', async () => {
    const gate = new Gate();
    const { fleet, a, b } = await twoProxies({ beforeNode: () => gate.pass() });
    gate.shut();
    const held = fleet.ask(a, write, [{ id: 1 }]);
    await fleet.time.pass(100);
    const begunMs = fleet.time.nowMs;
    const refused = await fleet.ask(b, write, [{ id: 2 }]);
    expect([refused.status, refused.body.code]).toEqual([503, 'miroir_index_busy']);
    expect(fleet.time.nowMs - begunMs).toBeLessThan(leaseMs + nodeTimeoutMs + 5200);
    const patient = fleet.ask(b, write, [{ id: 2 }]);
    await fleet.time.pass(1000);
    gate.open();
    expect([(await held).status, (await patient).status]).toEqual([202, 202]);
  });

  test('are prepared again when the index has changed meanwhile', async () => {
    const gate = new Gate();
    const fleet = new TestFleet();
    const a = await fleet.start('a', {
      store: (store) => interfere(store, 'registerTask', { before: () => gate.pass() }),
    });
    const b = await fleet.start('b');
    gate.shut();
    // For this proxy, there is no such index: it would create it, with the key `movieId`.
    const late = fleet.ask(a, write, [{ movieId: 1, sku: 2 }]);
    await fleet.time.pass(100);
    await fleet.write(b, 'POST /indexes', { uid: 'movies', primaryKey: 'sku' });
    gate.open();
    const task = await fleet.ended(a, (await late).body.taskUid);
    expect(task.body.status).toBe('succeeded');
    for (const node of fleet.nodes.values()) {
      expect(node.lines().filter((line) => line === 'POST /indexes')).toHaveLength(1);
    }
    expect((await fleet.ask(a, 'GET /indexes/movies')).body.primaryKey).toBe('sku');
  });
});

describe('the tasks of one proxy', () => {
  test('are no business of the others', async () => {
    const asked: string[] = [];
    const { fleet, b } = await twoProxies({
      async beforeNode(_node, { path }) {
        if (path.startsWith('/tasks')) asked.push(path);
      },
    });
    asked.length = 0;
    for (const node of fleet.nodes.values()) node.outcomeOf = () => 'enqueued';
    await fleet.ask(b, write, [{ id: 1 }]);
    await fleet.time.pass(3000);
    expect(asked).toEqual([]);
  });

  test('are undone only when no other write is being sent', async () => {
    const gate = new Gate();
    const { fleet, a, b } = await twoProxies({
      beforeNode: (_node, { path }) => (path.includes('/documents?') ? gate.pass() : quickly()),
    });
    const node = fleet.node('meili-1');
    node.outcomeOf = () => 'enqueued';
    const change = await fleet.ask(b, 'PATCH /indexes/movies/settings', { stopWords: ['a'] });
    gate.shut();
    const held = fleet.ask(a, write, [{ id: 1 }]);
    await fleet.time.pass(100);
    node.outcomeOf = ({ line }) => (line.startsWith('PATCH') ? 'failed' : 'succeeded');
    await fleet.time.pass(3000);
    const sent = () => node.lines().filter((line) => line === settingsLine).length;
    const before = sent();
    gate.open();
    expect((await held).status).toBe(202);
    expect((await fleet.ended(a, change.body.taskUid)).body.status).toBe('failed');
    expect(sent()).toBe(before + 1);
  });
});

describe('a proxy that shows no sign of life', () => {
  test('loses its session and its tasks, and says so to its client', async () => {
    const gate = new Gate();
    const { fleet, a, b } = await twoProxies({ beforeNode: () => gate.pass() });
    gate.shut();
    const held = a.send(write, [{ id: 1 }]);
    await fleet.time.pass(100);
    a.clock.stop();
    const newer = fleet.ask(b, write, [{ id: 2 }]);
    await fleet.time.pass(leaseMs + nodeTimeoutMs - 100);
    expect((await fleet.ask(b, 'GET /tasks/1')).body.status).toBe('enqueued');
    expect((await newer).status).toBe(202);
    expect((await fleet.ended(b, 1)).body).toMatchObject({ status: 'failed', error: internal });
    expect((await fleet.ended(b, 2)).body.status).toBe('succeeded');
    gate.open();
    const answer = await held;
    expect([answer.status, answer.body.code]).toEqual([503, 'miroir_write_interrupted']);
    expect((await fleet.store.getTask(1))?.status).toBe('failed');
    // It comes to itself under a new session.
    a.clock.goOn();
    await fleet.time.pass(2000);
    expect((await fleet.write(a, write, [{ id: 3 }])).body.status).toBe('succeeded');
    expect(changes(a.events)).toEqual(['opened', 'lost', 'opened']);
    expect(changes(b.events)).toEqual(['opened', 'ended', 'tasks-adopted']);
  });

  test('sends nothing more once it must take its session for lost', async () => {
    const gate = new Gate();
    const fleet = new TestFleet();
    const a = await fleet.start('a', {
      // The store fails all renewals, and the first requests take longer than the lease.
      store: (store) =>
        interfere(store, 'renewSession', { before: () => Promise.reject(new Error('no store')) }),
      beforeNode: (_node, { path }) => (path === '/indexes' ? gate.pass() : Promise.resolve()),
    });
    gate.shut();
    const creation = fleet.ask(a, 'POST /indexes', { uid: 'books' });
    await fleet.time.pass(leaseMs + 100);
    gate.open();
    const answer = await creation;
    expect([answer.status, answer.body.code]).toEqual([503, 'miroir_no_quorum']);
    for (const node of fleet.nodes.values()) expect(node.lines()).toEqual(['POST /indexes']);
    const next = await fleet.ask(a, 'POST /indexes', { uid: 'others' });
    expect([next.status, next.body.code]).toEqual([503, 'miroir_write_interrupted']);
  });

  test('is replaced at once by a process of the same name', async () => {
    const { fleet, a, b } = await twoProxies({ beforeNode: (_node, { path }) => stuck(path) });
    void a.send(write, [{ id: 1 }]);
    await fleet.time.pass(100);
    const heir = await fleet.start('a');
    expect(changes(heir.events)).toEqual(['opened', 'tasks-adopted']);
    const begunMs = fleet.time.nowMs;
    expect((await fleet.ask(b, write, [{ id: 2 }])).status).toBe(202);
    const waitedMs = fleet.time.nowMs - begunMs;
    expect(waitedMs).toBeGreaterThanOrEqual(nodeTimeoutMs - 100);
    expect(waitedMs).toBeLessThan(nodeTimeoutMs + 1500);
    expect((await fleet.ended(heir, 1)).body.status).toBe('failed');
  });

  test('leaves what it had sent to be followed at once', async () => {
    const { fleet, a, b } = await twoProxies();
    for (const node of fleet.nodes.values()) node.outcomeOf = () => 'enqueued';
    const sent = await fleet.ask(a, write, [{ id: 1 }]);
    await a.engine.stop();
    for (const node of fleet.nodes.values()) node.outcomeOf = () => 'succeeded';
    const begunMs = fleet.time.nowMs;
    expect((await fleet.ended(b, sent.body.taskUid)).body.status).toBe('succeeded');
    expect(fleet.time.nowMs - begunMs).toBeLessThan(3000);
  });
});

const settingsLine = 'PATCH /indexes/movies/settings';

function quickly(): Promise<void> {
  return Promise.resolve();
}

const internal = { code: 'internal', type: 'internal' };

function changes(events: readonly { readonly kind: string; readonly change?: string }[]) {
  return events.flatMap((event) => (event.kind === 'session' ? [event.change] : []));
}

/** Never lets a write of documents through. */
function stuck(path: string): Promise<void> {
  return path.includes('/documents?') ? new Promise(() => {}) : Promise.resolve();
}
