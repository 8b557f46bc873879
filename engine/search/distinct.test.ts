import { describe, expect, test } from 'vitest';
import { countDistinct, distinctBy } from './distinct.ts';
import { mergeFacets } from './facets.ts';
import { NodeHit } from './node-hit.ts';

/** The places of the documents that stay when hits must differ in `attribute`. */
function admitted(attribute: string, documents: readonly unknown[]): number[] {
  const admits = distinctBy(attribute);
  return documents.flatMap((document, place) => {
    const hit = new NodeHit(JSON.stringify(document), 0);
    return admits({ hit, rank: [], sequence: '', isSemantic: false }) ? [place] : [];
  });
}

describe('hits with a distinct attribute', () => {
  test('have each value once, the first in the order', () => {
    expect(admitted('a', [{ a: 'x' }, { a: 'y' }, { a: 'x' }, { a: 'y' }])).toEqual([0, 1]);
  });

  test('are all admitted that have no value', () => {
    const documents = [{ a: null }, {}, { a: {} }, { a: [] }, { a: '' }, { b: 1 }, { a: null }];
    expect(admitted('a', documents)).toHaveLength(documents.length);
  });

  test('have values that are compared as facets are', () => {
    expect(
      admitted('a', [{ a: 'Drama' }, { a: ' drama' }, { a: 'Éa' }, { a: 'E\u0301A' }]),
    ).toEqual([0, 2]);
    expect(
      admitted('a', [
        { a: 1 },
        { a: '1' },
        { a: 1.0 },
        { a: true },
        { a: 'TRUE' },
        { a: 'number 1' },
      ]),
    ).toEqual([0, 1, 3, 5]);
  });

  test('share no value if they have several', () => {
    expect(admitted('a', [{ a: ['x', 'y'] }, { a: ['y', 'z'] }, { a: 'z' }])).toEqual([0, 2]);
  });

  test('may have it inside objects, lists of objects, or a name with a dot', () => {
    expect(
      admitted('a.b', [
        { a: { b: 1 } },
        { a: [{ b: 1 }, { b: 2 }] },
        { a: [{ b: 3 }, { c: 1 }] },
        { 'a.b': 3 },
        { a: 1 },
        { ab: 1 },
      ]),
    ).toEqual([0, 2, 4, 5]);
  });
});

test('the number of distinct hits is that of values, and of hits without one', () => {
  const nodes = ['{"a":{"x":1,"y":1}}', '{"a":{"Y":1,"z":1}}'].map((distribution) => ({
    distribution,
    stats: '{}',
  }));
  const values = mergeFacets(nodes, 'a').distribution.get('a') ?? new Map();
  const shares = [
    { totalHits: 5, hitsWithValue: 2 },
    { totalHits: 2, hitsWithValue: 2 },
  ];
  expect(countDistinct(values, shares)).toBe(3 + 3);
});
