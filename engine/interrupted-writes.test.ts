import { describe, expect, test } from 'vitest';
import type { TaskStore } from './ports/task-store.ts';
import { testConfig } from './testing/config.ts';
import { Gate, interfere, Trap } from './testing/interference.ts';
import { type Interference, TestFleet, type TestProxy } from './testing/test-fleet.ts';

const { nodeTimeoutMs } = testConfig.scatter;
const { leaseMs } = testConfig.session;
const write = 'POST /indexes/movies/documents';

/** One proxy over an index `movies`. */
async function oneProxy(interference: Interference = {}) {
  const fleet = new TestFleet();
  const proxy = await fleet.start('a', interference);
  await fleet.write(proxy, 'POST /indexes', { uid: 'movies', primaryKey: 'id' });
  return { fleet, proxy };
}

/** A proxy whose store fails `method` once the trap is armed. */
async function trapped(method: keyof TaskStore, when: 'before' | 'after') {
  const trap = new Trap();
  const around = { [when]: () => trap.pass() };
  return { trap, ...(await oneProxy({ store: (store) => interfere(store, method, around) })) };
}

function bugs({ events }: TestProxy): unknown[] {
  return events.filter(({ kind }) => kind === 'bug');
}

describe('a store that fails', () => {
  test.each([
    ['before', 'registerTask'],
    ['after', 'registerTask'],
    ['before', 'recordDispatch'],
    ['after', 'recordDispatch'],
  ] as const)('%s %s leaves a write open, and the index free in the end', async (when, method) => {
    const { trap, fleet, proxy } = await trapped(method, when);
    trap.arm();
    expect((await fleet.ask(proxy, write, [{ id: 1 }])).status).toBe(500);
    const begunMs = fleet.time.nowMs;
    expect((await fleet.write(proxy, write, [{ id: 2 }])).body.status).toBe('succeeded');
    const waitedMs = fleet.time.nowMs - begunMs;
    const leftOpen = `${when} ${method}`;
    const isInterrupted = leftOpen === 'after registerTask' || leftOpen === 'before recordDispatch';
    expect(waitedMs >= nodeTimeoutMs).toBe(isInterrupted);
    const first = await fleet.store.getTask(1);
    if (isInterrupted) expect(first).toMatchObject({ status: 'failed', phase: 'settled' });
    expect(await fleet.store.listUnsettledTasks(10)).toEqual([]);
    expect(bugs(proxy)).toEqual([]);
    expect(proxy.events).toContainEqual({
      kind: 'store-failure',
      operation: method,
      message: 'no store',
    });
  });

  test.each([
    ['before', 'listUnsettledTasks'],
    ['before', 'settleTask'],
    ['after', 'settleTask'],
    ['before', 'renewSession'],
    ['after', 'renewSession'],
    ['before', 'adoptTasks'],
  ] as const)('%s %s does not keep the work behind it from going on', async (when, method) => {
    const { trap, fleet, proxy } = await trapped(method, when);
    for (let round = 0; round < 3; round += 1) {
      trap.arm();
      const { body } = await fleet.write(proxy, write, [{ id: round }]);
      expect(body.status).toBe('succeeded');
      await fleet.time.pass(2 * leaseMs);
    }
    expect(trap.sprung).toBe(3);
    expect(bugs(proxy)).toEqual([]);
    const sessions = proxy.events.filter(({ kind }) => kind === 'session');
    expect(sessions).toHaveLength(1);
  });

  test('whose answer comes too late to send a write leaves it unsent', async () => {
    const gate = new Gate();
    const { fleet, proxy } = await oneProxy({
      store: (store) => interfere(store, 'registerTask', { after: () => gate.pass() }),
    });
    gate.shut();
    const late = fleet.ask(proxy, write, [{ id: 1 }]);
    await fleet.time.pass(2 * nodeTimeoutMs);
    expect((await fleet.store.getTask(1))?.status).toBe('failed');
    gate.open();
    const answer = await late;
    expect([answer.status, answer.body.code]).toEqual([503, 'miroir_write_interrupted']);
    for (const node of fleet.nodes.values()) expect(node.lines()).not.toContain(write);
  });

  test('does not make a document that was deleted keep its place', async () => {
    const { trap, fleet, proxy } = await trapped('settleTask', 'after');
    trap.arm();
    await fleet.write(proxy, write, [{ id: 1 }]);
    expect(trap.sprung).toBe(1);
    await fleet.write(proxy, 'DELETE /indexes/movies/documents/1');
    await fleet.write(proxy, write, [{ id: 1 }]);
    const added = fleet.node('meili-0').writes.concat(fleet.node('meili-1').writes).at(-1);
    const [, version] = /"_miroir_version":"([^"]+)"/.exec(added?.body ?? '') ?? [];
    expect(version).toBeDefined();
    expect(added?.body).toContain(`"_miroir_seq":"${version}"`);
  });

  test('fails a request that needs to know what others did', async () => {
    const { trap, fleet, proxy } = await trapped('readShared', 'before');
    trap.arm();
    const answers = [
      await fleet.ask(proxy, 'GET /indexes/movies'),
      await fleet.ask(proxy, 'GET /indexes/movies'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([500, 200]);
    expect(bugs(proxy)).toEqual([]);
  });
});

describe('the creation of an index', () => {
  test('that was interrupted is taken back, so that it can be created anew', async () => {
    const { trap, fleet, proxy } = await trapped('recordDispatch', 'before');
    trap.arm();
    expect((await fleet.ask(proxy, 'POST /indexes', { uid: 'books' })).status).toBe(500);
    const created = await fleet.write(proxy, 'POST /indexes', { uid: 'books' });
    expect(created.body.status).toBe('succeeded');
    const creation = ['POST /indexes', 'PATCH /indexes/books/settings'];
    for (const node of fleet.nodes.values()) {
      expect(node.lines().slice(2)).toEqual([...creation, 'DELETE /indexes/books', ...creation]);
    }
  });

  test('that failed on a node is taken back from all', async () => {
    const { fleet, proxy } = await oneProxy();
    const node = fleet.node('meili-1');
    node.outcomeOf = ({ line }) => (line === 'POST /indexes' ? 'failed' : 'succeeded');
    const failed = await fleet.write(proxy, 'POST /indexes', { uid: 'books' });
    expect(failed.body.status).toBe('failed');
    expect((await fleet.ask(proxy, 'GET /indexes/books')).status).toBe(404);
    expect(fleet.node('meili-0').lines().at(-1)).toBe('DELETE /indexes/books');
    node.outcomeOf = () => 'succeeded';
    const created = await fleet.write(proxy, 'POST /indexes', { uid: 'books' });
    expect(created.body.status).toBe('succeeded');
  });

  test('that failed on a node stands if later writes rest on it', async () => {
    const { fleet, proxy } = await oneProxy();
    const node = fleet.node('meili-1');
    node.outcomeOf = () => 'enqueued';
    const creation = await fleet.ask(proxy, 'POST /indexes', { uid: 'books', primaryKey: 'id' });
    const later = await fleet.ask(proxy, 'POST /indexes/books/documents', [{ id: 1 }]);
    node.outcomeOf = ({ line }) => (line === 'POST /indexes' ? 'failed' : 'succeeded');
    expect((await fleet.ended(proxy, creation.body.taskUid)).body.status).toBe('failed');
    expect((await fleet.ended(proxy, later.body.taskUid)).body.status).toBe('succeeded');
    expect((await fleet.ask(proxy, 'GET /indexes/books')).status).toBe(200);
    expect(node.lines()).not.toContain('DELETE /indexes/books');
    expect(JSON.parse(node.writes.at(-1)?.body ?? '')).toMatchObject({
      filterableAttributes: ['_miroir_shard'],
    });
  });
});

describe('the deletion of an index', () => {
  test('that some nodes missed is carried through', async () => {
    let isCut = true;
    const { fleet, proxy } = await oneProxy({
      async beforeNode(node, { method }) {
        if (isCut && node === 'meili-1' && method === 'DELETE') throw new Error('cut');
      },
    });
    const answer = await fleet.ask(proxy, 'DELETE /indexes/movies');
    expect([answer.status, answer.body.code]).toEqual([503, 'miroir_no_quorum']);
    expect(answer.body.message).toContain('Miroir sends the deletion again');
    await fleet.time.pass(3 * nodeTimeoutMs);
    expect((await fleet.ask(proxy, 'GET /indexes/movies')).status).toBe(200);
    isCut = false;
    await fleet.time.pass(2 * nodeTimeoutMs);
    expect((await fleet.ask(proxy, 'GET /indexes/movies')).status).toBe(404);
    expect(fleet.node('meili-1').lines().at(-1)).toBe('DELETE /indexes/movies');
    expect((await fleet.write(proxy, write, [{ id: 1 }])).body.status).toBe('succeeded');
  });

  test('that failed on a node is sent again', async () => {
    const { fleet, proxy } = await oneProxy();
    const node = fleet.node('meili-1');
    const firstUid = node.writes.length;
    node.outcomeOf = ({ taskUid }) => (taskUid === firstUid ? 'failed' : 'succeeded');
    const deleted = await fleet.write(proxy, 'DELETE /indexes/movies');
    expect(deleted.body.status).toBe('succeeded');
    expect(node.lines().filter((line) => line.startsWith('DELETE'))).toHaveLength(2);
    expect((await fleet.ask(proxy, 'GET /indexes/movies')).status).toBe(404);
  });

  test('that failed on a node leaves no index if the creation after it fails as well', async () => {
    const { fleet, proxy } = await oneProxy();
    for (const node of fleet.nodes.values()) node.outcomeOf = () => 'enqueued';
    const deletion = await fleet.ask(proxy, 'DELETE /indexes/movies');
    const creation = await fleet.ask(proxy, 'POST /indexes', { uid: 'movies', primaryKey: 'id' });
    for (const node of fleet.nodes.values()) node.outcomeOf = () => 'succeeded';
    const faulty = fleet.node('meili-1');
    const lastUid = faulty.writes.length;
    faulty.outcomeOf = ({ taskUid }) => (taskUid < lastUid ? 'failed' : 'succeeded');
    for (const { body } of [deletion, creation]) {
      expect((await fleet.ended(proxy, body.taskUid)).body.status).toBe('failed');
    }
    expect((await fleet.ask(proxy, 'GET /indexes/movies')).status).toBe(404);
    expect(await fleet.store.listIndexes()).toEqual([]);
    expect((await fleet.write(proxy, write, [{ id: 1 }])).body.status).toBe('succeeded');
    expect((await fleet.ask(proxy, 'GET /indexes/movies')).status).toBe(200);
  });

  test('that failed on a node is not sent again under a write that came meanwhile', async () => {
    const reopening = new Gate();
    const { fleet, proxy } = await oneProxy({
      store: (store) => interfere(store, 'reopenTask', { before: () => reopening.pass() }),
    });
    const node = fleet.node('meili-1');
    const firstUid = node.writes.length;
    node.outcomeOf = ({ taskUid }) => (taskUid === firstUid ? 'failed' : 'succeeded');
    reopening.shut();
    const deletion = await fleet.ask(proxy, 'DELETE /indexes/movies');
    await fleet.time.pass(nodeTimeoutMs);
    const written = await fleet.ask(proxy, write, [{ id: 1 }]);
    reopening.open();
    expect((await fleet.ended(proxy, deletion.body.taskUid)).body.status).toBe('failed');
    expect((await fleet.ended(proxy, written.body.taskUid)).body.status).toBe('succeeded');
    expect(node.lines().filter((line) => line.startsWith('DELETE'))).toHaveLength(1);
    expect((await fleet.ask(proxy, 'GET /indexes/movies')).status).toBe(200);
  });
});

describe('tasks that end together', () => {
  test('build on one another', async () => {
    const { fleet, proxy } = await oneProxy();
    for (const node of fleet.nodes.values()) node.outcomeOf = () => 'enqueued';
    await fleet.ask(proxy, 'POST /indexes', { uid: 'books', primaryKey: 'isbn' });
    await fleet.ask(proxy, 'PATCH /indexes/books/settings', { stopWords: ['the'] });
    const last = await fleet.ask(proxy, 'POST /indexes/books/documents', [{ isbn: 1 }]);
    for (const node of fleet.nodes.values()) node.outcomeOf = () => 'succeeded';
    expect((await fleet.ended(proxy, last.body.taskUid)).body.status).toBe('succeeded');
    const { body } = await fleet.ask(proxy, 'GET /indexes/books');
    expect(body.primaryKey).toBe('isbn');
    const settings = await fleet.ask(proxy, 'GET /indexes/books/settings');
    expect(settings.body.stopWords).toEqual(['the']);
  });
});

describe('a change of settings that was interrupted', () => {
  test('is taken back, and no later one with it', async () => {
    const { trap, fleet, proxy } = await trapped('recordDispatch', 'before');
    const other = await fleet.start('b');
    await fleet.write(proxy, 'PATCH /indexes/movies/settings', { stopWords: ['a'] });
    trap.arm();
    const change = { stopWords: ['b'], searchableAttributes: ['title'] };
    expect((await fleet.ask(proxy, 'PATCH /indexes/movies/settings', change)).status).toBe(500);
    const later = await fleet.write(other, 'PATCH /indexes/movies/settings', { dictionary: ['c'] });
    expect(later.body.status).toBe('succeeded');
    const { body } = await fleet.ask(proxy, 'GET /indexes/movies/settings');
    expect([body.stopWords, body.searchableAttributes, body.dictionary]).toEqual([
      ['a'],
      ['*'],
      ['c'],
    ]);
  });
});
