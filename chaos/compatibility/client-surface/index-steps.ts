import type { Index } from 'meilisearch';
import { books } from '../requests/books.ts';
import type { Step } from './step.ts';

/** What each setting is changed to. */
const settings: Readonly<Record<string, unknown>> = {
  FilterableAttributes: ['genres', 'year', 'rating'],
  SortableAttributes: ['year', 'rating'],
  SearchableAttributes: ['title', 'overview'],
  DisplayedAttributes: ['id', 'title', 'year', 'genres'],
  RankingRules: ['words', 'typo', 'sort', 'year:desc'],
  DistinctAttribute: 'series',
  StopWords: ['the'],
  Synonyms: { river: ['stream'] },
  Pagination: { maxTotalHits: 50 },
  TypoTolerance: { enabled: false },
  Faceting: { maxValuesPerFacet: 5 },
  SeparatorTokens: ['&'],
  NonSeparatorTokens: ['#'],
  Dictionary: ['J. K.'],
  ProximityPrecision: 'byAttribute',
  Embedders: { given: { source: 'userProvided', dimensions: 2 } },
  SearchCutoffMs: 1000,
  LocalizedAttributes: [{ attributePatterns: ['title'], locales: ['eng'] }],
  FacetSearch: true,
  PrefixSearch: 'disabled',
};

const volumes = books(30).map((book) => ({
  ...book,
  _vectors: { given: [book.year / 2000, book.id / 30] },
}));

/** Every method of an index, in an order in which each has something to do. */
export const indexSteps: readonly Step[] = [
  call('update', [{ primaryKey: 'id' }]),
  ...Object.entries(settings).map(([name, value]) => call(`update${name}`, [value])),
  ...Object.keys(settings).map((name) => call(`get${name}`)),
  call('getSettings'),
  ...Object.keys(settings).map((name) => call(`reset${name}`)),
  call('updateSettings', [
    {
      filterableAttributes: ['genres', 'year', 'rating'],
      sortableAttributes: ['year'],
      embedders: { given: { source: 'userProvided', dimensions: 2 } },
    },
  ]),
  call('addDocuments', [volumes.slice(0, 10)]),
  // One batch each: of several, one Meilisearch may take some together, in an order of its own.
  call('addDocumentsInBatches', [volumes.slice(10, 20), 10]),
  call('addDocumentsFromString', ['id,title\n100,"a, b"\n', 'text/csv']),
  call('updateDocuments', [[{ id: 1, title: 'The changed river' }]]),
  call('updateDocumentsInBatches', [volumes.slice(20), 10]),
  call('updateDocumentsFromString', [
    '{"id":101,"title":"one"}\n{"id":102}\n',
    'application/x-ndjson',
  ]),
  call('search', ['river', { facets: ['genres'], showRankingScore: true }]),
  call('searchGet', ['river', { limit: 3, sort: ['year:asc'] }]),
  call('searchForFacetValues', [{ facetName: 'genres', facetQuery: 'dra' }]),
  call('searchSimilarDocuments', [{ id: '1', embedder: 'given', limit: 3 }]),
  call('getRawInfo'),
  call('fetchInfo'),
  call('fetchPrimaryKey'),
  call('getStats'),
  call('getDocuments', [{ limit: 4, filter: 'year > 1960' }]),
  call('getDocument', [3]),
  call('updateDocumentsByFunction', [{ function: 'doc.year = 1' }]),
  call('deleteDocument', [3]),
  call('deleteDocuments', [{ filter: 'year < 1960' }]),
  call('deleteAllDocuments'),
  call('getChat'),
  call('updateChat', [{ description: 'books' }]),
  call('resetSettings'),
  call('delete'),
];

function call(method: string, given: readonly unknown[] = []): Step {
  return { name: `Index.${method}`, call: ({ index }) => callMethod(index, method, given) };
}

/** Calls a method by its name: some are new, and an older release's types do not know them. */
export function callMethod(on: Index | object, method: string, given: readonly unknown[]): unknown {
  const found: unknown = Reflect.get(on, method);
  if (typeof found !== 'function') throw new Error(`there is no method ${method}`);
  return Reflect.apply(found, on, [...given]);
}
