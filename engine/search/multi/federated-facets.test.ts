import { describe, expect, test } from 'vitest';
import { defaultSettings } from '../../settings/defaults.ts';
import type { ShownFacets } from '../facets.ts';
import { readSearchSettings } from '../search-settings.ts';
import {
  type FacetOrders,
  facetsByIndexMember,
  mergedFacetMembers,
  noteFacetOrders,
} from './federated-facets.ts';

function shown(
  distribution: Record<string, Record<string, number>>,
  stats: Record<string, [string, string]> = {},
): ShownFacets {
  const values = Object.entries(distribution).map(
    ([facet, counts]) =>
      [facet, Object.entries(counts).map(([label, count]) => ({ label, count }))] as const,
  );
  const ranges = Object.entries(stats).map(([facet, [min, max]]) => [facet, { min, max }] as const);
  return { distribution: new Map(values), stats: new Map(ranges) };
}

const indexes = new Map([
  [
    'films',
    shown({ genre: { Drama: 3, action: 3, Über: 1 }, year: { b: 1 } }, { year: ['1.0', '5.0'] }),
  ],
  ['songs', shown({ genre: { action: 2, zouk: 4 }, artist: { x: 1 } }, { year: ['0.5', '2.0'] })],
]);

function settings(orders: Record<string, string>) {
  const all = JSON.parse(defaultSettings);
  const faceting = { ...all.faceting, sortFacetValuesBy: orders };
  return readSearchSettings(JSON.stringify({ ...all, faceting }));
}

function ordersOf(order: string): FacetOrders {
  const orders: FacetOrders = new Map();
  noteFacetOrders(orders, 'films', ['genre'], settings({ '*': order }));
  return orders;
}

describe('the facets of several indexes', () => {
  test('are told index by index, or not at all', () => {
    const [films] = indexes.values();
    expect(facetsByIndexMember(new Map([['films', films ?? shown({})]]))).toBe(
      '"facetsByIndex":{"films":{"distribution":{"genre":{"Drama":3,"action":3,"Über":1},"year":{"b":1}},"stats":{"year":{"min":1.0,"max":5.0}}}}',
    );
    expect(facetsByIndexMember(new Map())).toBe('');
    expect(mergedFacetMembers(new Map(), new Map(), { valuesMax: null })).toBe('');
  });

  test('become one by label, in the order of labels', () => {
    expect(mergedFacetMembers(indexes, ordersOf('alpha'), { valuesMax: null })).toBe(
      '"facetDistribution":{"artist":{"x":1},"genre":{"Drama":3,"action":5,"zouk":4,"Über":1},"year":{"b":1}},' +
        '"facetStats":{"year":{"min":0.5,"max":5.0}}',
    );
  });

  test('become one in the order of counts, as many as may be', () => {
    const merged = mergedFacetMembers(indexes, ordersOf('count'), { valuesMax: 2 });
    expect(merged).toContain('"genre":{"action":5,"zouk":4}');
    expect(mergedFacetMembers(indexes, ordersOf('count'), { valuesMax: 0 })).toContain(
      '"genre":{}',
    );
  });

  test('do not become one if they are ordered otherwise', () => {
    const orders = ordersOf('alpha');
    noteFacetOrders(orders, 'songs', ['genre'], settings({}));
    const byCount = settings({ '*': 'alpha', genre: 'count' });
    noteFacetOrders(orders, 'songs', ['other'], byCount);
    expect(() => noteFacetOrders(orders, 'songs', ['genre'], byCount)).toThrow(
      expect.objectContaining({
        code: 'invalid_multi_search_facet_order',
        message:
          'Inconsistent order for values in facet `genre`: index `films` orders alphabetically, but index `songs` orders by count.\n' +
          ' - Hint: Remove `federation.mergeFacets` or change `faceting.sortFacetValuesBy` to be consistent in settings.',
      }),
    );
  });
});
