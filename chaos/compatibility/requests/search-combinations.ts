import fc from 'fast-check';
import { except, post, put, remove, type RequestTheme } from '../client-request.ts';
import { books } from './books.ts';

const index = '/indexes/combinations';
const [seed, searches] = [20_261_126, 250];

const words = ['river', 'golden', 'the', 'captain', 'Winter', 'machin', 'gardn', 'isl', 'zzz', 'a'];
const phrases = ['', '"golden river"', '-river golden', '"the captain" near', ' goldenriver'];
const attributes = ['id', 'title', 'overview', 'genres', 'author', 'author.name', '*', 'nothing'];
const conditions = [
  'year > 1975',
  'year 1960 TO 1990',
  'genres = Drama',
  'genres IN [Poetry, comedy, "über"]',
  'NOT isAvailable = true',
  'series EXISTS',
  'series IS NULL',
  'series IS NOT EMPTY',
  'author.born >= 1950',
  'rating != 2.5',
  '_geoRadius(10, 20, 4000000)',
  '_geoBoundingBox([50, 140], [-50, -20])',
  'title STARTS WITH "The golden"',
];
const sorts = [
  'year:asc',
  'year:desc',
  'rating:asc',
  'title:desc',
  'series:asc',
  'author.name:asc',
  '_geoPoint(10,20):asc',
  '_geoPoint(-5,140):desc',
];
const facets = ['genres', 'year', 'rating', 'author', 'author.born', 'series', '*', 'isAvailable'];

/** Up to so many of these, in any order. */
function someOf(choices: readonly string[], maxLength: number, minLength = 0) {
  return fc.array(fc.constantFrom(...choices), { minLength, maxLength });
}

const condition = fc.constantFrom(...conditions);
const filter = fc.oneof(
  condition,
  fc.tuple(condition, condition).map(([left, right]) => `${left} OR ${right}`),
  fc.tuple(condition, condition).map(([left, right]) => `(${left}) AND NOT (${right})`),
  fc.array(fc.oneof(condition, someOf(conditions, 3)), { maxLength: 3 }),
);

const parameters = {
  q: fc.oneof(
    someOf(words, 4, 1).map((list) => list.join(' ')),
    fc.constantFrom(...phrases),
  ),
  filter,
  sort: someOf(sorts, 3),
  facets: someOf(facets, 3),
  matchingStrategy: fc.constantFrom('last', 'all'),
  attributesToSearchOn: someOf(['title', 'overview', 'author.name', '*'], 2, 1),
  attributesToRetrieve: someOf(attributes, 3),
  attributesToHighlight: someOf(attributes, 3),
  attributesToCrop: someOf(['title', 'overview:3', 'overview', '*'], 2),
  cropLength: fc.constantFrom(0, 1, 3, 10),
  cropMarker: fc.constantFrom('', '--'),
  highlightPreTag: fc.constantFrom('<b>', ''),
  showMatchesPosition: fc.boolean(),
  showRankingScore: fc.boolean(),
  showRankingScoreDetails: fc.boolean(),
  locales: fc.constantFrom(['eng'], ['fra', 'deu'], []),
};

const distinct = fc.constantFrom('series', 'year', 'author.name', 'isAvailable');
const rankingScoreThreshold = fc.constantFrom(0, 0.3, 0.6, 0.9, 1);

const slice = fc.record({ offset: fc.nat(30), limit: fc.nat(40) }, { requiredKeys: [] });
const hitsPerPage = fc.integer({ min: 0, max: 20 });
const page = fc.record({ page: fc.nat(4), hitsPerPage });
const firstPage = fc.record({ page: fc.constant(1), hitsPerPage });

/** So many searches, each with a few of these parameters, and a place in the list of hits. */
function drawn(
  choices: Readonly<Record<string, fc.Arbitrary<unknown>>>,
  place: fc.Arbitrary<object>,
) {
  const kept = fc.subarray(Object.keys(choices), { minLength: 1, maxLength: 7 });
  const body = fc.tuple(fc.record(choices), kept, place).map(([all, names, where]) => ({
    ...Object.fromEntries(names.map((name) => [name, all[name]])),
    ...where,
  }));
  return fc.sample(body, { numRuns: searches, seed }).map((one) => post(`${index}/search`, one));
}

const { facets: _, ...uncounted } = parameters;

/** Searches with several parameters at once. */
export const searchCombinations: RequestTheme = {
  name: 'searches: parameters together',
  requests: [
    post('/indexes', { uid: 'combinations', primaryKey: 'id' }),
    put(`${index}/settings/filterable-attributes`, [
      'genres',
      'author',
      'year',
      'rating',
      'isAvailable',
      'series',
      '_geo',
      'title',
    ]),
    put(`${index}/settings/sortable-attributes`, [
      'year',
      'rating',
      'title',
      'author.name',
      'series',
      '_geo',
    ]),
    post(`${index}/documents`, books(150)),
    ...drawn(parameters, fc.oneof(slice, page)),
    // By offset both are estimates, on one Meilisearch as well.
    ...drawn({ ...uncounted, distinct }, page),
    ...drawn({ ...parameters, rankingScoreThreshold }, firstPage),
    except(
      'threshold-totals',
      post(`${index}/search`, { q: 'golden isl', rankingScoreThreshold: 0.9, page: 9 }),
    ),
    remove(index),
  ],
};
