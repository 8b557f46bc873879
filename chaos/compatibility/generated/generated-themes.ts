import {
  type ClientRequest,
  json,
  patch,
  payload,
  plain,
  post,
  type RequestTheme,
} from '../client-request.ts';
import { books } from '../requests/books.ts';
import { baseBody, filledPath, library } from './base-bodies.ts';
import { brokenBodies, brokenWholes } from './broken-bodies.ts';
import { brokenQueries } from './broken-queries.ts';
import { readRouteShapes, type RouteShape } from './shape.ts';

/** Routes that would start something that no two servers have in common, or an answer without an end. */
const neverSent: ReadonlySet<string> = new Set([
  'POST /dumps',
  'POST /snapshots',
  'GET /metrics',
  'POST /logs/stream',
  'DELETE /logs/stream',
  'POST /chats/{workspace}/chat/completions',
]);

/** What a server must be told before it looks at requests about it. */
const features = [
  'editDocumentsByFunction',
  'getTaskDocumentsRoute',
  'network',
  'containsFilter',
  'chatCompletions',
  'multimodal',
  'compositeEmbedders',
  'vectorStoreSetting',
];

const preparation: RequestTheme = {
  name: 'generated: an index to ask about',
  requests: [
    patch('/experimental-features', Object.fromEntries(features.map((name) => [name, true]))),
    post('/indexes', { uid: library, primaryKey: 'id' }),
    patch(`/indexes/${library}/settings`, {
      filterableAttributes: ['genres', 'year', 'rating', 'series', '_geo', 'author'],
      sortableAttributes: ['year', 'rating', 'title', '_geo'],
      embedders: { given: { source: 'userProvided', dimensions: 2 } },
    }),
    post(
      `/indexes/${library}/documents`,
      books(60).map((book) => ({ ...book, _vectors: { given: [book.year / 2000, book.id / 60] } })),
    ),
  ],
};

/**
 * Requests made from the shapes of all routes: one theme a route, and one before them that makes the
 * index which they are about.
 */
export function generatedThemes(): readonly RequestTheme[] {
  const routes = readRouteShapes().filter(
    ({ method, path }) => !neverSent.has(`${method} ${path}`),
  );
  const themes = routes.map((route) => ({
    name: `generated: ${route.method} ${route.path}`,
    requests: requestsOf(route),
  }));
  return [preparation, ...themes.toSorted((left, right) => harmOf(left) - harmOf(right))];
}

/** What only reads comes first, what takes documents or the index away comes last. */
function harmOf({ name }: RequestTheme): number {
  const line = name.replace('generated: ', '');
  if (takingAway.includes(line)) return 3 + takingAway.indexOf(line);
  if (line.startsWith('GET ') || readsByPost.test(line)) return 0;
  return line.includes('/settings') ? 1 : 2;
}

const readsByPost = /search|similar|fetch/;
const takingAway = [
  'DELETE /indexes/{uid}/documents/{id}',
  'DELETE /indexes/{uid}/documents',
  'PATCH /indexes/{uid}',
  'DELETE /indexes/{uid}',
  'PATCH /network',
  // With all features on, other requests would do more than they say, and a stream has no end.
  'PATCH /experimental-features',
];

function requestsOf(route: RouteShape): readonly ClientRequest[] {
  const { method } = route;
  const path = filledPath(route);
  const queries = brokenQueries(route).map((query) => `${path}?${query}`);
  if (route.body === undefined) {
    return [plain(method, path), ...queries.map((one) => plain(method, one))];
  }
  const right = JSON.stringify(baseBody(route));
  return [
    ...wrongTypes(method, path, right),
    ...brokenWholes.map((text) => json(method, path, text)),
    ...queries.map((one) => json(method, one, right)),
    ...brokenBodies(baseBody(route), route.body)
      .filter((text) => !exportsEverything(path, text) && !makesOwnUid(method, path, text))
      .filter((text) => path !== '/network' || !text.includes('"sharding":true'))
      .map((text) => json(method, path, text)),
  ];
}

/** A server tries for minutes to reach one that is not there, if it has anything to send. */
function exportsEverything(path: string, text: string): boolean {
  return path === '/export' && !/"indexes":(?!null)/.test(text);
}

/** A server gives the key a uid that no other would give. */
function makesOwnUid(method: string, path: string, text: string): boolean {
  return method === 'POST' && path === '/keys' && !text.includes('"uid"');
}

function wrongTypes(method: string, path: string, body: string): readonly ClientRequest[] {
  const types = [null, 'text/plain', 'application/x-ndjson', 'application/json; charset=utf-8', ''];
  return [plain(method, path), ...types.map((type) => payload(method, path, type, body))];
}
