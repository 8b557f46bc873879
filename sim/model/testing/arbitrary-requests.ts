import fc from 'fast-check';
import {
  arbitraryDocument,
  arbitraryId,
  arbitraryPayload,
  arbitraryWords,
} from './arbitrary-documents.ts';
import { arbitraryFilter } from './arbitrary-filters.ts';

/** What kind of answer a request is for: each is counted on its own. */
export type AnswerKind =
  | 'distinct'
  | 'documents'
  | 'errors'
  | 'facets'
  | 'filters'
  | 'format'
  | 'pages'
  | 'settings'
  | 'sorts'
  | 'statistics'
  | 'text';

/** A request about one index. */
export interface IndexRequest {
  readonly method: string;
  /** After `/indexes/{uid}`. */
  readonly path: string;
  readonly body: unknown;
}

/** A request that reads. */
export interface ReadRequest extends IndexRequest {
  readonly kind: AnswerKind;
}

function write(method: string, path: string, body?: unknown): IndexRequest {
  return { method, path, body };
}

const attributes = ['kind', 'size', 'tags', 'deep', 'deep.er', 'flag', 'title', '_geo'];
const someAttributes = fc.subarray(attributes);

const settings = fc.record(
  {
    filterableAttributes: fc.oneof(
      fc.constant(['kind', 'size', 'tags', 'deep', 'flag', 'title', '_geo', 'absent']),
      someAttributes,
      fc.constant(['*']),
      fc.constant([
        {
          attributePatterns: ['kind', 'd*'],
          features: { facetSearch: false, filter: { equality: true, comparison: false } },
        },
        'size',
        '_geo',
      ]),
    ),
    sortableAttributes: fc.oneof(fc.constant(attributes), someAttributes),
    searchableAttributes: fc.constantFrom(['*'], ['title', 'kind'], ['kind', 'tags', 'title']),
    displayedAttributes: fc.constantFrom(['*'], ['id', 'title', 'kind', 'size', 'deep']),
    rankingRules: fc.constantFrom(
      ['words', 'typo', 'proximity', 'attribute', 'sort', 'exactness'],
      ['sort', 'words', 'typo'],
      ['words', 'typo', 'proximity', 'attribute', 'sort', 'exactness', 'size:desc'],
    ),
    distinctAttribute: fc.constantFrom(null, null, null, 'kind', 'tags'),
    faceting: fc.record({
      maxValuesPerFacet: fc.constantFrom(2, 5, 100, 100),
      sortFacetValuesBy: fc.constantFrom(
        { '*': 'alpha' },
        { '*': 'count' },
        { kind: 'count', size: 'count' },
      ),
    }),
    pagination: fc.record({ maxTotalHits: fc.constantFrom(5, 1000, 1000) }),
    stopWords: fc.constantFrom([], ['the', 'a']),
    synonyms: fc.constantFrom({}, { fox: ['dog'], autumn: ['fall'] }),
  },
  { requiredKeys: [] },
);

/** The settings that most attributes can be asked for under. */
export const usualSettings: IndexRequest = write('PATCH', '/settings', {
  filterableAttributes: [...attributes, 'absent'],
  sortableAttributes: attributes,
});

/** A request that changes an index, good or bad. */
export const arbitraryWrite: fc.Arbitrary<IndexRequest> = fc.oneof(
  { weight: 9, arbitrary: arbitraryPayload.map((payload) => write('POST', '/documents', payload)) },
  { weight: 5, arbitrary: arbitraryPayload.map((payload) => write('PUT', '/documents', payload)) },
  { weight: 1, arbitrary: arbitraryDocument.map((one) => write('POST', '/documents', one)) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(arbitraryPayload, fc.constantFrom('id', 'kind', 'deep.er'))
      .map(([payload, key]) => write('POST', `/documents?primaryKey=${key}`, payload)),
  },
  { weight: 2, arbitrary: arbitraryId.map((id) => write('DELETE', `/documents/${id}`)) },
  {
    weight: 3,
    arbitrary: fc
      .array(arbitraryId, { maxLength: 12 })
      .map((ids) => write('POST', '/documents/delete-batch', ids)),
  },
  {
    weight: 3,
    arbitrary: arbitraryFilter.map((filter) => write('POST', '/documents/delete', { filter })),
  },
  { weight: 5, arbitrary: settings.map((patch) => write('PATCH', '/settings', patch)) },
  { weight: 1, arbitrary: fc.constant(write('DELETE', '/settings')) },
  { weight: 1, arbitrary: fc.constant(write('DELETE', '/documents')) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom('id', 'kind')
      .map((primaryKey) => write('PATCH', '', { primaryKey })),
  },
);

const sort = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.constantFrom(
        'size:asc',
        'size:desc',
        'kind:asc',
        'kind:desc',
        'deep.er:asc',
        'tags:desc',
        'flag:asc',
      ),
    },
    {
      weight: 1,
      arbitrary: fc.constantFrom('_geoPoint(10,20):asc', '_geoPoint(-30,100):desc', 'nothing:asc'),
    },
  ),
  { minLength: 1, maxLength: 3 },
);

const facets = fc.constantFrom(
  ['*'],
  ['kind'],
  ['size', 'tags'],
  ['deep', 'flag'],
  ['deep.er'],
  ['kind', 'title'],
  ['absent'],
  [],
);
const page = fc.oneof(
  fc.record({ offset: fc.integer({ min: 0, max: 12 }), limit: fc.integer({ min: 0, max: 12 }) }),
  fc.record(
    { page: fc.integer({ min: 0, max: 5 }), hitsPerPage: fc.integer({ min: 0, max: 7 }) },
    { requiredKeys: ['page'] },
  ),
);
const format = fc.record(
  {
    attributesToRetrieve: fc.constantFrom(
      ['id'],
      ['*'],
      ['id', 'title'],
      ['deep.er', 'kind'],
      ['tags', 'deep'],
    ),
    attributesToHighlight: fc.constantFrom(['*'], ['title'], ['kind', 'tags'], ['deep']),
    attributesToCrop: fc.constantFrom(['title'], ['title:3'], ['*']),
    cropLength: fc.constantFrom(2, 4),
    showMatchesPosition: fc.boolean(),
    showRankingScore: fc.boolean(),
  },
  { requiredKeys: [] },
);

function search(kind: AnswerKind, body: fc.Arbitrary<object>): fc.Arbitrary<ReadRequest> {
  return body.map((members) => ({ kind, method: 'POST', path: '/search', body: members }));
}

const idsOnly = fc.constant({ attributesToRetrieve: ['id'], limit: 100 });
const filtered = arbitraryFilter.map((filter) => ({ filter }));
const asked = arbitraryWords.map((q) => ({ q }));
const distinct = fc
  .constantFrom('kind', 'tags', 'size', 'deep.er')
  .map((name) => ({ distinct: name }));

function merged(...parts: readonly fc.Arbitrary<object>[]): fc.Arbitrary<object> {
  return fc.tuple(...parts).map((members) => Object.assign({}, ...members));
}

function maybe(part: fc.Arbitrary<object>): fc.Arbitrary<object> {
  return fc.oneof(fc.constant({}), part);
}

const fetch = merged(
  maybe(filtered),
  fc.record(
    {
      offset: fc.integer({ min: 0, max: 6 }),
      limit: fc.integer({ min: 0, max: 30 }),
      fields: fc.constantFrom(['id'], ['kind', 'deep.er'], ['nothing'], null),
      ids: fc.array(arbitraryId, { maxLength: 5 }),
    },
    { requiredKeys: [] },
  ),
);

/** A request that asks an index something, good or bad. */
export const arbitraryRead: fc.Arbitrary<ReadRequest> = fc.oneof(
  { weight: 12, arbitrary: search('filters', merged(idsOnly, filtered)) },
  {
    weight: 8,
    arbitrary: search(
      'facets',
      merged(fc.record({ facets, limit: fc.constant(0) }), maybe(filtered), maybe(asked)),
    ),
  },
  { weight: 4, arbitrary: search('sorts', merged(idsOnly, fc.record({ sort }), maybe(filtered))) },
  {
    weight: 2,
    arbitrary: search(
      'sorts',
      merged(idsOnly, fc.record({ sort, showRankingScoreDetails: fc.constant(true) })),
    ),
  },
  {
    weight: 3,
    arbitrary: search(
      'distinct',
      merged(
        idsOnly,
        distinct,
        maybe(page),
        maybe(fc.record({ facets })),
        maybe(fc.record({ sort })),
      ),
    ),
  },
  {
    weight: 3,
    arbitrary: search('pages', merged(page, maybe(filtered), maybe(fc.record({ sort })))),
  },
  {
    weight: 3,
    arbitrary: search(
      'text',
      merged(idsOnly, asked, maybe(page), maybe(filtered), maybe(fc.record({ sort }))),
    ),
  },
  { weight: 2, arbitrary: search('format', merged(asked, format)) },
  {
    weight: 3,
    arbitrary: fetch.map(
      (body): ReadRequest => ({
        kind: 'documents',
        method: 'POST',
        path: '/documents/fetch',
        body,
      }),
    ),
  },
  {
    weight: 2,
    arbitrary: arbitraryId.map(
      (id): ReadRequest => ({
        kind: 'documents',
        method: 'GET',
        path: `/documents/${id}`,
        body: undefined,
      }),
    ),
  },
);

/** Reads that are made after every write, whatever it was. */
export const steadyReads: readonly ReadRequest[] = [
  { kind: 'documents', method: 'GET', path: '/documents?limit=1000', body: undefined },
  { kind: 'settings', method: 'GET', path: '/settings', body: undefined },
  { kind: 'statistics', method: 'GET', path: '/stats', body: undefined },
  { kind: 'statistics', method: 'GET', path: '', body: undefined },
];
