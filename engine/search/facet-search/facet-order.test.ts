import { describe, expect, test } from 'vitest';
import { type FacetHit, orderFacetHits } from './facet-order.ts';

function hits(...values: readonly (string | [string, number])[]): FacetHit[] {
  return values.map((entry) =>
    typeof entry === 'string' ? { value: entry, count: 1 } : { value: entry[0], count: entry[1] },
  );
}

const valuesOf = (ordered: readonly FacetHit[]) => ordered.map(({ value }) => value);
const all = { byCount: false, isSearched: false, cap: 100 };

describe('the values of a facet', () => {
  test('come in the order of their compared forms, not of how they are shown', () => {
    const ordered = orderFacetHits(hits('zed', 'Apple', 'b', 'Éa', 'eb'), all);
    expect(valuesOf(ordered)).toEqual(['Apple', 'b', 'eb', 'Éa', 'zed']);
  });

  test('that were searched come in the order of the forms they were found by', () => {
    const ordered = orderFacetHits(hits('zed', 'eb', 'Éa', 'œa', 'oéb'), {
      ...all,
      isSearched: true,
    });
    expect(valuesOf(ordered)).toEqual(['Éa', 'eb', 'œa', 'oéb', 'zed']);
  });

  test('are cut at the cap', () => {
    expect(valuesOf(orderFacetHits(hits('c', 'b', 'a'), { ...all, cap: 2 }))).toEqual(['a', 'b']);
    expect(orderFacetHits(hits('c', 'b', 'a'), { ...all, cap: 0 })).toEqual([]);
    expect(orderFacetHits(hits('c'), { ...all, byCount: true, cap: 0 })).toEqual([]);
  });

  test('come with the most frequent first, and of equals the last in text first', () => {
    const ordered = orderFacetHits(hits(['a', 1], ['b', 3], ['c', 1], ['d', 2]), {
      ...all,
      byCount: true,
    });
    expect(valuesOf(ordered)).toEqual(['b', 'd', 'c', 'a']);
  });

  test('give way to later ones that are as frequent', () => {
    const byCount = { ...all, byCount: true, cap: 2 };
    expect(valuesOf(orderFacetHits(hits('a', 'b', 'c', 'd'), byCount))).toEqual(['d', 'c']);
    // `B` is the lesser of the two, but comes later.
    expect(valuesOf(orderFacetHits(hits('a', 'B'), { ...byCount, cap: 1 }))).toEqual(['B']);
    const mixed = hits(['a', 5], ['b', 1], ['c', 1], ['d', 4], ['e', 1]);
    expect(valuesOf(orderFacetHits(mixed, byCount))).toEqual(['a', 'd']);
  });
});
