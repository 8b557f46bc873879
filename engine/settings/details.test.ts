import { describe, expect, test } from 'vitest';
import { settingsDetails } from './details.ts';
import { readMembers } from './members.ts';
import { settingNames } from './setting-names.ts';

/** What Meilisearch v1.21.0 answered as `details` of the task for each body. */
const recorded: readonly (readonly [body: string, details: string])[] = [
  ['{}', '{}'],
  ['{"stopWords":["b","a","b"]}', '{"stopWords":["a","b"]}'],
  ['{"stopWords":["The","the","É"]}', '{"stopWords":["The","the","É"]}'],
  ['{"synonyms":{"b":["x","a"],"a":["z"]}}', '{"synonyms":{"a":["z"],"b":["x","a"]}}'],
  [
    '{"stopWords":["b"], "synonyms":{"x":[]}, "synonyms":{"y":["1"],"10":[],"9":[]}}',
    '{"stopWords":["b"],"synonyms":{"10":[],"9":[],"y":["1"]}}',
  ],
  [
    '{"typoTolerance":{"minWordSizeForTypos":{"oneTypo":null}}}',
    '{"typoTolerance":{"minWordSizeForTypos":{"oneTypo":null}}}',
  ],
  [
    '{"typoTolerance":{"disableOnAttributes":["b","a","b"],"disableOnNumbers":true,"minWordSizeForTypos":{"twoTypos":8,"oneTypo":4},"enabled":null}}',
    '{"typoTolerance":{"enabled":null,"minWordSizeForTypos":{"oneTypo":4,"twoTypos":8},"disableOnAttributes":["a","b"],"disableOnNumbers":true}}',
  ],
  [
    '{"faceting":{"sortFacetValuesBy":{"b":"count","a":"alpha"},"maxValuesPerFacet":0}}',
    '{"faceting":{"maxValuesPerFacet":0,"sortFacetValuesBy":{"a":"alpha","b":"count"}}}',
  ],
  [
    '{"pagination":{"maxTotalHits":18446744073709551615}}',
    '{"pagination":{"maxTotalHits":18446744073709551615}}',
  ],
  ['{"pagination":{"maxTotalHits":null}}', '{"pagination":{"maxTotalHits":null}}'],
  [
    '{"sortableAttributes":["é","z","😀","a","ﬀ","B","a"]}',
    '{"sortableAttributes":["B","a","z","é","ﬀ","😀"]}',
  ],
  ['{"displayedAttributes":["z","b","a","b"]}', '{"displayedAttributes":["z","b","a","b"]}'],
  ['{"displayedAttributes":null}', '{"displayedAttributes":["*"]}'],
  [
    '{"filterableAttributes":["z",{"attributePatterns":["b"],"features":{"facetSearch":true,"filter":{"equality":true}}},{"attributePatterns":["c"]},"a","z"]}',
    '{"filterableAttributes":["z",{"attributePatterns":["b"],"features":{"facetSearch":true,"filter":{"equality":true,"comparison":false}}},{"attributePatterns":["c"],"features":{"facetSearch":false,"filter":{"equality":true,"comparison":false}}},"a","z"]}',
  ],
  [
    '{"localizedAttributes":[{"locales":["fr","ja"],"attributePatterns":["*"]}]}',
    '{"localizedAttributes":[{"attributePatterns":["*"],"locales":["fr","ja"]}]}',
  ],
  [
    '{"dictionary":["b","a"],"separatorTokens":["|","&"],"nonSeparatorTokens":["@","#"]}',
    '{"nonSeparatorTokens":["#","@"],"separatorTokens":["&","|"],"dictionary":["a","b"]}',
  ],
  ['{"chat":null,"vectorStore":null}', '{"chat":null,"vectorStore":null}'],
  ['{"embedders":{"m":null}}', '{"embedders":{"m":null}}'],
  [
    '{"embedders":{"z":{"dimensions":3,"source":"userProvided","distribution":{"sigma":0.2,"mean":1},"binaryQuantized":false},"a":{"source":"openAi","apiKey":"sk-1234567890abcdef","model":"text-embedding-3-small"}}}',
    '{"embedders":{"a":{"source":"openAi","model":"text-embedding-3-small","apiKey":"skXXXX..."},"z":{"source":"userProvided","dimensions":3,"binaryQuantized":false,"distribution":{"mean":1.0,"sigma":0.2}}}}',
  ],
  [
    '{"embedders":{"r":{"source":"rest","url":"u","request":{"b":"{{text}}","a":[1.0,2,{"z":1,"10":2,"9":1}]},"response":{"e":"{{embedding}}"},"headers":{"Z":"1","A":"2"}}}}',
    '{"embedders":{"r":{"source":"rest","url":"u","request":{"b":"{{text}}","a":[1.0,2,{"z":1,"10":2,"9":1}]},"response":{"e":"{{embedding}}"},"headers":{"A":"2","Z":"1"}}}}',
  ],
  [
    '{"embedders":{"r":{"apiKey":null,"headers":null,"distribution":null}}}',
    '{"embedders":{"r":{"apiKey":null,"headers":null,"distribution":null}}}',
  ],
  [
    '{"stopWords":["q"],"displayedAttributes":["a"],"pagination":null,"rankingRules":null,"synonyms":null,"faceting":{"maxValuesPerFacet":3}}',
    '{"displayedAttributes":["a"],"rankingRules":null,"stopWords":["q"],"synonyms":null,"faceting":{"maxValuesPerFacet":3},"pagination":null}',
  ],
];

describe('the details of a settings task', () => {
  test.each(recorded)('of %s are those of Meilisearch', (body, details) => {
    expect(settingsDetails(readMembers(body))).toBe(details);
  });

  test('of a reset name every setting', () => {
    const patch = new Map(settingNames.map((name) => [name, 'null']));
    expect(settingsDetails(patch)).toBe(
      '{"displayedAttributes":["*"],"searchableAttributes":["*"],"filterableAttributes":null,"sortableAttributes":null,"rankingRules":null,"stopWords":null,"nonSeparatorTokens":null,"separatorTokens":null,"dictionary":null,"synonyms":null,"distinctAttribute":null,"proximityPrecision":null,"typoTolerance":null,"faceting":null,"pagination":null,"embedders":null,"searchCutoffMs":null,"localizedAttributes":null,"facetSearch":null,"prefixSearch":null,"chat":null,"vectorStore":null}',
    );
  });

  const key = 'abcdefghij'.repeat(6);
  test.each([
    [0, 'XXX...'],
    [9, 'XXX...'],
    [10, 'abXXXX...'],
    [19, 'abXXXX...'],
    [20, 'abcXXXXX...'],
    [29, 'abcXXXXX...'],
    [30, 'abcdeXXXXXX...'],
    [60, 'abcdeXXXXXX...'],
  ])('mask a secret of %i characters', (length, masked) => {
    const patch = readMembers(`{"embedders":{"a":{"apiKey":"${key.slice(0, length)}"}}}`);
    expect(settingsDetails(patch)).toBe(`{"embedders":{"a":{"apiKey":"${masked}"}}}`);
  });
});
