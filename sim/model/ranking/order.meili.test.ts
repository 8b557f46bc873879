import { mkdirSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type ApiClient, apiClient } from '../../../proxy/demo/api-client.ts';
import { generateQueries } from '../../../proxy/demo/corpus/queries.ts';
import { wordnet } from '../../../proxy/demo/corpus/wordnet.ts';
import { type SingleNode, startSingleNode } from '../../../proxy/demo/fleet.ts';
import type { RankingQuery, RankingSettings, TextIndex } from './ranking.ts';
import { idsOfAll, indexOf, queryFor, searchBody, settingsBody } from './testing/small-index.ts';

const documentCount = 2000;
const queryCount = 270;
const seed = 11;
const pageLength = 20;
const identicalOrdersMin = 0.95;
/** Meilisearch counts no further. */
const totalHitsMax = 1000;

const figuresFile = new URL('../../../reports/data/model-order.json', import.meta.url);

const documents = wordnet.documents(documentCount).map((document) => ({ ...document }));
const queries = generateQueries(queryCount, seed, documents);

interface Arrangement {
  readonly name: string;
  readonly settings: Partial<RankingSettings>;
  readonly query: Partial<RankingQuery>;
}

const explicit: Partial<RankingSettings> = { searchableAttributes: ['title', 'words', 'text'] };

const arrangements: readonly Arrangement[] = [
  { name: 'usual', settings: {}, query: {} },
  { name: 'allWords', settings: {}, query: { matchingStrategy: 'all' } },
  { name: 'byFrequency', settings: {}, query: { matchingStrategy: 'frequency' } },
  {
    name: 'sorted',
    settings: {},
    query: { sort: [{ kind: 'attribute', attribute: 'title', direction: 'desc' }] },
  },
  { name: 'explicitAttributes', settings: explicit, query: {} },
  { name: 'oneAttribute', settings: explicit, query: { attributesToSearchOn: ['text'] } },
  {
    name: 'proximityByAttribute',
    settings: { ...explicit, proximityPrecision: 'byAttribute' },
    query: {},
  },
];

const answerSchema = z.object({
  results: z.array(
    z.object({
      hits: z.array(
        z
          .object({
            id: z.string(),
            _rankingScore: z.number(),
            _rankingScoreDetails: z.record(z.string(), z.unknown()),
          })
          .transform(({ id, _rankingScore: score, _rankingScoreDetails: details }) => ({
            id,
            score,
            details: JSON.stringify(details),
          })),
      ),
      estimatedTotalHits: z.int(),
    }),
  ),
});

/** Shares of what was compared, from 0 to 1. */
interface Agreement {
  readonly identicalCounts: number;
  readonly identicalDetails: number;
  readonly identicalOrders: number;
  readonly identicalScores: number;
}

let node: SingleNode;
let api: ApiClient;
const figures: Record<string, Agreement> = {};

beforeAll(async () => {
  node = await startSingleNode();
  api = apiClient(node.url, node.masterKey);
  await api.perform('POST', '/indexes/wordnet/documents?primaryKey=id', documents);
});

afterAll(async () => {
  await node.stop();
  const sorted = Object.entries(figures).toSorted(([left], [right]) => (left < right ? -1 : 1));
  const report = {
    arrangements: Object.fromEntries(sorted),
    documents: documentCount,
    queries: queryCount,
    seed,
  };
  mkdirSync(new URL('.', figuresFile), { recursive: true });
  writeFileSync(figuresFile, `${JSON.stringify(report, null, 2)}\n`);
});

describe('the model orders a dictionary as Meilisearch does', () => {
  test.each(arrangements)('$name', async ({ name, settings, query }) => {
    await api.perform('PATCH', '/indexes/wordnet/settings', settingsBody(settings));
    const agreement = await compare(indexOf(documents, settings), query);
    figures[name] = agreement;
    expect(agreement.identicalOrders).toBeGreaterThanOrEqual(identicalOrdersMin);
    expect(agreement.identicalCounts).toBeGreaterThanOrEqual(identicalOrdersMin);
  });
});

async function compare(index: TextIndex, change: Partial<RankingQuery>): Promise<Agreement> {
  const all = idsOfAll(documents);
  const asked = queries.map(({ q }) => queryFor(q, change));
  const same = { counts: 0, details: 0, orders: 0, scores: 0 };
  let hits = 0;
  for (const [place, expected] of (await askMeilisearch(asked)).entries()) {
    const found = index.rank(all, asked[place] ?? queryFor(null));
    const page = found.slice(0, pageLength).map((hit) => ({
      id: documents[hit.internalId]?.id,
      score: hit.score,
      details: JSON.stringify(Object.fromEntries(hit.details)),
    }));
    const ids = expected.hits.map((hit) => hit.id);
    if (page.map(({ id }) => id).join() === ids.join()) same.orders += 1;
    if (Math.min(found.length, totalHitsMax) === expected.estimatedTotalHits) same.counts += 1;
    for (const hit of expected.hits) {
      const own = page.find(({ id }) => id === hit.id);
      hits += 1;
      if (own?.score === hit.score) same.scores += 1;
      if (own?.details === hit.details) same.details += 1;
    }
  }
  return {
    identicalCounts: same.counts / asked.length,
    identicalDetails: same.details / hits,
    identicalOrders: same.orders / asked.length,
    identicalScores: same.scores / hits,
  };
}

async function askMeilisearch(asked: readonly RankingQuery[]) {
  const searches = asked.map((query) => ({
    ...searchBody(query),
    indexUid: 'wordnet',
    limit: pageLength,
    attributesToRetrieve: ['id'],
  }));
  const { body } = await api.request('POST', '/multi-search', { queries: searches });
  return answerSchema.parse(body).results;
}
