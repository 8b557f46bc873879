import fc from 'fast-check';
import { except, get, post, remove, type RequestTheme } from '../client-request.ts';
import {
  attributes,
  condition,
  drawn,
  filter,
  listOf,
  shelf,
  someOf,
  sorts,
} from './combination-draws.ts';

const uid = 'listings';
const path = `/indexes/${uid}`;
const requests = 200;

const ids = ['1', '2', '77', '149', '999', '3'];
const [offset, limit] = [fc.nat(160), fc.nat(60)];
const nothing = fc.constant({});
const textOf = (value: fc.Arbitrary<unknown>) => value.map(String);

// Books without a series are not listed by it, but counted when a page is skipped.
const wholeSorts = sorts.filter((sort) => !sort.startsWith('series'));

const inBody = {
  filter,
  sort: someOf(wholeSorts, 3),
  fields: someOf(attributes, 3),
  ids: someOf(ids, 4),
  offset,
  limit,
  retrieveVectors: fc.boolean(),
};

const inQuery = {
  filter: condition,
  sort: listOf(wholeSorts, 2),
  fields: listOf(attributes, 3),
  ids: listOf(ids, 4),
  offset: textOf(offset),
  limit: textOf(limit),
  retrieveVectors: textOf(fc.boolean()),
};

const facetNames = ['genres', 'series', 'title', 'author.name', 'rating', 'author', 'nothing'];
const facetQueries = [
  '',
  'd',
  'the',
  'golden',
  'ub',
  'ada',
  'bjorn',
  'dora weiss',
  'the golden riv',
];

const ofFacet = {
  facetQuery: fc.constantFrom(...facetQueries),
  q: fc.constantFrom('', 'river', 'golden river', 'machin', 'zzz'),
  filter,
  matchingStrategy: fc.constantFrom('last', 'all'),
  attributesToSearchOn: someOf(['title', 'overview'], 2, 1),
  rankingScoreThreshold: fc.constantFrom(0, 0.5, 0.9),
  exhaustiveFacetCount: fc.boolean(),
  locales: fc.constantFrom(['eng'], ['jpn']),
};
const facet = fc.record({ facetName: fc.constantFrom(...facetNames) });

/** Listings of documents and searches of facets with several parameters at once. */
export const documentCombinations: RequestTheme = {
  name: 'documents and facets: parameters together',
  requests: [
    ...shelf(uid),
    ...drawn<unknown>(requests, inBody, nothing, (body) => post(`${path}/documents/fetch`, body)),
    except(
      'uncounted-documents',
      post(`${path}/documents/fetch`, { sort: ['rating:asc', 'series:asc'], offset: 14 }),
    ),
    ...drawn<string>(requests, inQuery, nothing, (query) => get(`${path}/documents`, query)),
    ...drawn<unknown>(requests, ofFacet, facet, (body) => post(`${path}/facet-search`, body)),
    remove(path),
  ],
};
