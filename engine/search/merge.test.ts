import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testIndex } from '../testing/context.ts';
import { mergeSearch } from './merge.ts';
import { readNodePage } from './node-page.ts';
import { parseSearchBody } from './parse.ts';
import { planSearch } from './plan.ts';

/**
 * Recorded from Meilisearch v1.21: `nodes` are the answers of three nodes, with a third of twelve
 * documents each, to what `request` becomes; `single` is the answer of one node that has them all.
 */
interface RecordedSearch {
  readonly name: string;
  readonly settings: string;
  readonly request: string;
  readonly nodes: readonly string[];
  readonly single: string;
}

const recorded: readonly RecordedSearch[] = JSON.parse(
  readFileSync(new URL('testing/recorded-searches.json', import.meta.url), 'utf8'),
);

function planOf({ request, settings }: RecordedSearch) {
  return planSearch(testIndex({ settings }), parseSearchBody(request));
}

describe('three nodes answer as one', () => {
  test.each(recorded)('$name', (search) => {
    const pages = search.nodes.map(readNodePage);
    expect(mergeSearch(planOf(search), pages)).toBe(search.single);
  });

  test('in whatever order their answers arrive', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...recorded),
        fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
        (search, order) => {
          const pages = order.map((shard) => readNodePage(search.nodes[shard] ?? '', shard));
          expect(mergeSearch(planOf(search), pages)).toBe(search.single);
        },
      ),
    );
  });

  test('without a trace of the hidden fields', () => {
    for (const search of recorded) {
      expect(search.nodes.join('')).toMatch(/_miroir_|"hits":\[\]/);
      expect(mergeSearch(planOf(search), search.nodes.map(readNodePage))).not.toContain('_miroir_');
    }
  });

  test('taking the time of the slowest', () => {
    const pages = [3, 12, 7].map((time, shard) =>
      readNodePage(
        `{"hits":[],"query":"","processingTimeMs":${time},"limit":1,"offset":0,"estimatedTotalHits":${shard}}`,
        shard,
      ),
    );
    const plan = planSearch(testIndex(), parseSearchBody('{"limit":1}'));
    expect(mergeSearch(plan, pages)).toBe(
      '{"hits":[],"query":"","processingTimeMs":12,"limit":1,"offset":0,"estimatedTotalHits":3}',
    );
  });
});

describe('the answer of a node', () => {
  test.each([
    '',
    'null',
    '<html>',
    '{"taskUid":3}',
    '{"hits":[',
    '{"hits":[{"id":1',
    '{"hits":[3],"query":"","processingTimeMs":1,"estimatedTotalHits":1}',
    '{"hits":[]}',
    '{"hits":[],"query":"","processingTimeMs":1}',
    '{"hits":[],"query":"","estimatedTotalHits":1}',
    '{"hits":[],"query":"","processingTimeMs":1,"estimatedTotalHits":1',
  ])('is refused when it is not that of a search: %s', (body) => {
    expect(() => readNodePage(body, 0)).toThrow();
  });

  test('may have white space between its hits', () => {
    const body =
      '{"hits":[ {"id" : 1 } , {"id":2}\n] , "query":"","processingTimeMs":1,"totalHits": 7 }';
    const page = readNodePage(body, 4);
    expect(page.hits.map((hit) => hit.text)).toEqual(['{"id" : 1 }', '{"id":2}']);
    expect(page).toMatchObject({ totalHits: 7, processingTimeMs: 1, firstShard: 4 });
  });
});
