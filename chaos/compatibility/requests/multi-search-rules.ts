import { type ClientRequest, put, remove, type RequestTheme } from '../client-request.ts';
import { federated } from './multi-search.ts';

const sorts: readonly (readonly string[] | null)[] = [
  null,
  [],
  ['year:asc'],
  ['year:desc', 'rating:asc'],
  ['_geoPoint(10,20):asc'],
  ['_geoPoint(-30,100):desc', 'year:desc'],
  ['year:asc', 'rating:desc', 'year:desc', '_geoPoint(1,2):asc', '_geoPoint(1,3):asc'],
];
const queryTexts = ['', 'golden'];
const strategies = ['last', 'all'];

/** Two queries with every pair of these sorts: some can be compared, most cannot. */
function sortedPairs(): ClientRequest[] {
  return sorts.flatMap((left, place) =>
    sorts.map((right, other) =>
      federated(
        { limit: 15 },
        { indexUid: 'shelf', q: queryTexts[place % 2], ...(left === null ? {} : { sort: left }) },
        {
          indexUid: other % 2 === 0 ? 'store' : 'shelf',
          q: queryTexts[(place + other) % 2],
          ...(right === null ? {} : { sort: right }),
        },
      ),
    ),
  );
}

const rules: readonly (readonly string[])[] = [
  ['year:desc', 'words', 'typo', 'rating:asc'],
  ['sort', 'words', 'exactness', 'author.born:asc'],
  ['typo', 'words', 'sort', 'proximity', 'attribute', 'sort', 'typo'],
  ['words', 'rating:desc', 'proximity', 'words', 'exactness'],
  ['words', 'sort', 'year:asc'],
  ['exactness'],
  ['words', 'sort', 'typo', 'proximity', 'attribute', 'exactness'],
  ['words', 'typo', 'proximity', 'sort', 'attribute', 'exactness'],
  [],
];

/** Queries whose hits are alike to the sort, so that what comes after it decides. */
function weighed(): ClientRequest[] {
  const texts = ['the golden captain', 'river near the golden', 'captain garden winter'];
  return [0.5, 1, 1.3].map((weight) =>
    federated(
      { limit: 40 },
      ...texts.map((q, place) => ({
        indexUid: 'shelf',
        q,
        sort: ['author.name:asc'],
        federationOptions: { weight: place === 1 ? weight : 1 },
      })),
    ),
  );
}

/** Queries to an index with these ranking rules, beside one with the usual ones. */
function underRules(rankingRules: readonly string[]): ClientRequest[] {
  const shelf = { indexUid: 'shelf' };
  const both = (left: object, right: object): ClientRequest[] => [
    federated({ limit: 12 }, { ...shelf, ...left }, { indexUid: 'store', ...right }),
    federated({ limit: 12, facetsByIndex: { shelf: ['series'] } }, { ...shelf, ...left }, shelf),
  ];
  return [
    put('/indexes/shelf/settings/ranking-rules', rankingRules),
    ...both({ q: 'golden river' }, { q: 'golden river' }),
    ...both({ q: 'golden river', sort: ['year:asc'] }, { q: 'golden', sort: ['rating:asc'] }),
    ...weighed(),
    ...both({ q: '', sort: ['title:desc'] }, { q: 'golden', matchingStrategy: 'all' }),
    ...strategies.flatMap((matchingStrategy) =>
      both({ q: 'golden', matchingStrategy }, { q: 'river', sort: ['year:desc'] }),
    ),
    federated({}, { ...shelf, q: 'golden' }, { ...shelf, q: 'river' }, { ...shelf, q: 'captain' }),
  ];
}

/** Which ranking rules can be compared with which, and what their hits come to in one list. */
export const multiSearchRules: RequestTheme = {
  name: 'multi-search: ranking rules',
  requests: [
    ...sortedPairs(),
    federated(
      {},
      { indexUid: 'shelf', q: 'x', sort: ['year:asc'], filter: 'overview = 1' },
      { indexUid: 'store', q: 'x', sort: ['year:desc'], filter: 'overview = 1' },
    ),
    federated(
      {},
      { indexUid: 'shelf', q: 'x', sort: ['year:asc'] },
      { indexUid: 'shelf', q: 'x', sort: ['year:desc'], filter: 'overview = 1' },
    ),
    federated({}, { indexUid: 'shelf' }, { indexUid: 'shelf', q: 'x', sort: ['year'] }),
    ...rules.flatMap(underRules),
    remove('/indexes/shelf/settings/ranking-rules'),
    ...['shelf', 'store', 'notes', 'empty'].map((uid) => remove(`/indexes/${uid}`)),
  ],
};
