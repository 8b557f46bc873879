import { type Members, writeMembers } from '../../engine/settings/members.ts';
import type { RankingSettings } from './ranking/ranking.ts';

/** An element of `filterableAttributes`. */
export interface FilterableRule {
  readonly patterns: readonly string[];
  /** Whether it is the name of an attribute, in which `*` means nothing. */
  readonly isName: boolean;
  readonly equality: boolean;
  readonly comparison: boolean;
}

/** The settings of an index, parsed, as searches need them. */
export interface IndexConfig {
  readonly displayed: readonly string[];
  readonly filterable: readonly FilterableRule[];
  /** As messages list them. */
  readonly sortable: readonly string[];
  /** Whether documents must have a proper `_geo`, if any. */
  readonly indexesPlaces: boolean;
  readonly distinctAttribute: string | null;
  readonly maxValuesPerFacet: number;
  readonly facetOrders: ReadonlyMap<string, 'alpha' | 'count'>;
  readonly maxTotalHits: number;
  readonly ranking: RankingSettings;
}

/** Parses the settings that an index holds. */
export function readConfig(settings: Members): IndexConfig {
  const parsed = parse(settings);
  const { filterableAttributes, sortableAttributes, faceting } = parsed;
  return {
    displayed: parsed.displayedAttributes,
    filterable: filterableAttributes.map(ruleOf),
    sortable: sortableAttributes,
    indexesPlaces: filterableAttributes.includes('_geo') || sortableAttributes.includes('_geo'),
    distinctAttribute: parsed.distinctAttribute,
    maxValuesPerFacet: faceting.maxValuesPerFacet,
    facetOrders: new Map(Object.entries(faceting.sortFacetValuesBy)),
    maxTotalHits: parsed.pagination.maxTotalHits,
    ranking: readRanking(parsed),
  };
}

interface Faceting {
  readonly maxValuesPerFacet: number;
  readonly sortFacetValuesBy: Readonly<Record<string, 'alpha' | 'count'>>;
}

interface FilterablePattern {
  readonly attributePatterns: readonly string[];
  readonly features: {
    readonly filter: { readonly equality: boolean; readonly comparison: boolean };
  };
}

interface TypoSetting {
  readonly enabled: boolean;
  readonly minWordSizeForTypos: { readonly oneTypo: number; readonly twoTypos: number };
  readonly disableOnWords: readonly string[];
  readonly disableOnAttributes: readonly string[];
  readonly disableOnNumbers: boolean;
}

function ruleOf(element: string | FilterablePattern): FilterableRule {
  if (typeof element === 'string') {
    return { patterns: [element], isName: true, equality: true, comparison: true };
  }
  return { patterns: element.attributePatterns, isName: false, ...element.features.filter };
}

function readRanking(parsed: ParsedSettings): RankingSettings {
  const { minWordSizeForTypos, ...typos } = parsed.typoTolerance;
  return {
    searchableAttributes: parsed.searchableAttributes,
    rankingRules: parsed.rankingRules,
    stopWords: parsed.stopWords,
    synonyms: parsed.synonyms,
    separatorTokens: parsed.separatorTokens,
    nonSeparatorTokens: parsed.nonSeparatorTokens,
    dictionary: parsed.dictionary,
    typoTolerance: { ...typos, ...minWordSizeForTypos },
    proximityPrecision: parsed.proximityPrecision,
    prefixSearch: parsed.prefixSearch,
  };
}

interface ParsedSettings extends Omit<RankingSettings, 'typoTolerance'> {
  readonly displayedAttributes: readonly string[];
  readonly filterableAttributes: readonly (string | FilterablePattern)[];
  readonly sortableAttributes: readonly string[];
  readonly distinctAttribute: string | null;
  readonly faceting: Faceting;
  readonly pagination: { readonly maxTotalHits: number };
  readonly typoTolerance: TypoSetting;
}

/** The settings are the model's own, so their shapes are known. */
function parse(settings: Members): ParsedSettings {
  const parsed: ParsedSettings = JSON.parse(writeMembers(settings));
  return parsed;
}
