import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testConfig } from '../engine/testing/config.ts';
import { systemClock } from './clock.ts';
import {
  type InProcessFleet,
  type NodeSet,
  startInProcess,
  startNodes,
} from './testing/in-process-fleet.ts';

const features = '/experimental-features';
const health = { ...testConfig.health, intervalMs: 100 };

let nodes: NodeSet;
let fleet: InProcessFleet;

beforeAll(async () => {
  nodes = await startNodes(3);
  fleet = await startInProcess(nodes, { health });
  await fleet.write('POST /indexes', { uid: 'books', primaryKey: 'id' });
  await fleet.write('PUT /indexes/books/settings/filterable-attributes', ['title']);
  const titles = ['one', 'two', 'twenty', 'twelve', 'six', 'ten'];
  await fleet.write(
    'POST /indexes/books/documents',
    titles.map((title, id) => ({ id, title })),
  );
});

afterAll(async () => {
  await fleet?.stop();
  await nodes?.stop();
});

/** What a node itself says, past the engine. */
async function askNode(url: string, method: string, body?: unknown): Promise<string> {
  const response = await fetch(`${url}${features}`, {
    method,
    headers: { authorization: 'Bearer testNodeKey0123456789', 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
  });
  return response.text();
}

async function nodesWith(feature: string): Promise<number> {
  const answers = await Promise.all(nodes.nodes.map(({ url }) => askNode(url, 'GET')));
  return answers.filter((answer) => answer.includes(`"${feature}":true`)).length;
}

function search() {
  return fleet.request('POST /indexes/books/search', { filter: 'title CONTAINS tw' });
}

describe('experimental features of real nodes', () => {
  test('are those of Miroir as soon as it has answered', async () => {
    expect((await search()).body.code).toBe('feature_not_enabled');
    await fleet.request(`PATCH ${features}`, { containsFilter: true, metrics: true });
    expect((await search()).body.estimatedTotalHits).toBe(3);
    expect([await nodesWith('containsFilter'), await nodesWith('metrics')]).toEqual([3, 0]);
  });

  test('come back where a node has lost them, and no search suffers meanwhile', async () => {
    const [first] = nodes.nodes;
    await askNode(first?.url ?? '', 'PATCH', { containsFilter: false });
    expect((await search()).body.estimatedTotalHits).toBe(3);
    const deadlineMs = systemClock.monoMs() + 10_000;
    while ((await nodesWith('containsFilter')) < 3) {
      if (systemClock.monoMs() > deadlineMs) throw new Error('the node did not get its feature');
      expect((await search()).body.estimatedTotalHits).toBe(3);
      await systemClock.sleep(20);
    }
  });

  test('are given to a node that was down when they changed', async () => {
    fleet.down.add('meili-2');
    await fleet.request(`PATCH ${features}`, { containsFilter: false });
    expect(await nodesWith('containsFilter')).toBe(1);
    expect((await search()).body.code).toBe('feature_not_enabled');
    fleet.down.delete('meili-2');
    const deadlineMs = systemClock.monoMs() + 10_000;
    while ((await nodesWith('containsFilter')) > 0) {
      if (systemClock.monoMs() > deadlineMs) throw new Error('the node kept its feature');
      await systemClock.sleep(20);
    }
  });
});
