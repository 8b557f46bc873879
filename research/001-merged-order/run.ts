import { mkdirSync, writeFileSync } from 'node:fs';
import { type ApiClient, apiClient } from '../../proxy/demo/api-client.ts';
import { generateQueries } from '../../proxy/demo/corpus/queries.ts';
import { wordnet } from '../../proxy/demo/corpus/wordnet.ts';
import { startFleet, startSingleNode } from '../../proxy/demo/fleet.ts';
import { loadCorpus } from '../../proxy/demo/loading.ts';
import { kendallTau } from './kendall.ts';

const documentCount = 20_000;
const queryCount = 200;
const seed = 1;
const pageLength = 20;

/** What was found for one arrangement of nodes; counts are out of `queries`. */
export interface MergedOrderFigures {
  readonly nodes: number;
  readonly replicationFactor: number;
  readonly queries: number;
  readonly documents: number;
  readonly seed: number;
  readonly identicalPages: number;
  readonly identicalCounts: number;
  readonly meanTau: number;
  readonly meanSharedHits: number;
}

interface FoundPage {
  readonly ids: readonly string[];
  readonly counts: string;
}

export const figuresFile: URL = new URL(
  '../../reports/data/001-merged-order.json',
  import.meta.url,
);

/** Loads a single node and two fleets, asks all of them the same, and writes what differs. */
export async function runMergedOrder(): Promise<void> {
  const queries = generateQueries(queryCount, seed, wordnet.documents(documentCount));
  const single = await startSingleNode();
  const figures: MergedOrderFigures[] = [];
  try {
    const expected = await load(apiClient(single.url, single.masterKey), queries);
    for (const replicationFactor of [1, 2]) {
      const fleet = await startFleet({ nodes: 3, replicationFactor, shards: 16 });
      try {
        const found = await load(apiClient(fleet.url, fleet.masterKey), queries);
        figures.push(compare(expected, found, replicationFactor));
      } finally {
        await fleet.stop();
      }
    }
  } finally {
    await single.stop();
  }
  mkdirSync(new URL('.', figuresFile), { recursive: true });
  writeFileSync(figuresFile, `${JSON.stringify(figures, null, 2)}\n`);
}

async function load(api: ApiClient, queries: readonly { q: string }[]): Promise<FoundPage[]> {
  await loadCorpus(api, wordnet, { count: documentCount });
  const pages: FoundPage[] = [];
  for (const { q } of queries) {
    const { body } = await api.request('POST', `/indexes/${wordnet.name}/search`, {
      q,
      limit: pageLength,
      attributesToRetrieve: ['id'],
      facets: ['pos', 'lex'],
    });
    pages.push(pageOf(JSON.stringify(body)));
  }
  return pages;
}

function pageOf(text: string): FoundPage {
  const body: {
    hits: { id: string }[];
    estimatedTotalHits: number;
    facetDistribution: unknown;
  } = JSON.parse(text);
  const { hits, estimatedTotalHits, facetDistribution } = body;
  return {
    ids: hits.map((hit) => hit.id),
    counts: JSON.stringify([estimatedTotalHits, facetDistribution]),
  };
}

function compare(
  expected: readonly FoundPage[],
  found: readonly FoundPage[],
  replicationFactor: number,
): MergedOrderFigures {
  const pairs = expected.map((one, at) => ({ one, three: found[at] ?? { ids: [], counts: '' } }));
  return {
    nodes: 3,
    replicationFactor,
    queries: queryCount,
    documents: documentCount,
    seed,
    identicalPages: pairs.filter(({ one, three }) => one.ids.join(' ') === three.ids.join(' '))
      .length,
    identicalCounts: pairs.filter(({ one, three }) => one.counts === three.counts).length,
    meanTau: mean(pairs.map(({ one, three }) => kendallTau(one.ids, three.ids))),
    meanSharedHits: mean(pairs.map(({ one, three }) => sharedShare(one.ids, three.ids))),
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function sharedShare(left: readonly string[], right: readonly string[]): number {
  if (left.length === 0 && right.length === 0) return 1;
  const others = new Set(right);
  return left.filter((id) => others.has(id)).length / Math.max(left.length, right.length);
}
