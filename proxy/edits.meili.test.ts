import { afterAll, beforeAll, expect, test } from 'vitest';
import { testConfig } from '../engine/testing/config.ts';
import {
  type InProcessFleet,
  type NodeSet,
  startInProcess,
  startNodes,
} from './testing/in-process-fleet.ts';

type Stored = Readonly<Record<string, unknown>>;

const nodeKey = 'testNodeKey0123456789';
const count = 40;
let nodes: NodeSet;
let fleet: InProcessFleet;

beforeAll(async () => {
  nodes = await startNodes(3);
  fleet = await startInProcess(nodes, {
    topology: { ...testConfig.topology, replicationFactor: 2 },
  });
  await fleet.request('PATCH /experimental-features', '{"editDocumentsByFunction":true}');
  await fleet.write('POST /indexes', '{"uid":"movies","primaryKey":"id"}');
  const movies = Array.from({ length: count }, (_, id) => ({ id, year: 1900 + id }));
  await fleet.write('POST /indexes/movies/documents', JSON.stringify(movies));
});

afterAll(async () => {
  await fleet.stop();
  await nodes.stop();
});

/** All copies of all documents, by id. */
async function copies(): Promise<ReadonlyMap<number, readonly Stored[]>> {
  const byId = new Map<number, Stored[]>();
  for (const { url } of nodes.nodes) {
    const response = await fetch(`${url}/indexes/movies/documents?limit=1000`, {
      headers: { authorization: `Bearer ${nodeKey}` },
    });
    const { results }: { results: readonly Stored[] } = JSON.parse(await response.text());
    for (const document of results) {
      byId.set(Number(document['id']), [...(byId.get(Number(document['id'])) ?? []), document]);
    }
  }
  return byId;
}

async function edit(body: object): Promise<{ readonly status: string; readonly details: object }> {
  const { body: task } = await fleet.write(
    'POST /indexes/movies/documents/edit',
    JSON.stringify(body),
  );
  return task;
}

test('an edit reaches every copy, which keeps its place and gets one new version', async () => {
  const before = await copies();
  const task = await edit({ function: 'doc = #{id: doc.id, next: doc.year + 1}' });
  expect(task).toMatchObject({ status: 'succeeded', details: { editedDocuments: count } });
  const after = await copies();
  expect(after.size).toBe(count);
  for (const [id, [first, second, ...more]] of after) {
    const old = before.get(id)?.[0];
    expect([second, more]).toEqual([first, []]);
    expect(first).toEqual({
      ...old,
      next: 1901 + id,
      year: undefined,
      _miroir_version: first?.['_miroir_version'],
      _miroir_updated_at: first?.['_miroir_updated_at'],
    });
    expect(String(first?.['_miroir_version']) > String(old?.['_miroir_version'])).toBe(true);
  }
});

test.each([
  'if doc.id == 7 { throw "seven" }',
  'doc.next = 0; if doc.id == 7 { doc.id = 8 }',
  'if doc.id == 7 { doc = 1 } else { doc.next = 0 }',
  'doc["_mir" + "oir_shard"] = "x"; if doc.id == 7 { eval("exit" + "()") }',
])('an edit that fails on one document changes none: %s', async (script) => {
  const before = await copies();
  expect(await edit({ function: script })).toMatchObject({ status: 'failed' });
  expect(await copies()).toEqual(before);
});

test('no script gets at the hidden members', async () => {
  const before = await copies();
  const script = [
    'let name = "_mir" + "oir_"; doc[name + "shard"] = "("; doc[name + "seq"] = 1;',
    'doc[name + "version"] = (); eval("let " + name + "kept = #{}"); doc.seen = doc.keys().len();',
  ].join('\n');
  expect(await edit({ function: script })).toMatchObject({ status: 'succeeded' });
  for (const [id, [first]] of await copies()) {
    const { _miroir_shard: shard, _miroir_seq: sequence } = before.get(id)?.[0] ?? {};
    expect(first).toMatchObject({ _miroir_shard: shard, _miroir_seq: sequence });
    expect(String(first?.['_miroir_version'])).toMatch(/^[(),:;[\]{]{20}$/);
  }
});

test('an edit that comes once more to a node does nothing there', async () => {
  await edit({ function: 'doc.count = 1' });
  const { url } = nodes.nodes[0] ?? { url: '' };
  const headers = { authorization: `Bearer ${nodeKey}`, 'content-type': 'application/json' };
  const ask = async (method: string, path: string, body?: string): Promise<string> => {
    const answer = await fetch(`${url}${path}`, { method, headers, body: body ?? null });
    return answer.text();
  };
  await edit({ function: 'doc.count += 1' });
  const before = await copies();
  const { results } = JSON.parse(await ask('GET', '/tasks?types=documentEdition&limit=1'));
  const { function: script, context } = results[0].details;
  const body = JSON.stringify({ function: script, context });
  const { taskUid } = JSON.parse(await ask('POST', '/indexes/movies/documents/edit', body));
  let task = '';
  while (!task.includes('"succeeded"')) task = await ask('GET', `/tasks/${taskUid}`);
  expect(await copies()).toEqual(before);
});
