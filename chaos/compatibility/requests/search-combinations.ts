import fc from 'fast-check';
import { type ClientRequest, except, post, remove, type RequestTheme } from '../client-request.ts';
import { attributes, drawn, filter, shelf, someOf, sorts } from './combination-draws.ts';

const uid = 'combinations';
const searches = 250;

const words = ['river', 'golden', 'the', 'captain', 'Winter', 'machin', 'gardn', 'isl', 'zzz', 'a'];
const phrases = ['', '"golden river"', '-river golden', '"the captain" near', ' goldenriver'];
const facets = ['genres', 'year', 'rating', 'author', 'author.born', 'series', '*', 'isAvailable'];

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

function search(body: object): ClientRequest {
  return post(`/indexes/${uid}/search`, body);
}

const { facets: _, ...uncounted } = parameters;

/** Searches with several parameters at once. */
export const searchCombinations: RequestTheme = {
  name: 'searches: parameters together',
  requests: [
    ...shelf(uid),
    ...drawn<unknown>(searches, parameters, fc.oneof(slice, page), search),
    // By offset both are estimates, on one Meilisearch as well.
    ...drawn<unknown>(searches, { ...uncounted, distinct }, page, search),
    ...drawn<unknown>(searches, { ...parameters, rankingScoreThreshold }, firstPage, search),
    except('threshold-totals', search({ q: 'golden isl', rankingScoreThreshold: 0.9, page: 9 })),
    remove(`/indexes/${uid}`),
  ],
};
