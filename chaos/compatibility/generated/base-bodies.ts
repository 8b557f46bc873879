import type { RouteShape } from './shape.ts';

/** A body that a route accepts, to be broken in one place at a time. */
export type BaseBody = Readonly<Record<string, unknown>> | readonly unknown[];

/** The index that the generated requests are about. */
export const library = 'library';

const bases: Readonly<Record<string, BaseBody>> = {
  'POST /indexes': { uid: 'made' },
  'PATCH /indexes/{uid}': {},
  'POST /indexes/{uid}/search': { q: 'river' },
  'POST /indexes/{uid}/facet-search': { facetName: 'genres' },
  'POST /indexes/{uid}/similar': { id: '1', embedder: 'given' },
  'POST /indexes/{uid}/documents/fetch': {},
  'POST /indexes/{uid}/documents/delete': { filter: 'year = 1' },
  'POST /indexes/{uid}/documents/edit': { function: 'doc.year = 1' },
  'POST /indexes/{uid}/documents/delete-batch': [],
  'POST /multi-search': { queries: [{ indexUid: library, q: 'river' }] },
  'POST /swap-indexes': [{ indexes: ['nowhere', 'elsewhere'] }],
  'POST /keys': {
    uid: '01234567-89ab-4cde-8f01-23456789abcd',
    actions: ['search'],
    indexes: ['*'],
    expiresAt: null,
  },
  'PATCH /keys/{key}': { name: 'renamed' },
  'POST /export': { url: 'nowhere', indexes: { nothing: {} } },
  'POST /webhooks': { url: 'nowhere' },
  'PATCH /webhooks/{uuid}': {},
  'POST /logs/stream': { target: 'info', mode: 'human' },
  'POST /logs/stderr': { target: 'info' },
};

/** A body to begin with. */
export function baseBody({ method, path }: RouteShape): BaseBody {
  return bases[`${method} ${path}`] ?? {};
}

/** The route with its places filled by what exists. */
export function filledPath({ path }: RouteShape): string {
  const uid = /^\/(?:tasks|batches)\//.test(path) ? '0' : library;
  return path
    .replace('{uid}', uid)
    .replace('{id}', '1')
    .replace('{key}', '01234567-89ab-4cde-8f01-23456789abcd')
    .replace('{uuid}', '01234567-89ab-4cde-8f01-23456789abcd')
    .replace('{workspace}', 'desk');
}
