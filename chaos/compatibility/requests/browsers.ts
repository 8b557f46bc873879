import { type ClientRequest, plain, type RequestTheme, withHeaders } from '../client-request.ts';

const paths = [
  '/',
  '/health',
  '/version',
  '/stats',
  '/indexes',
  '/indexes/one',
  '/indexes/one/search',
  '/indexes/one/documents',
  '/indexes/one/documents/1',
  '/indexes/one/settings',
  '/indexes/one/settings/stop-words',
  '/multi-search',
  '/tasks',
  '/tasks/0',
  '/keys',
  '/keys/x',
  '/dumps',
  '/experimental-features',
  '/network',
  '/metrics',
  '/logs/stream',
  '/logs/stderr',
  '/nothing',
];

const origin = 'https://shop.example';
const asking = 'access-control-request-method';
const naming = 'access-control-request-headers';

/** What a browser may send along, most of it when it asks for leave. */
const headers: readonly Readonly<Record<string, string>>[] = [
  {},
  { origin },
  { origin: 'null' },
  { origin: '' },
  { origin, [asking]: 'POST' },
  { origin, [asking]: 'DELETE', [naming]: 'authorization, Content-Type,x-meilisearch-client' },
  { origin, [asking]: 'GET', [naming]: '' },
  { origin, [asking]: 'GET', [naming]: 'a b' },
  { origin, [asking]: 'BREW' },
  { origin, [asking]: 'post' },
  { origin, [asking]: '' },
  { origin, [asking]: 'a b' },
  { origin, [naming]: 'authorization' },
  { [asking]: 'PATCH' },
  { [asking]: 'PATCH', [naming]: 'authorization' },
  { [asking]: 'BREW' },
];

const withoutKey = { authorization: null };

function asked(path: string): readonly ClientRequest[] {
  return [
    plain('GET', path),
    plain('HEAD', path),
    plain('TRACE', path),
    withHeaders(plain('GET', path), { origin }),
    withHeaders(plain('GET', path), { ...withoutKey, origin }),
    withHeaders(plain('HEAD', path), { ...withoutKey, origin }),
    withHeaders(plain('DELETE', path), { authorization: 'Bearer wrong', origin }),
    ...headers.map((sent) => withHeaders(plain('OPTIONS', path), { ...withoutKey, ...sent })),
  ];
}

/** Whether browsers hand an answer to a page, and whether they may ask at all. */
export const browsers: RequestTheme = {
  name: 'browsers: other origins, HEAD, OPTIONS',
  requests: paths.flatMap(asked),
};
