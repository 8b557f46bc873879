import { get, patch, post, remove, type RequestTheme } from '../client-request.ts';

const documents = Array.from({ length: 8 }, (_, place) => ({
  id: place,
  title: `number ${place}`,
  year: 1990 + (place % 6),
}));

const repetitions = [
  'limit=1&limit=2',
  'limit=x&limit=2',
  'limit=2&limit=x',
  'limit=x&offset=y&limit=z',
  'offset=y&limit=x&offset=1',
  'foo=1&foo=2',
  'limit=1&foo=1&limit=x',
  'limit=',
  'limit',
  'limit=1&&offset=1&',
  'li%6Dit=1&limit=2',
];

const lists = [
  '/indexes/repeated/search',
  '/indexes/repeated/documents',
  '/indexes',
  '/keys',
  '/indexes/repeated/similar',
];

const searches = [
  'q=a&q=b',
  'filter=year+%3E+1991&filter=year+%3E+1993',
  'filter=nonsense&filter=year+%3E+1993',
  'filter=year+%3E+1993&filter=nonsense+of',
  'sort=year:asc&sort=year:desc',
  'facets=year&facets=',
  'attributesToRetrieve=id&attributesToRetrieve=year',
  'page=1&page=2&hitsPerPage=3&hitsPerPage=2',
  'vector=1,2&vector=',
  'hybridEmbedder=a&hybridEmbedder=b',
  'showRankingScore=true&showRankingScore=false',
];

/** Query strings that name a parameter twice: the last value counts, in the place of the first. */
export const repeatedParameters: RequestTheme = {
  name: 'repeated query parameters',
  requests: [
    post('/indexes', { uid: 'repeated', primaryKey: 'id' }),
    patch('/indexes/repeated/settings', {
      filterableAttributes: ['year'],
      sortableAttributes: ['year'],
    }),
    post('/indexes/repeated/documents', documents),
    ...lists.flatMap((list) => repetitions.map((text) => get(`${list}?${text}`))),
    ...['/tasks', '/batches'].flatMap((list) => [
      get(`${list}?limit=x&limit=1&indexUids=repeated`),
      get(`${list}?limit=1&limit=x`),
      get(`${list}?limit=1&uids=0&uids=1`),
      get(`${list}?statuses=failed&statuses=succeeded&limit=1&indexUids=repeated`),
    ]),
    ...searches.map((text) => get(`/indexes/repeated/search?${text}`)),
    get('/indexes/repeated/documents?fields=id&fields=title&limit=2'),
    get('/indexes/repeated/documents/1?fields=id&fields=title'),
    post('/indexes/repeated/documents?primaryKey=title&primaryKey=id', [{ id: 1, title: 'one' }]),
    remove('/indexes/repeated'),
  ],
};
