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

let nodes: NodeSet;
let fleet: InProcessFleet;

beforeAll(async () => {
  nodes = await startNodes(3);
  fleet = await startInProcess(nodes, {
    topology: { ...testConfig.topology, replicationFactor: 3 },
    health: { intervalMs: 100, timeoutMs: 1000, unhealthyThreshold: 2, recoveryThreshold: 2 },
    scatter: { ...testConfig.scatter, nodeTimeoutMs: 1000 },
    // So few that a shard takes several turns.
    repair: { batchDocuments: 15, pauseMs: 0, turnMs: 2000 },
  });
});

afterAll(async () => {
  await fleet.stop();
  await nodes.stop();
});

function movies(from: number, count: number, change: object = {}): object[] {
  return Array.from({ length: count }, (_, place) => ({
    id: from + place,
    title: `Film number ${from + place}`,
    year: 1900 + ((from + place) % 100),
    ...change,
  }));
}

/** Every document that a node stores, markers included, by id; members in order of their names. */
async function stored(node: string): Promise<ReadonlyMap<unknown, string>> {
  const url = nodes.nodes.find(({ id }) => id === node)?.url;
  const response = await fetch(`${url}/indexes/movies/documents?limit=10000`, {
    headers: { authorization: `Bearer ${nodeKey}` },
  });
  const { results }: { results: Readonly<Record<string, unknown>>[] } = JSON.parse(
    await response.text(),
  );
  return new Map(
    results.map((document) => {
      const names = Object.keys(document).toSorted();
      return [document['id'], JSON.stringify(names.map((name) => [name, document[name]]))];
    }),
  );
}

async function behind(): Promise<readonly unknown[]> {
  const { body } = await fleet.request('GET /_miroir/topology');
  const known: readonly { behind: readonly unknown[] }[] = body.nodes;
  return known.flatMap((node) => node.behind);
}

test('a node that missed writes of every kind is repaired under further writes', async () => {
  await fleet.write('POST /indexes', { uid: 'movies', primaryKey: 'id' });
  await fleet.write('PATCH /indexes/movies/settings', { filterableAttributes: ['year'] });
  await fleet.write('POST /indexes/movies/documents', movies(0, 600));
  fleet.down.add('meili-1');
  await fleet.write('POST /indexes/movies/documents', movies(100, 50, { year: 2001 }));
  await fleet.write('PUT /indexes/movies/documents', movies(200, 50, { rating: 7 }));
  const ids = Array.from({ length: 60 }, (_, place) => 300 + place);
  await fleet.write('POST /indexes/movies/documents/delete-batch', ids);
  await fleet.write('POST /indexes/movies/documents/delete', { filter: 'year < 1903' });
  await fleet.write('POST /indexes/movies/documents', movies(1000, 80));
  expect(await behind()).toHaveLength(1);
  fleet.down.delete('meili-1');
  const deadlineMs = systemClock.monoMs() + 60_000;
  let further = 0;
  while ((await behind()).length > 0 && systemClock.monoMs() < deadlineMs) {
    const [document] = movies(2000 + further, 1, { rating: further });
    await fleet.write('PUT /indexes/movies/documents', [document, { id: 200, seen: further }]);
    further += 1;
    await systemClock.sleep(50);
  }
  expect(await behind()).toEqual([]);
  const clean = await stored('meili-0');
  expect(clean.size).toBeGreaterThan(600);
  expect(await stored('meili-1')).toEqual(clean);
  expect(await stored('meili-2')).toEqual(clean);
  const repairs = fleet.events.flatMap((event) => (event.kind === 'repair' ? [event] : []));
  const done = repairs.filter(({ stage }) => stage === 'succeeded');
  expect(done.reduce((sum, { copied }) => sum + copied, 0)).toBeGreaterThan(150);
  expect(done.reduce((sum, { deleted }) => sum + deleted, 0)).toBeGreaterThan(60);
}, 120_000);
