import {
  type ClientRequest,
  get,
  json,
  patch,
  payload,
  post,
  put,
  remove,
  type RequestTheme,
  unawaited,
} from '../client-request.ts';

const settings = '/indexes/tuned/settings';

interface SettingCase {
  readonly route: string;
  readonly values: readonly unknown[];
  readonly wrong: readonly unknown[];
  readonly method?: 'PATCH';
}

const cases: readonly SettingCase[] = [
  { route: 'displayed-attributes', values: [['title', 'id'], []], wrong: ['title', [1]] },
  { route: 'searchable-attributes', values: [['title', 'overview']], wrong: [{}, [null]] },
  {
    route: 'filterable-attributes',
    values: [
      ['genres', 'year'],
      [
        {
          attributePatterns: ['a*'],
          features: { facetSearch: false, filter: { equality: true, comparison: false } },
        },
      ],
    ],
    wrong: ['genres', [{ attributePatterns: 'a' }], [1]],
  },
  { route: 'sortable-attributes', values: [['year', 'genres']], wrong: [5, [true]] },
  {
    route: 'ranking-rules',
    values: [['typo', 'words', 'year:desc'], []],
    wrong: [['nonsense'], ['year:up'], 'words', [1]],
  },
  { route: 'distinct-attribute', values: ['sku'], wrong: [1, ['sku']] },
  { route: 'stop-words', values: [['the', 'a', 'The']], wrong: ['the', [1]] },
  { route: 'synonyms', values: [{ b: ['c', 'a'], a: ['b'] }], wrong: [[], { a: 'b' }] },
  { route: 'dictionary', values: [['W. B.', 'A. A.']], wrong: [1] },
  { route: 'separator-tokens', values: [['|', '@']], wrong: ['|'] },
  { route: 'non-separator-tokens', values: [['#', '@']], wrong: [{}] },
  {
    route: 'typo-tolerance',
    values: [
      { enabled: false },
      {
        minWordSizeForTypos: { oneTypo: 4, twoTypos: 8 },
        disableOnWords: ['b', 'a'],
        disableOnNumbers: true,
      },
      { disableOnAttributes: ['title'] },
    ],
    wrong: [
      { minWordSizeForTypos: { oneTypo: 9, twoTypos: 3 } },
      { enabled: 1 },
      { unknown: 1 },
      [],
    ],
    method: 'PATCH',
  },
  {
    route: 'faceting',
    values: [{ maxValuesPerFacet: 5 }, { sortFacetValuesBy: { genres: 'count' } }],
    wrong: [{ maxValuesPerFacet: -1 }, { sortFacetValuesBy: { a: 'up' } }, { unknown: 1 }],
    method: 'PATCH',
  },
  {
    route: 'pagination',
    values: [{ maxTotalHits: 5 }, { maxTotalHits: null }],
    wrong: [{ maxTotalHits: 'x' }, { unknown: 1 }],
    method: 'PATCH',
  },
  { route: 'proximity-precision', values: ['byAttribute'], wrong: ['byLine', 1] },
  {
    route: 'localized-attributes',
    values: [[{ attributePatterns: ['title'], locales: ['eng'] }]],
    wrong: [[{ attributePatterns: ['a'], locales: ['klingon'] }], 'x'],
  },
  { route: 'search-cutoff-ms', values: [150], wrong: ['x', -1] },
  { route: 'facet-search', values: [false], wrong: ['x'] },
  { route: 'prefix-search', values: ['disabled'], wrong: ['never'] },
  { route: 'embedders', values: [{}], wrong: [{ a: { source: 'nobody' } }, []], method: 'PATCH' },
];

function requestsOf({
  route,
  values,
  wrong,
  method = 'PATCH',
  ...rest
}: SettingCase): ClientRequest[] {
  const path = `${settings}/${route}`;
  const write = (value: unknown) => ({
    ...put(path, value),
    method: 'method' in rest ? method : 'PUT',
  });
  return [
    get(path),
    ...values.flatMap((value) => [write(value), get(path)]),
    ...wrong.map(write),
    unawaited(write(null)),
    remove(path),
    get(path),
  ];
}

const everything = {
  displayedAttributes: ['title'],
  searchableAttributes: ['title', 'author.name'],
  filterableAttributes: ['year'],
  sortableAttributes: ['year'],
  rankingRules: ['words', 'year:asc'],
  stopWords: ['the'],
  synonyms: { a: ['b'] },
  distinctAttribute: 'year',
  typoTolerance: { enabled: false },
  faceting: { maxValuesPerFacet: 7 },
  pagination: { maxTotalHits: 77 },
  proximityPrecision: 'byAttribute',
  searchCutoffMs: 900,
  facetSearch: false,
  prefixSearch: 'disabled',
  localizedAttributes: [{ attributePatterns: ['*'], locales: ['eng'] }],
  nonSeparatorTokens: ['#'],
  separatorTokens: ['&'],
  dictionary: ['A.'],
};

/** Settings as a whole and one by one. */
export const settingsRoutes: RequestTheme = {
  name: 'settings',
  requests: [
    get(settings),
    get(`${settings}/stop-words`),
    remove('/indexes/tuned/settings'),
    remove('/indexes/tuned/settings/stop-words'),
    patch(settings, { stopWords: ['created', 'the', 'index'] }),
    get('/indexes/tuned'),
    get(settings),
    ...cases.flatMap(requestsOf),
    patch(settings, everything),
    get(settings),
    patch(settings, { pagination: null, faceting: { maxValuesPerFacet: null }, synonyms: null }),
    get(settings),
    patch(settings, {}),
    patch(settings, { rankingRules: null, displayedAttributes: null, filterableAttributes: null }),
    get(settings),
    patch(settings, { unknown: 1 }),
    patch(settings, { stopword: [] }),
    patch(settings, { rankingRules: ['nonsense'] }),
    patch(settings, { stopWords: 'the', pagination: 5 }),
    patch(settings, { faceting: { maxValuesPerFacet: 'x' } }),
    patch(settings, { typoTolerance: { minWordSizeForTypos: { oneTypo: 300 } } }),
    patch(settings, []),
    patch(settings, null),
    json('PATCH', settings, ''),
    json('PATCH', settings, '{'),
    payload('PATCH', settings, null, '{}'),
    payload('PATCH', settings, 'text/plain', '{}'),
    payload('PUT', `${settings}/stop-words`, null, '[]'),
    payload('PUT', `${settings}/stop-words`, 'text/plain', '[]'),
    json('PUT', `${settings}/stop-words`, ''),
    json('PUT', `${settings}/stop-words`, '["a"'),
    get(settings, { unknown: '1' }),
    get('/indexes/with%20space/settings'),
    patch('/indexes/with%20space/settings', {}),
    get('/indexes/missing/settings'),
    get('/indexes/missing/settings/faceting'),
    remove(settings),
    get(settings),
    put('/indexes/created/settings/stop-words', ['a']),
    get('/indexes/created'),
    post('/indexes/created/documents', [{ id: 1, title: 'a river' }]),
    remove('/indexes/created'),
    remove('/indexes/tuned'),
  ],
};
