import {
  type ClientRequest,
  json,
  payload,
  plain,
  type RequestTheme,
  withHeaders,
} from '../client-request.ts';
import { federated, multiSearch } from './multi-search.ts';

const path = '/multi-search';
const shelf = { indexUid: 'shelf' };
const store = { indexUid: 'store' };
const missing = { indexUid: 'missing' };

/** The second of two queries with something wrong. */
function query(members: object): ClientRequest[] {
  const queries = [{ ...shelf, limit: 1 }, members];
  return [multiSearch({ queries }), federated({}, shelf, members)];
}

function wrongly(name: string, ...values: readonly unknown[]): ClientRequest[] {
  return values.map((value) => multiSearch({ queries: [shelf, { ...store, [name]: value }] }));
}

function federation(value: unknown): ClientRequest {
  return multiSearch({ queries: [{ ...shelf, q: 'golden' }], federation: value });
}

function options(value: unknown): ClientRequest {
  return federated({}, { ...shelf, federationOptions: value });
}

function faceted(facetsByIndex: unknown, ...queries: readonly object[]): ClientRequest {
  return federated({ facetsByIndex }, ...queries);
}

/** Multi-searches that Meilisearch refuses. The hidden fields must not show in what it says. */
export const multiSearchRefusals: RequestTheme = {
  name: 'multi-search: refusals',
  requests: [
    ...[null, [], 'x', 1, {}, { queries: null }, { queries: {} }, { queries: 'x' }].map(
      multiSearch,
    ),
    ...[[null], ['x'], [[]], [{}], [{ q: 'x' }]].map((queries) => multiSearch({ queries })),
    multiSearch({ queries: [], unknown: 1 }),
    multiSearch({ unknown: 1 }),
    multiSearch({ federation: {} }),
    multiSearch({ federation: null }),
    json('POST', path, ''),
    json('POST', path, '{'),
    json('POST', path, '{}'),
    json('POST', path, ' { } '),
    json('POST', path, '{"queries":[{"indexUid":"shelf"}]'),
    json('POST', path, '{"queries":[{"indexUid":"shelf"},]}'),
    json('POST', path, '{"queries":[{"indexUid":"shelf"}}'),
    json('POST', path, '{"queries":[{"indexUid":"shelf"}]}x'),
    json('POST', path, '{"queries":[{"indexUid":"shelf","limit":1e999}]}'),
    json(
      'POST',
      path,
      '{"queries":[{"indexUid":"shelf","limit":1}],"federation":{"limit":18446744073709551616}}',
    ),
    payload('POST', path, null, '{"queries":[]}'),
    payload('POST', path, 'text/plain', '{"queries":[]}'),
    plain('GET', path),
    plain('PUT', path),
    ...query({ q: 'golden' }),
    ...query({ indexUid: null }),
    ...query({ indexUid: 1 }),
    ...query({ indexUid: '' }),
    ...query({ indexUid: 'with space' }),
    ...query({ indexUid: 'x'.repeat(513) }),
    ...query({ ...shelf, unknown: 1 }),
    ...query({ ...shelf, Q: 'x' }),
    ...query({ ...shelf, limit: -1 }),
    ...query(missing),
    ...query({ ...missing, filter: 1 }),
    ...query({ ...missing, limit: 'x' }),
    ...query({ ...store, filter: 'overview = 1' }),
    ...query({ ...store, filter: 'year >' }),
    ...query({ ...store, filter: 1 }),
    ...query({ ...store, filter: { a: 1.0, b: [true, null] } }),
    ...query({ ...store, filter: [1] }),
    ...query({ ...store, filter: '_miroir_shard = x' }),
    ...query({ ...store, sort: ['overview:asc'] }),
    ...query({ ...store, sort: ['year'] }),
    ...query({ ...store, sort: ['_miroir_seq:asc'] }),
    ...query({ ...store, sort: ['_geoPoint(1000,2):asc'] }),
    ...query({ ...store, sort: ['_geo:asc'] }),
    ...query({ ...store, distinct: 'overview' }),
    ...query({ ...store, distinct: '_miroir_shard' }),
    ...query({ ...store, facets: ['overview'] }),
    ...query({ ...store, facets: ['a "b"', '_miroir_shard'] }),
    ...query({ ...store, facets: [] }),
    ...query({ ...store, q: 'x', attributesToSearchOn: ['_miroir_shard'] }),
    ...query({ ...store, vector: [1, 2] }),
    ...query({ ...store, q: 'x', hybrid: { embedder: 'none' } }),
    ...query({ ...store, q: 'x', hybrid: { embedder: 'none' }, filter: 'overview = 1' }),
    ...query({ ...store, offset: 0 }),
    ...query({ ...store, page: 1, limit: 1 }),
    ...query({ ...store, hitsPerPage: 1, page: 1 }),
    ...query({ ...store, hitsPerPage: 1 }),
    ...query({ ...store, federationOptions: { weight: 1 } }),
    ...query({ ...missing, federationOptions: {} }),
    ...wrongly('q', 1),
    ...wrongly('attributesToRetrieve', 'x', [1]),
    ...wrongly('hybrid', 'x', {}, { embedder: 'x', semanticRatio: 2 }),
    ...wrongly('matchingStrategy', 'some'),
    ...wrongly('rankingScoreThreshold', 2),
    ...wrongly('locales', ['klingon']),
    ...wrongly('showRankingScore', 1),
    ...wrongly('federationOptions', [], 'x', { weight: -1 }),
    ...[[], 'x', 1, { unknown: 1 }, { limit: -1 }, { limit: null }, { offset: 'x' }].map(
      federation,
    ),
    ...[{ distinct: 'year' }, { page: 1 }, { mergeFacets: [] }, { mergeFacets: { a: 1 } }].map(
      federation,
    ),
    ...[
      { mergeFacets: { maxValuesPerFacet: -1 } },
      { mergeFacets: { maxValuesPerFacet: 'x' } },
    ].map(federation),
    ...[{ facetsByIndex: null }, { facetsByIndex: [] }, { facetsByIndex: { 'a b': [] } }].map(
      federation,
    ),
    ...[{ facetsByIndex: { a: 'x' } }, { facetsByIndex: { a: [1] } }].map(federation),
    ...[[], 'x', { unknown: 1 }, { weight: -1 }, { weight: 'x' }, { weight: null }].map(options),
    ...[{ remote: 'x' }, { remote: 1 }, { queryPosition: 1 }, { queryPosition: -1 }].map(options),
    ...[{ remote: 'x', queryPosition: 0, weight: 2 }, { queryPosition: 'x' }].map(options),
    withHeaders(federation({}), { 'meili-proxy-search': 'true' }),
    withHeaders(multiSearch({ queries: [] }), { 'meili-proxy-search': 'true' }),
    withHeaders(multiSearch({ queries: [] }), { authorization: 'Bearer wrong' }),
    withHeaders(multiSearch({ queries: [] }), { authorization: null }),
    // Which of several faults comes first.
    federated({}, { ...store, filter: 'year >' }, missing),
    federated({}, missing, { ...shelf, filter: 'year >' }),
    federated({}, { ...store, filter: 'year >' }, { ...shelf, limit: 1 }),
    federated({}, { ...shelf, facets: ['x'], limit: 1 }),
    multiSearch({ queries: [{ ...store, filter: 'year >' }, missing] }),
    multiSearch({ queries: [missing, { ...store, filter: 'year >' }] }),
    faceted({ shelf: ['overview'] }, { ...store, q: 'x' }, { ...shelf, q: 'golden' }),
    faceted({ shelf: ['overview'] }, shelf, { ...shelf, filter: 'year >' }),
    faceted({ shelf: ['genres', 'overview', '_miroir_shard'] }, shelf, shelf),
    faceted({ shelf: ['overview'] }, store),
    faceted({ shelf: ['_miroir_seq'] }, store),
    faceted({ shelf: ['nothing', 'year'] }, { ...shelf, filter: 'year >' }),
    faceted({ missing: ['year'] }, shelf),
    faceted({ missing: null }, shelf),
    faceted({ missing: ['year'], absent: [] }, shelf, { indexUid: 'empty' }),
    faceted({ empty: ['year'] }, shelf, { indexUid: 'empty' }),
  ],
};
