import { get, patch, post, put, remove, type RequestTheme } from '../client-request.ts';

const words = ['golden river', 'silent river', 'golden machine', 'hidden captain', 'river island'];

// So many that a node keeps all vectors together and compares each: no neighbour is missed.
const dimensions = 128;

function vector(...first: readonly number[]): number[] {
  return Array.from({ length: dimensions }, (_, place) => first[place] ?? 0);
}

/** Documents no two of which are in the same direction; every ninth has no vector. */
const documents = Array.from({ length: 60 }, (_, place) => ({
  id: place,
  title: `${words[place % words.length]} ${words[(place * 3 + 1) % words.length]}`,
  year: 1990 + (place % 7),
  _vectors: {
    own:
      place % 9 === 8 ? null : vector(Math.cos(place / 40), Math.sin(place / 40), (place % 5) / 10),
  },
}));

const route = '/indexes/space/search';
const own = { embedder: 'own' };
const near = vector(1, 0.3, 0.1);
const far = vector(0.1, 1, 0.2);

function search(body: Record<string, unknown>) {
  return post(route, body);
}

/** Every page and option for searches that are semantic to a degree. */
function searchesAt(semanticRatio: number) {
  const hybrid = { ...own, semanticRatio };
  const base = { q: 'golden river', vector: near, hybrid };
  return [
    search(base),
    search({ ...base, vector: far, limit: 60 }),
    search({ ...base, q: 'captain', limit: 7 }),
    search({ ...base, q: 'captain', limit: 7, offset: 7 }),
    search({ ...base, q: 'island', page: 2, hitsPerPage: 6 }),
    search({ ...base, q: 'nothing', limit: 5 }),
    search({ ...base, q: '', limit: 5 }),
    search({ vector: near, hybrid, limit: 5 }),
    search({ ...base, filter: 'year > 1993', limit: 30 }),
    search({ ...base, limit: 12, retrieveVectors: true }),
    search({ ...base, limit: 12, showRankingScore: true }),
    search({ ...base, limit: 12, showRankingScoreDetails: true }),
    search({ ...base, q: 'captain', showRankingScore: true, showRankingScoreDetails: true }),
    search({ ...base, limit: 60, rankingScoreThreshold: 0.8, showRankingScore: true }),
    search({ ...base, limit: 60, rankingScoreThreshold: 0.97 }),
    search({ ...base, limit: 12, matchingStrategy: 'all' }),
    search({ ...base, limit: 12, sort: ['year:asc'] }),
    search({ ...base, limit: 12, facets: ['year'] }),
    search({ ...base, limit: 12, attributesToRetrieve: ['id'] }),
    search({ ...base, limit: 12, attributesToRetrieve: ['id', '_vectors'], retrieveVectors: true }),
    search({ ...base, limit: 0 }),
    get(route, {
      q: 'river',
      vector: near.join(','),
      hybridEmbedder: 'own',
      hybridSemanticRatio: String(semanticRatio),
    }),
  ];
}

/** Searches by vectors of one's own, alone and beside words. */
export const searchVectors: RequestTheme = {
  name: 'searches: vectors',
  requests: [
    post('/indexes', { uid: 'space', primaryKey: 'id' }),
    patch('/indexes/space/settings/embedders', { own: { source: 'userProvided', dimensions } }),
    put('/indexes/space/settings/sortable-attributes', ['year']),
    put('/indexes/space/settings/filterable-attributes', ['year']),
    post('/indexes/space/documents', documents),
    ...[0, 0.2, 0.5, 0.8, 1].flatMap(searchesAt),
    search({ vector: near }),
    search({ q: 'golden', hybrid: own }),
    search({ q: 'golden', hybrid: { ...own, semanticRatio: 0 } }),
    search({ q: 'golden', hybrid: { ...own, semanticRatio: 1 } }),
    search({ hybrid: { embedder: 'other' }, vector: near }),
    search({ hybrid: own, vector: [1] }),
    search({ hybrid: own, vector: [] }),
    search({ hybrid: own, vector: null }),
    search({ hybrid: own, vector: near, q: null }),
    search({ hybrid: { ...own, semanticRatio: 1.1 }, vector: near }),
    search({ q: 'golden', retrieveVectors: true, limit: 12 }),
    search({ q: 'golden', retrieveVectors: true, attributesToRetrieve: ['id'] }),
    search({ retrieveVectors: true, attributesToHighlight: ['*'], q: 'island', limit: 4 }),
    search({ media: { image: 'x' }, hybrid: own }),
    search({ media: null }),
    remove('/indexes/space'),
  ],
};
