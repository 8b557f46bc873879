import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { rankingCases } from './testing/ranking-cases.ts';
import { idsOfAll, indexOf } from './testing/small-index.ts';

const file = new URL('testing/recorded-rankings.jsonl', import.meta.url);
const recordingSchema = z.object({ name: z.string(), hits: z.array(z.unknown()) });
const recordings = readFileSync(file, 'utf8')
  .trim()
  .split('\n')
  .map((line) => recordingSchema.parse(JSON.parse(line)));

describe('documents are ranked as Meilisearch 1.21.0 did', () => {
  test.each(rankingCases)('$name', ({ name, settings, documents, query }) => {
    const index = indexOf(documents, settings);
    const hits = index.rank(idsOfAll(documents), query).map((hit) => ({
      id: hit.internalId,
      score: hit.score,
      details: Object.fromEntries(hit.details),
      matches: index.matches(query, String(documents[hit.internalId]?.['title'])),
    }));
    const recorded = recordings.find((recording) => recording.name === name)?.hits;
    expect(hits).toEqual(recorded);
    // Members come in the same order, too.
    expect(JSON.stringify(hits)).toBe(JSON.stringify(recorded));
  });
});
