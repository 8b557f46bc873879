import { expect, test } from 'vitest';
import { MemoryStore } from '../../../proxy/store/memory/memory-store.ts';
import type { NodeReply } from '../../ports/node-client.ts';
import { defaultSettings } from '../../settings/defaults.ts';
import { testContext, testIndex } from '../../testing/context.ts';
import { testPorts } from '../../testing/ports.ts';
import { vectorFault } from './vector-fault.ts';

const embedders = { e: { source: 'userProvided', dimensions: 2 }, r: { source: 'rest' } };
const enqueued: NodeReply = { kind: 'reply', status: 202, body: '{"taskUid":7}' };
const silent: NodeReply = { kind: 'failure', failure: 'refused', message: 'nobody listens' };

function failing(code: string, type: string): (path: string) => NodeReply {
  const uid = { now: '' };
  return (path) => {
    uid.now = /miroir-[\da-f-]+/.exec(path)?.[0] ?? uid.now;
    if (!path.startsWith('/tasks/')) return enqueued;
    const error = { message: `Index \`${uid.now}\`: no`, code, type };
    return { kind: 'reply', status: 200, body: JSON.stringify({ status: 'failed', error }) };
  };
}

async function tried(respond: (path: string) => NodeReply, document: string, has = true) {
  const settings = { ...JSON.parse(defaultSettings), ...(has ? { embedders } : {}) };
  const index = testIndex({ uid: 'own', name: 'movies', settings: JSON.stringify(settings) });
  const store = new MemoryStore({ indexes: [index] });
  const { ports, calls } = testPorts((_node, { path }) => respond(path), store);
  const context = testContext(ports, [index]);
  const fault = await vectorFault(context, {
    uid: 'own',
    name: 'movies',
    primaryKey: 'id',
    method: 'POST',
    ids: ['1'],
    documents: [document],
    isKnown: () => false,
  });
  return { fault, lines: calls.map(({ request }) => `${request.method} ${request.path}`), calls };
}

test('a node tells what is wrong, on an index of its own that goes again', async () => {
  const { fault, lines, calls } = await tried(failing('c', 'invalid_request'), '{"id":1}');
  expect(fault?.body()).toMatchObject({ message: 'Index `movies`: no', code: 'c' });
  expect(lines.map((line) => line.replace(/miroir-[\da-f-]+/, 'x'))).toEqual([
    'PATCH /indexes/x/settings',
    'POST /indexes/x/documents?primaryKey=id',
    'GET /tasks/7',
    'DELETE /indexes/x',
  ]);
  expect(calls[0]?.request.body).toBe(
    '{"embedders":{"e":{"source":"userProvided","dimensions":2}}}',
  );
});

test('no node is asked about what is surely fine, or where no documents bring vectors', async () => {
  const fine = await tried(failing('c', 'internal'), '{"id":1,"_vectors":{"e":[1,2]}}');
  expect([fine.fault, fine.lines]).toEqual([undefined, []]);
  const none = await tried(failing('c', 'internal'), '{"id":1}', false);
  expect([none.fault, none.lines]).toEqual([undefined, []]);
});

test('what no node can tell does not hold up a write', async () => {
  expect((await tried(() => silent, '{"id":1}')).fault).toBeUndefined();
});
