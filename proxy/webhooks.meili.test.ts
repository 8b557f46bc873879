import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import {
  type InProcessFleet,
  type NodeSet,
  startInProcess,
  startNodes,
} from './testing/in-process-fleet.ts';
import { type ReceivedCall, type Receiver, startReceiver } from './testing/receiver.ts';
import { startSingle } from './testing/single-meilisearch.ts';
import { MemoryStore } from './store/memory/memory-store.ts';

// What Miroir tells webhooks is what a real Meilisearch tells them.
let nodes: NodeSet;
let fleet: InProcessFleet;
let receiver: Receiver;

beforeAll(async () => {
  nodes = await startNodes(3);
});

afterAll(() => nodes.stop());

beforeEach(async () => {
  receiver = await startReceiver();
  fleet = await startInProcess(nodes);
});

afterEach(async () => {
  await fleet.stop();
  await receiver.stop();
});

const writes: readonly (readonly [line: string, body?: unknown])[] = [
  ['POST /indexes', { uid: 'told', primaryKey: 'id' }],
  ['POST /indexes/told/documents', [{ id: 1, title: 'é' }, { id: 2 }]],
  ['POST /indexes/told/documents', [{ title: 'without id' }]],
  ['PATCH /indexes/told/settings', { filterableAttributes: ['title'] }],
  ['DELETE /indexes/told/documents/1'],
  ['POST /indexes', { uid: 'told' }],
  ['DELETE /indexes/none'],
  ['POST /swap-indexes', [{ indexes: ['told', 'none'] }]],
  ['DELETE /indexes/told'],
];

/** A call without times, and without what every client of HTTP has. */
function seen({ method, path, headers, body }: ReceivedCall): unknown {
  const told = ['content-type', 'content-encoding', 'authorization', 'x-odd'];
  return {
    method,
    path,
    headers: told.map((name) => headers[name]),
    body: body.replaceAll(/"(duration|\w+At)":"[^"]+"/g, '"$1":"…"'),
  };
}

async function until(count: number, what = receiver): Promise<void> {
  await vi.waitFor(() => expect(what.calls.length).toBe(count), { timeout: 20_000, interval: 20 });
}

function webhook(url = receiver.url): object {
  return { url, headers: { Authorization: 'Bearer secret', 'X-Odd': 'a,b' } };
}

test('a webhook is told of each task as by one Meilisearch', async () => {
  const single = await startSingle();
  const other = await startReceiver();
  await single.ask('POST /webhooks', webhook(other.url));
  const created = await fleet.request('POST /webhooks', webhook());
  expect(created.status).toBe(201);
  for (const [at, [line, body]] of writes.entries()) {
    await single.write(line, body);
    await fleet.write(line, body);
    await until(at + 1, other);
    await until(at + 1);
  }
  expect(receiver.calls.map(seen)).toEqual(other.calls.map(seen));
  const deleted = await fleet.request(`DELETE /webhooks/${created.body.uuid}`);
  expect(deleted.status).toBe(204);
  await single.stop();
  await other.stop();
});

const changes: readonly object[] = [
  {},
  { headers: { b: '1', A: '2', a: '3' } },
  { headers: { b: null, 'not there': null, c: '' } },
  { headers: { A: '9', d: 'bad\n' } },
  { headers: { 'bad name': 'v' }, url: 'bad' },
  { url: null },
  { url: '' },
  { url: 'bad' },
  { url: ' http://h/ä?b=c d#f ' },
  { uuid: 'x' },
  { headers: Object.fromEntries(Array.from({ length: 199 }, (_, at) => [`h${at}`, 'v'])) },
  { headers: null },
];

test('a webhook is made, changed, shown and deleted as by one Meilisearch', async () => {
  const single = await startSingle();
  for (const made of [{ url: 'mailto:x', headers: { z: null, y: 'é' } }, { url: 'http:h' }]) {
    const answers: string[] = [];
    for (const ask of [single.ask, askFleet]) {
      const created = await ask('POST /webhooks', made);
      const { uuid } = JSON.parse(created);
      const shown = [created];
      for (const change of changes) {
        shown.push(await ask(`PATCH /webhooks/${uuid}`, change));
        shown.push(await ask(`GET /webhooks/${uuid.toUpperCase()}`));
      }
      shown.push(await ask('GET /webhooks'), await ask(`DELETE /webhooks/${uuid}`));
      shown.push(await ask(`DELETE /webhooks/${uuid}`));
      answers.push(shown.join('\n').replaceAll(uuid, '<uuid>'));
    }
    expect(answers[1]).toBe(answers[0]);
  }
  await single.stop();
});

async function askFleet(line: string, body?: unknown): Promise<string> {
  return (await fleet.request(line, body)).text;
}

test('a receiver that does not answer delays no task and no other webhook', async () => {
  const silent = await startReceiver();
  silent.status = null;
  await fleet.request('POST /webhooks', webhook(silent.url));
  await fleet.request('POST /webhooks', webhook());
  const before = performance.now();
  await fleet.write('POST /indexes', { uid: 'quick' });
  await fleet.write('DELETE /indexes/quick');
  await until(2);
  expect(performance.now() - before).toBeLessThan(10_000);
  await until(1, silent);
  await silent.stop();
});

test('a task is announced again after a refusal, and after a proxy has stopped', async () => {
  const store = new MemoryStore();
  const first = await startInProcess(nodes, {}, store);
  await first.request('POST /webhooks', webhook());
  receiver.status = 500;
  await first.write('POST /indexes', { uid: 'again' });
  await until(1);
  await first.stop();
  const before = receiver.calls.length;
  receiver.status = 204;
  const second = await startInProcess(nodes, {}, store);
  await until(before + 1);
  expect(receiver.calls.at(-1)?.body).toBe(receiver.calls[0]?.body);
  await second.write('DELETE /indexes/again');
  await until(before + 2);
  expect(receiver.calls.at(-1)?.body).toContain('"type":"indexDeletion"');
  await second.stop();
});

test('of two proxies one announces each task', async () => {
  const store = new MemoryStore();
  const pair = [await startInProcess(nodes, {}, store), await startInProcess(nodes, {}, store)];
  await pair[0]?.request('POST /webhooks', webhook());
  for (let round = 0; round < 3; round += 1) {
    for (const proxy of pair) await proxy.write('DELETE /indexes/nobody');
  }
  await until(6);
  const uids = receiver.calls.map(({ body }) => JSON.parse(body).uid);
  expect(new Set(uids).size).toBe(6);
  await Promise.all(pair.map((proxy) => proxy.stop()));
});
