import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testConfig } from '../../testing/config.ts';
import { testContext, testIndex } from '../../testing/context.ts';
import { testPorts } from '../../testing/ports.ts';
import { federatedSearch } from './federated-search.ts';
import { parseMultiSearch } from './parse-multi-search.ts';
import { type ScoredDocument, scoredNode, scoreOf } from './testing/scored-node.ts';

interface Asked {
  readonly indexUid: string;
  readonly q: string;
  readonly federationOptions: { readonly weight: number };
}

interface Page {
  readonly offset: number;
  readonly limit: number;
}

const uids = ['films', 'songs'];

/** Few scores and powers of two, so that most hits tie and all products are exact. */
const score = fc.option(fc.integer({ min: 1, max: 4 }));
const documents = fc
  .array(
    fc.record({
      indexUid: fc.constantFrom(...uids),
      shard: fc.nat({ max: testConfig.topology.shards - 1 }),
      fourths: fc.tuple(score, score, score),
    }),
    { maxLength: 60 },
  )
  .map((list) => list.map((document, id) => ({ ...document, id })));
const queries = fc.array(
  fc.record({
    indexUid: fc.constantFrom(...uids),
    q: fc.constantFrom('0', '1', '2'),
    federationOptions: fc.record({ weight: fc.constantFrom(0.5, 1, 2) }),
  }),
  { minLength: 1, maxLength: 4 },
);
const page = fc.record({ offset: fc.nat({ max: 12 }), limit: fc.nat({ max: 25 }) });

/** One hit of one query. */
interface Entry {
  readonly document: ScoredDocument;
  readonly position: number;
  readonly score: number;
}

/** What one node with all documents answers: everything in one list, each document once. */
function expected(
  all: readonly ScoredDocument[],
  asked: readonly Asked[],
  { offset, limit }: Page,
) {
  const inOrder = (left: Entry, right: Entry): number =>
    right.score - left.score ||
    left.position - right.position ||
    left.document.id - right.document.id;
  const found = asked.map(({ indexUid, q, federationOptions: { weight } }, position) =>
    all
      .filter((document) => document.indexUid === indexUid && scoreOf(document, q) > 0)
      .map((document) => ({ document, position, score: scoreOf(document, q) * weight }))
      .toSorted(inOrder),
  );
  const best = found.flatMap((list) => list.slice(0, offset + limit)).toSorted(inOrder);
  const once = [...Map.groupBy(best, ({ document }) => document.id).values()].map(
    ([first]) => first,
  );
  return {
    hits: once.slice(offset, offset + limit).map((entry) => ({
      id: entry?.document.id,
      _federation: {
        indexUid: entry?.document.indexUid,
        queriesPosition: entry?.position,
        weightedRankingScore: entry?.score,
      },
    })),
    limit,
    offset,
    estimatedTotalHits: new Set(found.flat().map(({ document }) => document.id)).size,
  };
}

test('shards on several nodes give what one node would, whatever the queries and their weights', async () => {
  await fc.assert(
    fc.asyncProperty(documents, queries, page, async (all, asked, federation) => {
      const { ports } = testPorts((_node, request) => scoredNode(all, request));
      const context = testContext(
        ports,
        uids.map((uid) => testIndex({ uid })),
      );
      const parsed = parseMultiSearch(JSON.stringify({ queries: asked, federation }));
      if (parsed.federation === null) throw new Error('it is federated');
      const outcome = await federatedSearch(context, parsed.queries, parsed.federation);
      expect(outcome.body).not.toContain('_miroir_');
      const { processingTimeMs, ...body } = JSON.parse(outcome.body);
      expect(processingTimeMs).toBe(2);
      expect(body).toEqual(expected(all, asked, federation));
    }),
  );
});
