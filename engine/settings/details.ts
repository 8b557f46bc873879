import { type Members, writeMembers } from './members.ts';
import {
  float,
  list,
  plain,
  type Printer,
  record,
  sortedMap,
  strings,
  stringSet,
  writeStrings,
} from './printing.ts';
import { settingNames } from './setting-names.ts';

/** The `details` of the task of a settings change: what was asked, as Meilisearch v1.21 writes it. */
export function settingsDetails(patch: Members): string {
  return writeMembers(
    settingNames.flatMap((name): [string, string][] => {
      const text = patch.get(name);
      return text === undefined ? [] : [[name, detailOf(name, text)]];
    }),
  );
}

function detailOf(name: string, text: string): string {
  const startsAsAll = name === 'displayedAttributes' || name === 'searchableAttributes';
  return text === 'null' && startsAsAll ? writeStrings(['*']) : printSetting(name, text);
}

/** The value of setting `name` as Meilisearch writes it back: sets sorted, features filled in. */
export function printSetting(name: string, text: string): string {
  return (printers[name] ?? plain)(text);
}

const filterableAttribute: Printer = (text) => {
  const attribute: string | FilterablePattern = JSON.parse(text);
  if (typeof attribute === 'string') return JSON.stringify(attribute);
  const { attributePatterns, features } = attribute;
  const filter = { equality: true, comparison: false, ...features?.filter };
  return JSON.stringify({
    attributePatterns,
    features: {
      facetSearch: features?.facetSearch ?? false,
      filter: { equality: filter.equality, comparison: filter.comparison },
    },
  });
};

interface FilterablePattern {
  readonly attributePatterns: readonly string[];
  readonly features?: {
    readonly facetSearch?: boolean;
    readonly filter?: { readonly equality?: boolean; readonly comparison?: boolean };
  };
}

/** A secret shows its beginning only: the more of it, the longer it is. */
export const maskSecret: Printer = (text) => {
  if (text === 'null') return text;
  const value = String(JSON.parse(text));
  const [shown, mask] =
    value.length < 10 ? [0, 3] : value.length < 20 ? [2, 4] : value.length < 30 ? [3, 5] : [5, 6];
  return JSON.stringify(`${value.slice(0, shown)}${'X'.repeat(mask)}...`);
};

const embedder: Printer = (text) =>
  record({
    source: plain,
    model: plain,
    revision: plain,
    pooling: plain,
    apiKey: maskSecret,
    dimensions: plain,
    binaryQuantized: plain,
    documentTemplate: plain,
    documentTemplateMaxBytes: plain,
    url: plain,
    indexingFragments: sortedMap(plain),
    searchFragments: sortedMap(plain),
    request: plain,
    response: plain,
    headers: sortedMap(plain),
    searchEmbedder: embedder,
    indexingEmbedder: embedder,
    distribution: record({ mean: float, sigma: float }),
  })(text);

const printers: Readonly<Record<string, Printer>> = {
  filterableAttributes: list(filterableAttribute),
  sortableAttributes: stringSet,
  stopWords: stringSet,
  nonSeparatorTokens: stringSet,
  separatorTokens: stringSet,
  dictionary: stringSet,
  synonyms: sortedMap((text) => writeStrings(strings(text))),
  typoTolerance: record({
    enabled: plain,
    minWordSizeForTypos: record({ oneTypo: plain, twoTypos: plain }),
    disableOnWords: stringSet,
    disableOnAttributes: stringSet,
    disableOnNumbers: plain,
  }),
  faceting: record({ maxValuesPerFacet: plain, sortFacetValuesBy: sortedMap(plain) }),
  pagination: record({ maxTotalHits: plain }),
  embedders: sortedMap(embedder),
  chat: record({
    description: plain,
    documentTemplate: plain,
    documentTemplateMaxBytes: plain,
    searchParameters: record({
      hybrid: record({ semanticRatio: float, embedder: plain }),
      limit: plain,
      sort: plain,
      distinct: plain,
      matchingStrategy: plain,
      attributesToSearchOn: plain,
      rankingScoreThreshold: float,
    }),
  }),
  localizedAttributes: list(record({ attributePatterns: plain, locales: plain })),
};
