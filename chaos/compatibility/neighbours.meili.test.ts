import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type ApiClient, apiClient } from '../../proxy/demo/api-client.ts';
import { type ComparedServers, startComparedServers } from './compared-servers.ts';

const [documentCount, dimensions, queryCount, limit] = [600, 8, 40, 10];
const answerSchema = z.object({ hits: z.array(z.object({ id: z.number() })) });

/** A vector that depends on nothing but its number. */
function vectorOf(number: number): readonly number[] {
  return Array.from({ length: dimensions }, (_, place) =>
    Math.sin(number * 12.9898 + place * 78.233),
  );
}

const vectors = Array.from({ length: documentCount }, (_, id) => vectorOf(id));
const queries = Array.from({ length: queryCount }, (_, place) => vectorOf(documentCount + place));

function cosine(left: readonly number[], right: readonly number[]): number {
  const product = (one: readonly number[], other: readonly number[]): number =>
    one.reduce((sum, value, place) => sum + value * (other[place] ?? 0), 0);
  return product(left, right) / Math.sqrt(product(left, left) * product(right, right));
}

/** The ids of the nearest documents, found by looking at all of them. */
function nearest(query: readonly number[]): ReadonlySet<number> {
  const order = [...vectors.keys()].toSorted(
    (left, right) => cosine(query, vectors[right] ?? []) - cosine(query, vectors[left] ?? []),
  );
  return new Set(order.slice(0, limit));
}

let servers: ComparedServers;

beforeAll(async () => {
  servers = await startComparedServers();
  const documents = vectors.map((given, id) => ({ id, _vectors: { given } }));
  const embedders = { given: { source: 'userProvided', dimensions } };
  for (const api of [clientOf(servers.oracle), clientOf(servers.miroir)]) {
    await api.perform('POST', '/indexes', { uid: 'near', primaryKey: 'id' });
    await api.perform('PATCH', '/indexes/near/settings', { embedders });
    await api.perform('POST', '/indexes/near/documents', documents);
  }
});

afterAll(() => servers?.stop());

function clientOf({
  url,
  masterKey,
}: {
  readonly url: string;
  readonly masterKey: string;
}): ApiClient {
  return apiClient(url, masterKey);
}

/** Of all nearest documents of all queries, the part that a server finds. */
async function recallOf(server: {
  readonly url: string;
  readonly masterKey: string;
}): Promise<number> {
  let found = 0;
  for (const vector of queries) {
    const response = await fetch(`${server.url}/indexes/near/search`, {
      method: 'POST',
      headers: { authorization: `Bearer ${server.masterKey}`, 'content-type': 'application/json' },
      body: JSON.stringify({ vector, hybrid: { embedder: 'given' }, limit }),
    });
    const wanted = nearest(vector);
    const { hits } = answerSchema.parse(await response.json());
    found += hits.filter(({ id }) => wanted.has(id)).length;
  }
  return found / (queryCount * limit);
}

test('vectors are found over shards at least as well as in one index', async () => {
  const [single, miroir] = [await recallOf(servers.oracle), await recallOf(servers.miroir)];
  expect(miroir).toBeGreaterThanOrEqual(single);
  expect(miroir).toBeGreaterThan(0.95);
});
