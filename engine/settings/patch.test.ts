import { describe, expect, test } from 'vitest';
import { readMembers } from './members.ts';
import { applyPatch } from './patch.ts';
import { defaults } from './setting-names.ts';

/** Bodies sent one after another to one index, and what `GET` answered for the setting afterwards. */
const recorded: readonly (readonly [body: string, name: string, value: string])[] = [
  [
    '{"faceting":{"maxValuesPerFacet":5}}',
    'faceting',
    '{"maxValuesPerFacet":5,"sortFacetValuesBy":{"*":"alpha"}}',
  ],
  [
    '{"faceting":{"sortFacetValuesBy":{"b":"count","a":"count"}}}',
    'faceting',
    '{"maxValuesPerFacet":5,"sortFacetValuesBy":{"*":"alpha","a":"count","b":"count"}}',
  ],
  [
    '{"faceting":{"sortFacetValuesBy":{"c":"count"}}}',
    'faceting',
    '{"maxValuesPerFacet":5,"sortFacetValuesBy":{"*":"alpha","c":"count"}}',
  ],
  [
    '{"faceting":{"sortFacetValuesBy":null}}',
    'faceting',
    '{"maxValuesPerFacet":5,"sortFacetValuesBy":{"*":"alpha"}}',
  ],
  [
    '{"faceting":{"maxValuesPerFacet":null}}',
    'faceting',
    '{"maxValuesPerFacet":100,"sortFacetValuesBy":{"*":"alpha"}}',
  ],
  [
    '{"faceting":{"sortFacetValuesBy":{"*":"count","z":"alpha"}}}',
    'faceting',
    '{"maxValuesPerFacet":100,"sortFacetValuesBy":{"*":"count","z":"alpha"}}',
  ],
  ['{"faceting":null}', 'faceting', '{"maxValuesPerFacet":100,"sortFacetValuesBy":{"*":"alpha"}}'],
  ['{"pagination":{"maxTotalHits":7}}', 'pagination', '{"maxTotalHits":7}'],
  ['{"pagination":{}}', 'pagination', '{"maxTotalHits":7}'],
  ['{"pagination":{"maxTotalHits":null}}', 'pagination', '{"maxTotalHits":1000}'],
  [
    '{"typoTolerance":{"minWordSizeForTypos":{"oneTypo":4}}}',
    'typoTolerance',
    '{"enabled":true,"minWordSizeForTypos":{"oneTypo":4,"twoTypos":9},"disableOnWords":[],"disableOnAttributes":[],"disableOnNumbers":false}',
  ],
  [
    '{"typoTolerance":{"minWordSizeForTypos":null,"disableOnAttributes":["b","a"]}}',
    'typoTolerance',
    '{"enabled":true,"minWordSizeForTypos":{"oneTypo":5,"twoTypos":9},"disableOnWords":[],"disableOnAttributes":["a","b"],"disableOnNumbers":false}',
  ],
  ['{"displayedAttributes":["z","b","a","b"]}', 'displayedAttributes', '["z","b","a"]'],
  ['{"displayedAttributes":["a","*"]}', 'displayedAttributes', '["*"]'],
  ['{"displayedAttributes":[]}', 'displayedAttributes', '[]'],
  ['{"searchableAttributes":["z","b","a","b"]}', 'searchableAttributes', '["z","b","a"]'],
  ['{"sortableAttributes":["z","b","a","b"]}', 'sortableAttributes', '["a","b","z"]'],
  ['{"filterableAttributes":["z","b","a","b"]}', 'filterableAttributes', '["z","b","a","b"]'],
  ['{"rankingRules":["typo","typo"]}', 'rankingRules', '["typo","typo"]'],
  [
    '{"embedders":{"m":{"source":"userProvided","dimensions":3}}}',
    'embedders',
    '{"m":{"source":"userProvided","dimensions":3}}',
  ],
  ['{"embedders":{"m":null}}', 'embedders', '{}'],
  ['{"displayedAttributes":null}', 'displayedAttributes', '["*"]'],
  [
    '{"rankingRules":null}',
    'rankingRules',
    '["words","typo","proximity","attribute","sort","exactness"]',
  ],
  ['{"chat":null}', 'facetSearch', 'true'],
];

describe('a change of settings', () => {
  test('leaves the view that Meilisearch shows, change after change', () => {
    let view = defaults;
    for (const [body, name, value] of recorded) {
      view = applyPatch(view, readMembers(body));
      expect(view.get(name), body).toBe(value);
    }
    expect([...view.keys()]).toEqual([...defaults.keys()]);
  });
});
