/** One setting with a route of its own: `/indexes/{uid}/settings/{path}`. */
export interface SettingRoute {
  readonly path: string;
  /** Its name among the settings. */
  readonly name: string;
  /** `PUT` replaces a value, `PATCH` merges into an object. */
  readonly verb: 'PUT' | 'PATCH';
}

/** Every setting with a route of its own. */
export const settingRoutes: readonly SettingRoute[] = [
  { path: 'displayed-attributes', name: 'displayedAttributes', verb: 'PUT' },
  { path: 'searchable-attributes', name: 'searchableAttributes', verb: 'PUT' },
  { path: 'filterable-attributes', name: 'filterableAttributes', verb: 'PUT' },
  { path: 'sortable-attributes', name: 'sortableAttributes', verb: 'PUT' },
  { path: 'ranking-rules', name: 'rankingRules', verb: 'PUT' },
  { path: 'stop-words', name: 'stopWords', verb: 'PUT' },
  { path: 'non-separator-tokens', name: 'nonSeparatorTokens', verb: 'PUT' },
  { path: 'separator-tokens', name: 'separatorTokens', verb: 'PUT' },
  { path: 'dictionary', name: 'dictionary', verb: 'PUT' },
  { path: 'synonyms', name: 'synonyms', verb: 'PUT' },
  { path: 'distinct-attribute', name: 'distinctAttribute', verb: 'PUT' },
  { path: 'proximity-precision', name: 'proximityPrecision', verb: 'PUT' },
  { path: 'typo-tolerance', name: 'typoTolerance', verb: 'PATCH' },
  { path: 'faceting', name: 'faceting', verb: 'PATCH' },
  { path: 'pagination', name: 'pagination', verb: 'PATCH' },
  { path: 'embedders', name: 'embedders', verb: 'PATCH' },
  { path: 'search-cutoff-ms', name: 'searchCutoffMs', verb: 'PUT' },
  { path: 'localized-attributes', name: 'localizedAttributes', verb: 'PUT' },
  { path: 'facet-search', name: 'facetSearch', verb: 'PUT' },
  { path: 'prefix-search', name: 'prefixSearch', verb: 'PUT' },
  { path: 'chat', name: 'chat', verb: 'PATCH' },
  { path: 'vector-store', name: 'vectorStore', verb: 'PATCH' },
];
