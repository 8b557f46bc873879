import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultSettings } from '../settings/defaults.ts';
import { normalizeFacet } from './facet-text.ts';
import { countFacet, facetMembers, type FacetView, mergeFacets } from './facets.ts';
import { readSearchSettings } from './search-settings.ts';

function view(change: {
  facets?: string[];
  cap?: number;
  orders?: Record<string, string>;
  candidates?: number;
}): FacetView {
  const faceting = {
    maxValuesPerFacet: change.cap ?? 100,
    sortFacetValuesBy: change.orders ?? { '*': 'alpha' },
  };
  const settings = JSON.stringify({ ...JSON.parse(defaultSettings), faceting });
  return {
    facets: change.facets ?? ['*'],
    settings: readSearchSettings(settings),
    candidates: change.candidates ?? 0,
  };
}

/** The labels of facet `m` in the order in which they are shown. */
function labels(distribution: string, stats: string, as: FacetView): string[] {
  const text = facetMembers(mergeFacets([{ distribution, stats }], null), as);
  const values = /"m":\{([^}]*)\}/.exec(text)?.[1] ?? '';
  return [...values.matchAll(/"([^"]*)":/g)].map((match) => match[1] ?? '');
}

// What Meilisearch answered about documents with these values, each of them in one document.
const mixed =
  '{"m":{"3":1,"10.5":1,"-2":1,"1000000000000000000000":1,"0.0000001":1,"200":1,"b":1,"A":1,"é":1,"true":1}}';
const mixedStats = '{"m":{"min":-2.0,"max":1e21}}';
const byText = ['-2', '0.0000001', '10.5', '1000000000000000000000', '200', '3'];
const byNumber = ['-2', '0.0000001', '3', '10.5', '200', '1000000000000000000000'];
const texts = ['A', 'b', 'é', 'true'];

describe('the values of a facet', () => {
  test('are in the order of their text while there are few hits, numbers first', () => {
    expect(labels(mixed, mixedStats, view({ candidates: 3000 }))).toEqual([...byText, ...texts]);
  });

  test('have numbers in their own order once there are many hits', () => {
    expect(labels(mixed, mixedStats, view({ candidates: 3001 }))).toEqual([...byNumber, ...texts]);
  });

  test('of an object are shown member by member', () => {
    const distribution = '{"a":{},"a.b":{"x":1},"ab":{"y":1}}';
    const stats = '{"a.b":{"min":1.0,"max":2.0}}';
    const merged = mergeFacets([{ distribution, stats }], null);
    expect(facetMembers(merged, view({ facets: ['a'] }))).toBe(
      '"facetDistribution":{"a":{},"a.b":{"x":1}},"facetStats":{"a.b":{"min":1.0,"max":2.0}}',
    );
  });

  test('by count are in falling order, and those with one count too', () => {
    const as = view({ facets: ['m'], orders: { m: 'count' } });
    const expected = [...byNumber.toReversed(), ...texts.toReversed()];
    expect(labels(mixed, mixedStats, as)).toEqual(expected);
    expect(labels('{"m":{"a":1,"b":3,"c":3}}', '{}', as)).toEqual(['c', 'b', 'a']);
  });

  test('by count are so only for the facets that are named, unless all are set so', () => {
    const text = '{"m":{"a":1,"b":3}}';
    expect(labels(text, '{}', view({ orders: { m: 'count' } }))).toEqual(['a', 'b']);
    expect(labels(text, '{}', view({ orders: { '*': 'count' } }))).toEqual(['b', 'a']);
  });

  test('are capped as Meilisearch caps them', () => {
    expect(labels(mixed, mixedStats, view({ cap: 4 }))).toEqual(byText.slice(0, 4));
    const many = view({ cap: 4, candidates: 3001 });
    expect(labels(mixed, mixedStats, many)).toEqual([...byNumber.slice(0, 4), ...texts]);
    const roomy = view({ cap: 8, candidates: 3001 });
    expect(labels(mixed, mixedStats, roomy)).toEqual([...byNumber, 'A', 'b']);
  });

  test('are texts when the facet has no numbers', () => {
    expect(labels('{"m":{"10":1,"9":1,"a":1}}', '{}', view({ candidates: 5000 }))).toEqual([
      '10',
      '9',
      'a',
    ]);
  });
});

describe('merging facets', () => {
  test('adds up spellings of one value and shows one of them', () => {
    const nodes = ['{"g":{"drama":2,"Éclair":1}}', '{"g":{"Drama":3,"E\u0301clair":4}}'].map(
      (distribution) => ({ distribution, stats: '{}' }),
    );
    const text = facetMembers(mergeFacets(nodes, null), view({}));
    const reversed = facetMembers(mergeFacets(nodes.toReversed(), null), view({}));
    expect(text).toBe('"facetDistribution":{"g":{"Drama":5,"E\u0301clair":5}},"facetStats":{}');
    expect(reversed).toBe(text);
  });

  test('keeps the bounds of numbers as they are written', () => {
    const nodes = [
      { distribution: '{"y":{"2":1}}', stats: '{"y":{"min":2.0,"max":1e21}}' },
      { distribution: '{"y":{"-1":1}}', stats: '{"y":{"min":-1.0,"max":3.5}}' },
      { distribution: '{"y":{}}', stats: '{}' },
    ];
    const text = facetMembers(mergeFacets(nodes, null), view({}));
    expect(text).toContain('"facetStats":{"y":{"min":-1.0,"max":1e21}}');
  });

  test('shows what was asked for, in the order of names, and never a marker', () => {
    const distribution = '{"_miroir_shard":{"((((":3},"b":{},"a":{},"c":{}}';
    const merged = mergeFacets([{ distribution, stats: '{}' }], null);
    const all = facetMembers(merged, view({}));
    expect(all).toBe('"facetDistribution":{"a":{},"b":{},"c":{}},"facetStats":{}');
    const some = facetMembers(merged, view({ facets: ['c', 'b', '_miroir_shard'] }));
    expect(some).toBe('"facetDistribution":{"b":{},"c":{}},"facetStats":{}');
  });

  test('counts a value of the distinct attribute once for all nodes', () => {
    const node = { distribution: '{"a":{"x":1},"b":{"x":1}}', stats: '{}' };
    const text = facetMembers(mergeFacets([node, node], 'a'), view({}));
    expect(text).toBe('"facetDistribution":{"a":{"x":1},"b":{"x":2}},"facetStats":{}');
  });

  test('adds each count exactly once, however values are spread over nodes', () => {
    const node = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.nat(1000));
    fc.assert(
      fc.property(fc.array(node, { minLength: 1, maxLength: 5 }), (nodes) => {
        const distributions = nodes.map((values) => JSON.stringify({ f: values }));
        const answers = distributions.map((distribution) => ({ distribution, stats: '{}' }));
        const merged = mergeFacets(answers, null).distribution.get('f');
        for (const name of ['a', 'b', 'c', 'd']) {
          const counts = nodes.map((values) => values[name]);
          const sum = counts.reduce<number>((total, count) => total + (count ?? 0), 0);
          expect(merged?.get(`text ${name}`)?.count ?? 0).toBe(sum);
        }
        const all = [...(merged?.values() ?? [])].reduce((total, { count }) => total + count, 0);
        const counted = distributions.map((distribution) => countFacet(distribution, 'f'));
        expect(counted.reduce((total, count) => total + count, 0)).toBe(all);
      }),
    );
  });
});

// The values that Meilisearch prints in score details when it sorts by such a text.
test.each([
  ['Éclair', 'e\u0301clair'],
  ['ßtraße', 'ßtraße'],
  ['ﬁn', 'fin'],
  ['Ａbc', 'abc'],
  ['İstanbul', 'i\u0307stanbul'],
  ['ŒUVRE', 'œuvre'],
  ['㎏', 'kg'],
  ['  spaced ', 'spaced'],
  ['ΕΛΛΑΣ', 'ελλας'],
  ['𝒜', 'a'],
  ['½', '1⁄2'],
  ['각', '\u1100\u1161\u11a8'],
])('Meilisearch compares %s as %s', (label, form) => {
  expect(normalizeFacet(label)).toBe(form);
});
