import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readIndexStats, renderIndexStats } from './index-stats.ts';

/** As a node with Miroir's fields answers it. */
function nodeStats(documents: number, change: Record<string, unknown> = {}): string {
  return JSON.stringify({
    numberOfDocuments: documents,
    rawDocumentDbSize: 4096,
    avgDocumentSize: 811,
    isIndexing: false,
    numberOfEmbeddings: 0,
    numberOfEmbeddedDocuments: 0,
    fieldDistribution: { _miroir_shard: documents, _miroir_version: documents, id: documents },
    ...change,
  });
}

describe('the stats of an index', () => {
  test('are those of one copy, without Miroir’s fields, in the order of Meilisearch', () => {
    const nodes = [nodeStats(6), nodeStats(4)].map(readIndexStats);
    expect(renderIndexStats(5, nodes, false)).toBe(
      '{"numberOfDocuments":5,"rawDocumentDbSize":4096,"avgDocumentSize":811,"isIndexing":false,"numberOfEmbeddings":0,"numberOfEmbeddedDocuments":0,"fieldDistribution":{"id":5}}',
    );
  });

  test('of an empty index are those of a fresh Meilisearch', () => {
    const empty = nodeStats(0, { rawDocumentDbSize: 0, avgDocumentSize: 0, fieldDistribution: {} });
    expect(renderIndexStats(0, [readIndexStats(empty)], false)).toBe(
      '{"numberOfDocuments":0,"rawDocumentDbSize":0,"avgDocumentSize":0,"isIndexing":false,"numberOfEmbeddings":0,"numberOfEmbeddedDocuments":0,"fieldDistribution":{}}',
    );
  });

  test('list fields by code point, also those that look like numbers', () => {
    const text = '{"fieldDistribution":{"b":1,"10":1,"9":1,"B":1}}';
    const body = renderIndexStats(
      1,
      [readIndexStats(nodeStats(1).replace(/"fieldD.*/, text.slice(1)))],
      false,
    );
    expect(body).toContain('"fieldDistribution":{"10":1,"9":1,"B":1,"b":1}');
  });

  test('say that it is indexing when a node does, or when writes have not ended', () => {
    const idle = readIndexStats(nodeStats(1));
    const busy = readIndexStats(nodeStats(1, { isIndexing: true }));
    const says = (body: string): unknown => JSON.parse(body).isIndexing;
    expect(says(renderIndexStats(1, [idle, busy], false))).toBe(true);
    expect(says(renderIndexStats(1, [idle], true))).toBe(true);
    expect(says(renderIndexStats(1, [idle], false))).toBe(false);
  });

  test('count every field exactly while all replicas hold the same', () => {
    const shard = fc.record({ documents: fc.nat(100_000_000), withTitle: fc.nat(100_000_000) });
    fc.assert(
      fc.property(
        fc.array(shard, { maxLength: 8 }),
        fc.integer({ min: 1, max: 6 }),
        (shards, copies) => {
          const held = shards.map(({ documents, withTitle }) => ({
            documents,
            title: Math.min(documents, withTitle),
          }));
          const documents = held.reduce((sum, one) => sum + one.documents, 0);
          const titles = held.reduce((sum, one) => sum + one.title, 0);
          const nodes = Array.from({ length: copies }, () =>
            held.map((one) =>
              readIndexStats(nodeStats(one.documents, { fieldDistribution: { title: one.title } })),
            ),
          ).flat();
          const body = renderIndexStats(documents, nodes, false);
          expect(JSON.parse(body).fieldDistribution.title ?? 0).toBe(titles);
        },
      ),
    );
  });
});
