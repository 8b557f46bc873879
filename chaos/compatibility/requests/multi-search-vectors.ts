import { patch, post, put, remove, type RequestTheme } from '../client-request.ts';
import { federated, multiSearch } from './multi-search.ts';

const words = ['golden river', 'silent river', 'golden machine', 'hidden captain', 'river island'];

/** Documents in two dimensions, no two of them in the same direction. */
const documents = Array.from({ length: 12 }, (_, place) => ({
  id: place,
  title: words[place % words.length],
  year: 1990 + (place % 4),
  _vectors: { own: [Math.cos(place / 9), Math.sin(place / 9)] },
}));

const plane = { indexUid: 'plane' };
const near = { vector: [1, 0.3], hybrid: { embedder: 'own', semanticRatio: 1 } };
const far = { vector: [0.1, 1], hybrid: { embedder: 'own', semanticRatio: 1 } };
const mixed = { q: 'golden', vector: [1, 0.2], hybrid: { embedder: 'own', semanticRatio: 0.7 } };
const shelf = { indexUid: 'shelf', q: 'golden' };

/** Queries by vectors, beside others. */
export const multiSearchVectors: RequestTheme = {
  name: 'multi-search: vectors',
  requests: [
    post('/indexes', { uid: 'plane', primaryKey: 'id' }),
    patch('/indexes/plane/settings/embedders', { own: { source: 'userProvided', dimensions: 2 } }),
    put('/indexes/plane/settings/sortable-attributes', ['year']),
    put('/indexes/plane/settings/filterable-attributes', ['year']),
    post('/indexes/plane/documents', documents),
    multiSearch({
      queries: [
        { ...plane, ...near },
        { ...plane, ...mixed },
        { ...plane, q: 'river' },
      ],
    }),
    federated({ limit: 30 }, { ...plane, ...near }),
    federated({ limit: 30 }, { ...plane, ...near, showRankingScoreDetails: true }, shelf),
    federated({ limit: 5 }, { ...plane, ...far, retrieveVectors: true }, { ...plane, ...near }),
    federated({ limit: 30 }, { ...plane, ...near }, { ...plane, ...far, filter: 'year > 1991' }),
    federated({ limit: 30 }, { ...plane, ...mixed }, shelf),
    federated(
      { limit: 30 },
      { ...plane, q: 'river', federationOptions: { weight: 0.9 } },
      { ...plane, ...near },
    ),
    federated({ limit: 30 }, { ...plane, q: '', hybrid: { embedder: 'own' } }, shelf),
    federated({ limit: 0 }, { ...plane, ...near }, { ...plane, ...mixed }),
    federated(
      { facetsByIndex: { plane: ['year'] } },
      { ...plane, ...near },
      { ...plane, q: 'river' },
    ),
    federated({}, { ...plane, ...near, sort: ['year:asc'] }, { ...shelf, sort: ['year:asc'] }),
    federated({}, { ...plane, ...near, sort: ['year:asc'] }, { ...plane, sort: ['year:asc'] }),
    federated({}, { ...plane, ...near, vector: [1] }, shelf),
    federated({}, shelf, { ...plane, ...near, hybrid: { embedder: 'other' } }),
    remove('/indexes/plane'),
  ],
};
