import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { limits } from '../limits.ts';
import { markerNames } from '../protocol/markers.ts';
import { type Members, readMembers } from './members.ts';
import {
  affectedSettings,
  capsOf,
  hiddenSettings,
  nodeSettings,
  userView,
} from './node-settings.ts';
import { applyPatch } from './patch.ts';
import { strings } from './printing.ts';
import { defaults, settingOf } from './setting-names.ts';

const attribute = fc.oneof(fc.constantFrom('title', 'price', '_geo', 'a.b', '*'), fc.string());
const attributes = fc.array(attribute, { maxLength: 6 });
const pattern = fc.record({ attributePatterns: attributes });

/** The user's view after any change of the settings that nodes hold in another form. */
const views: fc.Arbitrary<Members> = fc
  .record(
    {
      displayedAttributes: fc.oneof(attributes, fc.constant(null)),
      filterableAttributes: fc.array(fc.oneof(attribute, pattern), { maxLength: 6 }),
      sortableAttributes: attributes,
      rankingRules: fc.array(
        fc.oneof(
          fc.constantFrom('words', 'sort'),
          attribute.map((name) => `${name}:desc`),
        ),
      ),
      distinctAttribute: fc.oneof(fc.constant(null), attribute),
      pagination: fc.record({ maxTotalHits: fc.nat() }),
      faceting: fc.record(
        {
          maxValuesPerFacet: fc.nat(),
          sortFacetValuesBy: fc.dictionary(attribute, fc.constantFrom('alpha', 'count')),
        },
        { requiredKeys: [] },
      ),
      synonyms: fc.dictionary(fc.string(), attributes),
    },
    { requiredKeys: [] },
  )
  .map((patch) => applyPatch(defaults, readMembers(JSON.stringify(patch))));

describe('node settings', () => {
  test('turn back into the user’s view', () => {
    fc.assert(
      fc.property(views, (view) => {
        const held = nodeSettings(view, view.keys());
        expect([...userView(held, capsOf(view))]).toEqual([...view]);
      }),
    );
  });

  test('of a fresh index hold every marker that Miroir works with', () => {
    expect(Object.fromEntries(nodeSettings(defaults, hiddenSettings))).toEqual({
      displayedAttributes: '["*"]',
      filterableAttributes: '["_miroir_shard"]',
      sortableAttributes: '["_miroir_seq"]',
      rankingRules: '["words","typo","proximity","attribute","sort","exactness","_miroir_seq:asc"]',
      faceting: `{"maxValuesPerFacet":${limits.nodeFacetValuesMax},"sortFacetValuesBy":{"*":"alpha"}}`,
      pagination: `{"maxTotalHits":${limits.nodeTotalHitsMax}}`,
    });
  });

  test('keep the shards filterable whatever the user’s patterns forbid', () => {
    const view = applyPatch(
      defaults,
      readMembers(
        '{"filterableAttributes":[{"attributePatterns":["*"],"features":{"filter":{"equality":false}}}]}',
      ),
    );
    const [first] = strings(settingOf(nodeSettings(view, hiddenSettings), 'filterableAttributes'));
    expect(first).toBe('_miroir_shard');
  });

  test('display what hits are merged by', () => {
    const view = applyPatch(
      defaults,
      readMembers(
        '{"displayedAttributes":["title"],"sortableAttributes":["price"],"rankingRules":["words","a:b:asc"],"distinctAttribute":"sku"}',
      ),
    );
    const displayed = strings(settingOf(nodeSettings(view, hiddenSettings), 'displayedAttributes'));
    expect(displayed).toEqual(['title', ...markerNames, 'price', 'a:b', 'sku']);
  });

  test.each([
    [['sortableAttributes'], ['displayedAttributes', 'sortableAttributes']],
    [['rankingRules'], ['displayedAttributes', 'rankingRules']],
    [['stopWords'], ['stopWords']],
  ])('that a change of %j needs', (names, affected) => {
    expect([...affectedSettings(names)].toSorted()).toEqual(affected);
  });
});
