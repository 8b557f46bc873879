import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type ApiClient, apiClient } from '../../../proxy/demo/api-client.ts';
import { type SingleNode, startSingleNode } from '../../../proxy/demo/fleet.ts';
import { type RankingCase, rankingCases } from './testing/ranking-cases.ts';
import { searchBody, settingsBody } from './testing/small-index.ts';

const matchSchema = z.object({ start: z.int(), length: z.int() });
const answerSchema = z.object({
  hits: z.array(
    z
      .object({
        id: z.int(),
        _rankingScore: z.number(),
        _rankingScoreDetails: z.record(z.string(), z.unknown()),
        _matchesPosition: z.record(z.string(), z.array(matchSchema)),
      })
      .transform(
        ({ id, _rankingScore: score, _rankingScoreDetails: details, _matchesPosition: found }) => ({
          id,
          score,
          details,
          matches: found['title'] ?? [],
        }),
      ),
  ),
});

let node: SingleNode;
let api: ApiClient;

beforeAll(async () => {
  node = await startSingleNode();
  api = apiClient(node.url, node.masterKey);
});

afterAll(async () => {
  await node.stop();
});

test('the recorded rankings are what Meilisearch says', async () => {
  const lines: string[] = [];
  for (const one of rankingCases) {
    lines.push(JSON.stringify({ name: one.name, hits: await askMeilisearch(one) }));
  }
  // `vitest -u` records them anew.
  await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot('testing/recorded-rankings.jsonl');
});

async function askMeilisearch({ settings, documents, query }: RankingCase) {
  const path = '/indexes/cases';
  await api.perform('POST', '/indexes', { uid: 'cases', primaryKey: 'id' });
  await api.perform('PATCH', `${path}/settings`, settingsBody(settings));
  await api.perform('POST', `${path}/documents`, documents);
  const { body } = await api.request('POST', `${path}/search`, searchBody(query));
  await api.perform('DELETE', path);
  return answerSchema.parse(body).hits;
}
