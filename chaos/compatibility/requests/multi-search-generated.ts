import type { ClientRequest, RequestTheme } from '../client-request.ts';
import { multiSearch } from './multi-search.ts';

const requestCount = 240;

/** Chooses the same for the same seed: a multiplication, then the upper bits. */
class Choice {
  #state: number;

  constructor(seed: number) {
    this.#state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  }

  below(count: number): number {
    this.#state = (Math.imul(this.#state, 1664525) + 1013904223) >>> 0;
    return Math.floor((this.#state / 2 ** 32) * count);
  }

  one<Item>(...items: readonly Item[]): Item {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new Error('nothing to choose from');
    return item;
  }

  /** The members in one of so many cases, none otherwise. */
  maybe(cases: number, members: object): object {
    return this.below(cases) === 0 ? members : {};
  }
}

const texts = [
  'golden',
  'river',
  'golden river',
  'the captain',
  'mountian',
  'capt',
  'zzz',
  '',
  '"golden river"',
];
const filters = [
  'year > 1990',
  'genres = Drama',
  'series IS NULL',
  'rating < 2 OR isAvailable = true',
];
const sorts = [['year:asc'], ['year:asc', 'rating:asc'], ['title:asc'], ['series:asc', 'year:asc']];
const geoSorts = [['_geoPoint(10,20):asc'], ['_geoPoint(-50,0):asc']];
const facetLists = [
  ['genres'],
  ['genres', 'year'],
  ['author', 'series'],
  ['isAvailable', 'rating'],
];

/** A query with what it shows and finds; its `sort` is of the same kind as that of its neighbours. */
function query(choice: Choice, sort: readonly (readonly string[])[] | null): object {
  return {
    indexUid: choice.one('shelf', 'store', 'shelf'),
    q: choice.one(...texts),
    attributesToRetrieve: choice.one(['id'], ['id', 'title'], ['year', 'rating', 'id'], ['*']),
    ...(sort === null ? {} : { sort: choice.one(...sort) }),
    ...choice.maybe(3, { filter: choice.one(...filters) }),
    ...choice.maybe(5, { showRankingScore: true }),
    ...choice.maybe(8, { showRankingScoreDetails: true }),
    ...choice.maybe(8, { attributesToHighlight: ['title'] }),
    ...choice.maybe(10, { showMatchesPosition: true }),
    ...choice.maybe(8, { matchingStrategy: 'all' }),
    ...choice.maybe(10, { attributesToSearchOn: ['title'] }),
  };
}

function separately(choice: Choice): ClientRequest {
  const queries = Array.from({ length: 1 + choice.below(5) }, () => ({
    ...query(choice, choice.one(null, sorts, geoSorts)),
    ...choice.one<object>({}, { limit: 4, offset: 1 }, { page: 2, hitsPerPage: 3 }, { limit: 50 }),
    ...choice.maybe(4, { facets: choice.one(...facetLists) }),
  }));
  return multiSearch({ queries });
}

function together(choice: Choice): ClientRequest {
  const sort = choice.one(null, null, sorts, geoSorts);
  const queries = Array.from({ length: 1 + choice.below(4) }, () => ({
    ...query(choice, sort),
    ...choice.maybe(2, { federationOptions: { weight: choice.one(0.3, 0.9, 1, 1.5, 3) } }),
  }));
  const federation = {
    ...choice.maybe(2, { limit: choice.one(0, 3, 10, 100) }),
    ...choice.maybe(3, { offset: choice.one(1, 7, 40) }),
    ...choice.maybe(2, {
      facetsByIndex: { shelf: choice.one(...facetLists), store: choice.one(...facetLists) },
      ...choice.maybe(2, { mergeFacets: choice.one({}, { maxValuesPerFacet: 3 }) }),
    }),
  };
  return multiSearch({ queries, federation });
}

function generated(seed: number): ClientRequest {
  const choice = new Choice(seed);
  return seed % 3 === 0 ? separately(choice) : together(choice);
}

/** Multi-searches of every shape, chosen by a seed. */
export const generatedMultiSearches: RequestTheme = {
  name: 'multi-search: generated',
  requests: Array.from({ length: requestCount }, (_, seed) => generated(seed)),
};
