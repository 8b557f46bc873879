import { afterAll, beforeAll, expect, test } from 'vitest';
import { testConfig } from '../engine/testing/config.ts';
import { systemClock } from './clock.ts';
import {
  type InProcessFleet,
  type NodeSet,
  startInProcess,
  startNodes,
} from './testing/in-process-fleet.ts';

const nodeKey = 'testNodeKey0123456789';
const count = 300;

let nodes: NodeSet;
let fleet: InProcessFleet;

beforeAll(async () => {
  nodes = await startNodes(4);
  fleet = await startInProcess(nodes, {
    topology: { ...testConfig.topology, nodes: testConfig.topology.nodes.slice(0, 2) },
    health: { intervalMs: 100, timeoutMs: 1000, unhealthyThreshold: 2, recoveryThreshold: 2 },
    scatter: { ...testConfig.scatter, nodeTimeoutMs: 1000 },
    session: { renewMs: 100, leaseMs: 500 },
  });
  const films = Array.from({ length: count }, (_, id) => ({ id, title: `Film number ${id}` }));
  await fleet.write('POST /indexes/movies/documents?primaryKey=id', films);
});

afterAll(async () => {
  await fleet.stop();
  await nodes.stop();
});

function urlOf(id: string): string {
  return nodes.nodes.find((node) => node.id === id)?.url ?? '';
}

/** Changes the fleet and waits until every shard is where it ought to be then. */
async function change(line: string, body?: unknown): Promise<void> {
  const { status, body: begun, text } = await fleet.request(line, body);
  expect([status, text]).toEqual([202, text]);
  const deadlineMs = systemClock.monoMs() + 60_000;
  for (;;) {
    const path = `/_miroir/operations/${begun.miroir_task_id}`;
    const { body: operation } = await fleet.request(`GET ${path}`);
    if (operation.status === 'succeeded') return;
    if (systemClock.monoMs() > deadlineMs) {
      const { text: state } = await fleet.request('GET /_miroir/rebalance/status');
      throw new Error(`${line} did not end within a minute: ${state}`);
    }
    await systemClock.sleep(50);
  }
}

async function found(): Promise<readonly number[]> {
  const search = { q: 'film', limit: 1000 };
  const { body, headers } = await fleet.request('POST /indexes/movies/search', search);
  expect(headers['x-miroir-degraded']).toBeUndefined();
  const hits: readonly { id: number }[] = body.hits;
  return hits.map(({ id }) => id).toSorted((left, right) => left - right);
}

/** Documents that a node stores; none if it does not have the index. */
async function storedBy(id: string): Promise<number> {
  const response = await fetch(`${urlOf(id)}/indexes/movies/stats`, {
    headers: { authorization: `Bearer ${nodeKey}` },
  });
  const { numberOfDocuments = 0 }: { numberOfDocuments?: number } = JSON.parse(
    await response.text(),
  );
  return numberOfDocuments;
}

const everything = Array.from({ length: count }, (_, id) => id);

test('a node joins, takes its share, and everything is found once', async () => {
  await change('POST /_miroir/nodes', { id: 'meili-2', address: urlOf('meili-2') });
  const { body: topology } = await fleet.request('GET /_miroir/topology');
  expect(topology).toMatchObject({ rebalance_in_progress: false, fully_covered: true });
  expect(topology.nodes.map(({ status }: { status: string }) => status)).toEqual([
    'active',
    'active',
    'active',
  ]);
  expect(await storedBy('meili-2')).toBeGreaterThan(0);
  const all = await Promise.all(['meili-0', 'meili-1', 'meili-2'].map(storedBy));
  expect(all.reduce((sum, documents) => sum + documents, 0)).toBe(2 * count);
  expect(await found()).toEqual(everything);
});

test('a node drains, is removed, and may come back empty', async () => {
  expect((await fleet.request('DELETE /_miroir/nodes/meili-0')).body.code).toBe(
    'miroir_node_in_use',
  );
  await change('POST /_miroir/nodes/meili-0/drain');
  expect(await storedBy('meili-0')).toBe(0);
  await change('DELETE /_miroir/nodes/meili-0');
  expect(await found()).toEqual(everything);
  await change('POST /_miroir/nodes', { id: 'meili-0', address: urlOf('meili-0') });
  expect(await storedBy('meili-0')).toBeGreaterThan(0);
  expect(await found()).toEqual(everything);
});

test('a node that is lost is given up, replaced and removed', async () => {
  fleet.down.add('meili-1');
  const replacement = { id: 'meili-3', address: urlOf('meili-3') };
  await change('POST /_miroir/nodes/meili-1/fail');
  await change('POST /_miroir/nodes/meili-1/replace', replacement);
  await change('DELETE /_miroir/nodes/meili-1');
  expect(await found()).toEqual(everything);
  const { body: topology } = await fleet.request('GET /_miroir/topology');
  const ids = topology.nodes.map(({ id }: { id: string }) => id);
  expect(ids).toEqual(['meili-2', 'meili-0', 'meili-3']);
  expect(topology.rebalance_in_progress).toBe(false);
});

test('the replication factor falls, and a group takes over from another', async () => {
  await change('POST /_miroir/replication', { replication_factor: 1 });
  const all = await Promise.all(['meili-0', 'meili-2', 'meili-3'].map(storedBy));
  expect(all.reduce((sum, documents) => sum + documents, 0)).toBe(count);
  fleet.down.delete('meili-1');
  const group = { nodes: [{ id: 'meili-1', address: urlOf('meili-1') }] };
  const refused = await fleet.request('POST /_miroir/replica_groups', group);
  expect(refused.body.code).toBe('miroir_node_not_empty');
  await wipe('meili-1');
  await change('POST /_miroir/replica_groups', group);
  expect(await storedBy('meili-1')).toBe(count);
  await change('DELETE /_miroir/replica_groups/0');
  for (const id of ['meili-0', 'meili-2', 'meili-3']) await change(`DELETE /_miroir/nodes/${id}`);
  expect(await found()).toEqual(everything);
  await fleet.write('PUT /indexes/movies/documents', [{ id: count, title: 'Film number last' }]);
  expect(await found()).toEqual([...everything, count]);
});

async function wipe(id: string): Promise<void> {
  const url = `${urlOf(id)}/indexes/movies`;
  const headers = { authorization: `Bearer ${nodeKey}` };
  await fetch(url, { method: 'DELETE', headers });
  await expect.poll(async () => (await fetch(url, { headers })).status).toBe(404);
}
