import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type ApiClient, apiClient } from '../../proxy/demo/api-client.ts';
import { type GeneratedQuery, generateQueries } from '../../proxy/demo/corpus/queries.ts';
import { wordnet } from '../../proxy/demo/corpus/wordnet.ts';
import {
  type Fleet,
  type SingleNode,
  startFleet,
  startSingleNode,
} from '../../proxy/demo/fleet.ts';
import { loadCorpus } from '../../proxy/demo/loading.ts';

const documentCount = 20_000;
const queryCount = 200;
const samePagesMin = 195;
const seed = 1;

/** What one server says about one query. */
interface FoundPage {
  readonly ids: readonly string[];
  /** How many hits there are in all, and in each facet: as exact text. */
  readonly counts: string;
}

const answerSchema = z.object({
  hits: z.array(z.object({ id: z.string() })),
  estimatedTotalHits: z.int(),
  facetDistribution: z.record(z.string(), z.record(z.string(), z.int())),
});

const documents = wordnet.documents(documentCount);
const queries = generateQueries(queryCount, seed, documents);
let single: SingleNode;
let expected: readonly FoundPage[];

beforeAll(async () => {
  single = await startSingleNode();
  const api = apiClient(single.url, single.masterKey);
  await loadCorpus(api, wordnet, { count: documentCount });
  expected = await pagesOf(api);
});

afterAll(async () => {
  await single?.stop();
});

describe.for([1, 2])('three nodes with every document on %d of them', (replicationFactor) => {
  let fleet: Fleet;
  let actual: readonly FoundPage[];

  beforeAll(async () => {
    fleet = await startFleet({ nodes: 3, replicationFactor, shards: 16 });
    const api = apiClient(fleet.url, fleet.masterKey);
    await loadCorpus(api, wordnet, { count: documentCount });
    actual = await pagesOf(api);
  });

  afterAll(async () => {
    await fleet?.stop();
  });

  test('count the same hits and facets as one node for every query', () => {
    const differing = queries.flatMap((query, index) => {
      const [one, three] = [expected[index]?.counts, actual[index]?.counts];
      return one === three ? [] : [`${named(query)}\n  one node: ${one}\n  Miroir:   ${three}`];
    });
    expect(differing.join('\n')).toBe('');
  });

  test(`show the same page in the same order for ${samePagesMin} of ${queryCount} queries`, () => {
    const differing = queries.flatMap((query, index) => {
      const [one, three] = [expected[index]?.ids.join(' '), actual[index]?.ids.join(' ')];
      return one === three ? [] : [`${named(query)}\n  one node: ${one}\n  Miroir:   ${three}`];
    });
    const sameCount = queryCount - differing.length;
    process.stdout.write(
      `RF ${replicationFactor}: ${sameCount} of ${queryCount} pages are the same\n`,
    );
    expect(sameCount, differing.join('\n')).toBeGreaterThanOrEqual(samePagesMin);
  });
});

async function pagesOf(api: ApiClient): Promise<FoundPage[]> {
  const pages: FoundPage[] = [];
  for (const { q } of queries) {
    const { body } = await api.request('POST', `/indexes/${wordnet.name}/search`, {
      q,
      matchingStrategy: 'last',
      attributesToRetrieve: ['id'],
      facets: ['pos', 'lex'],
      limit: 20,
    });
    const { hits, estimatedTotalHits, facetDistribution } = answerSchema.parse(body);
    pages.push({
      ids: hits.map((hit) => hit.id),
      counts: JSON.stringify([estimatedTotalHits, facetDistribution]),
    });
  }
  return pages;
}

function named({ kind, q }: GeneratedQuery): string {
  return `${kind}: ${q}`;
}
