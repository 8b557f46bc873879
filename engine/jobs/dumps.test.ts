import { describe, expect, test } from 'vitest';
import { must } from '../base/assert.ts';
import { limits } from '../limits.ts';
import { bodyOf, type NodeRequest } from '../ports/node-client.ts';
import { testConfig } from '../testing/config.ts';
import { StoringNode } from '../testing/storing-node.ts';
import { type Interference, TestFleet, type TestProxy } from '../testing/test-fleet.ts';

const { leaseMs } = testConfig.session;
const write = 'POST /indexes/movies/documents';
const ids = Array.from({ length: 30 }, (_, place) => (place * 7) % 30);

/** Two proxies over nodes that keep what they are sent, and an index `movies`. */
async function filledFleet(interference: Interference = {}) {
  const nodes = new Map(testConfig.topology.nodes.map(({ id }) => [id, new StoringNode()]));
  const fleet = new TestFleet(nodes);
  const [a, b] = [await fleet.start('a', interference), await fleet.start('b')];
  await fleet.write(a, 'POST /indexes', { uid: 'movies', primaryKey: 'id' });
  await fleet.write(
    a,
    write,
    ids.map((id) => ({ id })),
  );
  return { fleet, nodes, a, b };
}

/** The ids in the only dump there is, in their order. */
function dumpedIds({ archives }: TestFleet): number[] {
  expect(archives.finished.size).toBe(1);
  const [files] = archives.finished.values();
  const documents = must(files?.get('indexes/movies/documents.jsonl'), 'the documents');
  return documents
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line).id);
}

/** Whether a request reads a page for a dump. */
function isPage(request: NodeRequest): boolean {
  return request.path.endsWith('/documents/fetch') && bodyOf(request).includes('"sort"');
}

async function begunDump(fleet: TestFleet, proxy: TestProxy): Promise<number> {
  const { status, body } = await fleet.ask(proxy, 'POST /dumps');
  expect(status).toBe(202);
  return body.taskUid;
}

describe('a dump', () => {
  test('has the documents in the order of their insertion, and nothing of Miroir', async () => {
    const { fleet, a } = await filledFleet();
    const dump = await fleet.write(a, 'POST /dumps');
    expect(dump.body).toMatchObject({ status: 'succeeded', type: 'dumpCreation' });
    expect(dump.body.details.dumpUid).toMatch(/^\d{8}-\d{9}$/);
    expect(dumpedIds(fleet)).toEqual(ids);
    const files = fleet.archives.finished.get(`dump/${dump.body.details.dumpUid}`);
    expect([...must(files, 'the dump').values()].join('')).not.toContain('_miroir');
  });

  test('waits for what was accepted before', async () => {
    const { fleet, nodes, a } = await filledFleet();
    const outcomes = { isOpen: true };
    for (const node of nodes.values()) {
      node.outcomeOf = ({ line }) =>
        outcomes.isOpen && line.startsWith('DELETE') ? 'enqueued' : 'succeeded';
    }
    await fleet.ask(a, 'DELETE /indexes/movies/documents/7');
    const uid = await begunDump(fleet, a);
    await fleet.time.pass(10_000);
    expect((await fleet.ask(a, `GET /tasks/${uid}`)).body).toMatchObject({
      status: 'processing',
      details: { dumpUid: null },
    });
    outcomes.isOpen = false;
    expect((await fleet.ended(a, uid)).body.status).toBe('succeeded');
  });

  test('has an index whose creation was accepted before', async () => {
    const { fleet, nodes, a } = await filledFleet();
    const outcomes = { isOpen: true };
    for (const node of nodes.values()) {
      node.outcomeOf = ({ line }) =>
        outcomes.isOpen && line.includes('later') ? 'enqueued' : 'succeeded';
    }
    await fleet.ask(a, 'POST /indexes', { uid: 'later', primaryKey: 'id' });
    const uid = await begunDump(fleet, a);
    await fleet.time.pass(2000);
    outcomes.isOpen = false;
    await fleet.ended(a, uid);
    const [files] = fleet.archives.finished.values();
    expect(JSON.parse(files?.get('indexes/later/metadata.json') ?? '')).toMatchObject({
      uid: 'later',
      primaryKey: 'id',
    });
  });

  test('is of one moment, though something is written while it is read', async () => {
    let pages = 0;
    const { fleet, a, b } = await filledFleet({
      async beforeNode(_node, request) {
        if (!isPage(request)) return;
        pages += 1;
        if (pages === 1) await fleet.write(b, write, [{ id: 100 }, { id: 7, title: 'changed' }]);
      },
    });
    expect((await fleet.write(a, 'POST /dumps')).body.status).toBe('succeeded');
    expect(dumpedIds(fleet)).toEqual([...ids, 100]);
    expect(pages).toBeGreaterThan(2);
  });

  test('has writes wait that would never leave it a moment', async () => {
    let next = 1000;
    const accepted: number[] = [];
    const { fleet, a, b } = await filledFleet({
      async beforeNode(_node, request) {
        if (!isPage(request)) return;
        const id = (next += 1);
        // Nobody waits for it here: while the index is held, it is not accepted.
        void b.send(write, [{ id }]).then(({ status }) => status === 202 && accepted.push(id));
        await a.clock.sleep(50);
      },
    });
    expect((await fleet.write(a, 'POST /dumps')).body.status).toBe('succeeded');
    await fleet.time.pass(20_000);
    const dumped = dumpedIds(fleet);
    expect(dumped.slice(0, ids.length)).toEqual(ids);
    expect(accepted).toHaveLength(next - 1000);
    expect(dumped.length).toBeLessThan(ids.length + accepted.length);
  });

  test('of a proxy that is told to stop fails, and leaves nothing', async () => {
    const { fleet, a, b } = await filledFleet({
      beforeNode: async (_node, request) => {
        if (isPage(request)) await a.clock.sleep(1000);
      },
    });
    const uid = await begunDump(fleet, a);
    await fleet.time.pass(500);
    const stopped = { isOver: false };
    void a.engine.stop().then(() => {
      stopped.isOver = true;
    });
    await fleet.time.until(() => stopped.isOver);
    const { body } = await fleet.ended(b, uid);
    expect(body).toMatchObject({
      status: 'failed',
      details: { dumpUid: null },
      error: { message: 'Miroir was stopped before this was done.' },
    });
    expect(fleet.archives.finished.size).toBe(0);
  });

  test('of a proxy that dies is ended by another, and by nobody else', async () => {
    const { fleet, a, b } = await filledFleet({
      beforeNode: async (_node, request) => {
        if (isPage(request)) await a.clock.sleep(1000);
      },
    });
    const uid = await begunDump(fleet, a);
    await fleet.time.pass(500);
    a.clock.stop();
    await fleet.time.pass(4 * leaseMs);
    const { body } = await fleet.ended(b, uid);
    expect(body).toMatchObject({
      status: 'failed',
      error: { message: 'The proxy that worked on this stopped before it was done.' },
    });
    a.clock.goOn();
    await fleet.time.pass(10_000);
    expect(fleet.archives.finished.size).toBe(0);
    expect((await fleet.ask(b, `GET /tasks/${uid}`)).body).toEqual(body);
    const written = await fleet.write(b, write, [{ id: 200 }]);
    expect(written.body.status).toBe('succeeded');
    expect(a.events.filter(({ kind }) => kind === 'bug')).toEqual([]);
  });

  test('stops once its task was ended by somebody', async () => {
    const { fleet, a } = await filledFleet({
      beforeNode: async (_node, request) => {
        if (isPage(request)) await a.clock.sleep(1000);
      },
    });
    const uid = await begunDump(fleet, a);
    await fleet.time.pass(500);
    const task = must(await fleet.store.getTask(uid), 'the task');
    const time = '2026-11-26T00:00:00Z';
    await fleet.store.settleTask(
      { session: must(task.session, 'a session'), uid },
      {
        status: 'canceled',
        startedAt: time,
        finishedAt: time,
        details: task.details,
        error: null,
        nodeTasks: [],
        behind: [],
      },
    );
    await fleet.time.pass(10_000);
    expect(fleet.archives.finished.size).toBe(0);
    expect((await fleet.ask(a, `GET /tasks/${uid}`)).body.status).toBe('canceled');
  });

  test('fails if a shard cannot be read, without a word about nodes', async () => {
    const { fleet, a } = await filledFleet({
      beforeNode: async (_node, request) => {
        if (isPage(request)) throw new Error('cut');
      },
    });
    const uid = await begunDump(fleet, a);
    await fleet.time.pass(limits.jobReadingMsMax + 60_000);
    const { body } = await fleet.ended(a, uid);
    expect(body.status).toBe('failed');
    expect(body.error.message).toMatch(/^Index `movies` cannot be read: /);
    expect(JSON.stringify(body)).not.toContain('meili-');
    expect(fleet.archives.finished.size).toBe(0);
  });

  test('is made after another, and has a name of its own', async () => {
    const { fleet, a, b } = await filledFleet();
    const uids = [await begunDump(fleet, a), await begunDump(fleet, a), await begunDump(fleet, b)];
    const ended = await Promise.all(uids.map(async (uid) => fleet.ended(a, uid)));
    expect(ended.map(({ body }) => body.status)).toEqual(Array(3).fill('succeeded'));
    expect(fleet.archives.finished.size).toBe(3);
  });
});
