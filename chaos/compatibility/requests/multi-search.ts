import {
  type ClientRequest,
  except,
  json,
  patch,
  post,
  put,
  remove,
  type RequestTheme,
} from '../client-request.ts';
import { books } from './books.ts';

const filterable = ['genres', 'author', 'year', 'rating', 'isAvailable', 'series', '_geo', 'title'];
const sortable = ['year', 'rating', 'title', 'author.name', 'series', '_geo'];

/** The indexes that multi-searches are put to: two with books, and one with few documents. */
export const multiSearchPreparation: RequestTheme = {
  name: 'multi-search: preparation',
  requests: [
    ...['shelf', 'store'].flatMap((uid) => [
      post('/indexes', { uid, primaryKey: 'id' }),
      put(`/indexes/${uid}/settings/filterable-attributes`, filterable),
      put(`/indexes/${uid}/settings/sortable-attributes`, sortable),
    ]),
    post('/indexes/shelf/documents', books(120)),
    post('/indexes/store/documents', books(240).slice(90)),
    post('/indexes', { uid: 'notes', primaryKey: 'id' }),
    put('/indexes/notes/settings/filterable-attributes', ['tag', 'year']),
    put('/indexes/notes/settings/sortable-attributes', ['year', 'tag']),
    json(
      'POST',
      '/indexes/notes/documents',
      '[{"id":"a","text":"golden river","year":9007199254740993,"tag":"Drama"},' +
        '{"id":"b","text":"river","year":1.10,"tag":"drama"},' +
        '{"id":"c","text":"golden","year":"late","tag":"Poetry"},' +
        '{"id":"d","text":"a silent machine","year":null,"tag":null},' +
        '{"id":"e","text":"golden golden river","year":1990,"tag":["x","Über"]}]',
    ),
    post('/indexes', { uid: 'empty', primaryKey: 'id' }),
  ],
};

export function multiSearch(body: unknown): ClientRequest {
  return post('/multi-search', body);
}

function separate(...queries: readonly object[]): ClientRequest {
  return multiSearch({ queries });
}

/** A federated search in which hits are short. */
export function federated(federation: unknown, ...queries: readonly object[]): ClientRequest {
  const short = queries.map((query) => ({ attributesToRetrieve: ['id', 'title'], ...query }));
  return multiSearch({ queries: short, federation });
}

const shelf = { indexUid: 'shelf' };
const store = { indexUid: 'store' };
const notes = { indexUid: 'notes' };
const golden = { q: 'golden' };
const river = { q: 'river' };

/** Queries that are answered one by one. */
export const separateSearches: RequestTheme = {
  name: 'multi-search: separate answers',
  requests: [
    multiSearch({ queries: [] }),
    multiSearch({ queries: [], federation: null }),
    separate(shelf),
    separate({ ...shelf, ...golden }, { ...store, ...river }, { ...notes, ...river }),
    separate({ ...shelf, ...golden }, { ...shelf, ...golden }, { ...shelf, ...golden }),
    separate({ indexUid: 'empty', q: 'x', facets: ['*'] }, { indexUid: 'empty', page: 1 }),
    separate({ ...shelf, limit: 3, offset: 2 }, { ...store, page: 2, hitsPerPage: 4 }),
    separate({ ...shelf, limit: null, offset: null, page: null, hitsPerPage: null }),
    separate({ ...shelf, limit: 0 }, { ...store, hitsPerPage: 0 }),
    separate({ ...shelf, ...golden, federationOptions: null, limit: 1 }),
    separate(
      { ...shelf, ...golden, sort: ['year:asc'], limit: 4 },
      { ...store, ...golden, sort: ['year:desc'], limit: 4 },
    ),
    separate(
      { ...shelf, ...golden, facets: ['genres'], limit: 1 },
      { ...store, facets: ['*'], limit: 1 },
      { ...notes, facets: ['tag', 'year'] },
    ),
    separate(
      { ...shelf, filter: 'year > 1990', limit: 2 },
      { ...store, filter: ['series = North', ['rating > 4', 'rating < 1']], limit: 2 },
      { ...store, filter: null, sort: null, distinct: null, facets: null, limit: 1 },
    ),
    separate(
      { ...shelf, ...river, attributesToHighlight: ['*'], limit: 2 },
      { ...shelf, ...river, attributesToCrop: ['overview:3'], cropMarker: '~', limit: 2 },
      { ...shelf, ...river, showMatchesPosition: true, limit: 1 },
      { ...shelf, ...river, showRankingScore: true, limit: 1 },
      { ...shelf, ...river, showRankingScoreDetails: true, limit: 1 },
    ),
    separate({ ...store, distinct: 'series', limit: 9 }, { ...store, distinct: 'year', page: 1 }),
    separate({ ...shelf, sort: ['_geoPoint(10,20):asc'], limit: 3 }),
    separate({ ...shelf, ...golden, matchingStrategy: 'all', rankingScoreThreshold: 0.5 }),
    json(
      'POST',
      '/multi-search',
      '{"queries":[{"indexUid":"shelf","q":"a","q":"river","limit":1}]}',
    ),
    json('POST', '/multi-search', ' {\n"queries" : [ {"indexUid" :"notes" , "limit": 1 } ] }\n'),
  ],
};

const facets = { shelf: ['genres', 'year'], store: ['genres', 'rating'], notes: ['tag'] };

/** Queries that are answered by one list. */
export const federatedSearches: RequestTheme = {
  name: 'multi-search: federated',
  requests: [
    multiSearch({ queries: [], federation: {} }),
    multiSearch({ queries: [], federation: { limit: 0, offset: 3, facetsByIndex: {} } }),
    multiSearch({ queries: [shelf], federation: {} }),
    multiSearch({ queries: [{ ...shelf, ...golden }], federation: { limit: 3, offset: 2 } }),
    multiSearch({ queries: [{ ...notes, ...golden }, notes], federation: {} }),
    federated({}, { ...shelf, ...golden }, { ...store, ...golden }),
    federated({}, { ...store, ...golden }, { ...shelf, ...golden }),
    federated({}, { ...shelf, ...golden }, { ...shelf, ...river }),
    federated({ limit: 500 }, { ...shelf, ...golden }, { ...shelf, ...river }, shelf),
    federated({ limit: 500 }, shelf, { ...shelf, ...golden }, { ...store, ...river }),
    federated({ limit: 7, offset: 5 }, shelf, { ...shelf, ...golden }, { ...store, ...river }),
    federated({ limit: 5, offset: 240 }, shelf, store, notes),
    federated({ limit: 5, offset: 9999 }, shelf, store, notes),
    federated({ limit: 0 }, shelf, store, { ...store, ...golden }),
    federated({ limit: 1500 }, shelf, store),
    federated({}, { ...shelf, q: '!!' }, { ...store, ...golden }, { ...notes, q: ' ' }),
    federated({}, { ...shelf, q: null }, { ...store, q: '-golden' }),
    federated({ limit: 12 }, { ...shelf, ...golden }, { indexUid: 'empty', ...golden }),
    ...[0, 0.5, 1, 1.1, 2, 1e3, 1e-9, 1e300].map((weight) =>
      federated(
        { limit: 30 },
        { ...shelf, ...golden, federationOptions: { weight } },
        { ...store, ...river },
        { ...shelf, q: 'golden river' },
      ),
    ),
    json(
      'POST',
      '/multi-search',
      '{"federation":{"limit":2},"queries":[{"indexUid":"notes","federationOptions":{"weight":1.50e0}},' +
        '{"indexUid":"notes","q":"golden","federationOptions":{"weight":-0.0}}]}',
    ),
    federated({}, { ...notes, federationOptions: { remote: null, queryPosition: null } }),
    federated({}, { ...notes, federationOptions: {} }, { ...shelf, federationOptions: null }),
    // What hits show, query by query.
    multiSearch({
      federation: { limit: 60 },
      queries: [
        { ...shelf, ...golden, attributesToRetrieve: ['year'], showRankingScore: true },
        { ...store, ...golden, attributesToRetrieve: [], attributesToHighlight: ['title'] },
        { ...store, ...river, attributesToRetrieve: ['id'], showRankingScoreDetails: true },
        { ...shelf, ...river, attributesToCrop: ['overview:2'], showMatchesPosition: true },
        { ...notes, highlightPreTag: '<', highlightPostTag: '>', attributesToHighlight: ['*'] },
      ],
    }),
    federated({}, { ...notes, filter: 'tag = drama' }, { ...notes, filter: [['tag = Poetry']] }),
    except(
      'distinct-counts',
      federated({ limit: 40 }, { ...store, distinct: 'series' }, { ...shelf, distinct: 'year' }),
    ),
    federated({}, { ...store, ...golden, rankingScoreThreshold: 0.9 }, { ...shelf, ...golden }),
    federated({}, { ...store, q: 'golden river', matchingStrategy: 'all' }, { ...store, ...river }),
    federated({}, { ...shelf, q: 'marsh', attributesToSearchOn: ['author.name'] }, store),
    federated({ facetsByIndex: facets, limit: 2 }, shelf, { ...store, ...river }, notes),
    federated({ facetsByIndex: facets, limit: 2 }, { ...shelf, ...golden }, { ...shelf, ...river }),
    federated({ facetsByIndex: { shelf: ['*'] }, limit: 1 }, { ...shelf, ...golden }),
    federated({ facetsByIndex: { shelf: [], store: null }, limit: 1 }, shelf, store),
    federated({ facetsByIndex: { shelf: [] }, limit: 1 }, store),
    federated({ facetsByIndex: { shelf: ['author'], notes: ['year', 'tag'] } }, shelf, notes),
    federated({ facetsByIndex: facets, mergeFacets: {}, limit: 1 }, shelf, store, notes),
    federated({ facetsByIndex: facets, mergeFacets: null, limit: 1 }, shelf, store, notes),
    ...[0, 1, 2, 1000].map((maxValuesPerFacet) =>
      federated(
        { facetsByIndex: facets, mergeFacets: { maxValuesPerFacet }, limit: 1 },
        { ...shelf, ...golden },
        { ...store, ...river },
        notes,
      ),
    ),
    federated({ facetsByIndex: {}, mergeFacets: {}, limit: 1 }, shelf),
    federated({ facetsByIndex: { shelf: ['*'], store: ['*'] }, mergeFacets: {} }, shelf, store),
    ...['shelf', 'store'].map((uid) =>
      patch(`/indexes/${uid}/settings/faceting`, {
        maxValuesPerFacet: 4,
        sortFacetValuesBy: { '*': 'count' },
      }),
    ),
    federated({ facetsByIndex: { shelf: ['genres'], store: ['genres'] } }, shelf, store),
    federated(
      { facetsByIndex: { shelf: ['genres'], store: ['genres'] }, mergeFacets: {}, limit: 1 },
      shelf,
      store,
    ),
    remove('/indexes/store/settings/faceting'),
    federated(
      { facetsByIndex: { shelf: ['genres'], store: ['genres'] }, mergeFacets: {} },
      shelf,
      store,
    ),
    federated(
      { facetsByIndex: { shelf: ['genres'], store: ['genres'] }, mergeFacets: {} },
      { ...golden, ...store },
    ),
    remove('/indexes/shelf/settings/faceting'),
    patch('/indexes/shelf/settings/pagination', { maxTotalHits: 5 }),
    federated({ limit: 9 }, shelf, store),
    federated({ limit: 9, offset: 6 }, shelf),
    remove('/indexes/shelf/settings/pagination'),
    put('/indexes/shelf/settings/displayed-attributes', ['title']),
    multiSearch({ queries: [{ ...shelf, ...golden }, store], federation: { limit: 3 } }),
    remove('/indexes/shelf/settings/displayed-attributes'),
  ],
};
