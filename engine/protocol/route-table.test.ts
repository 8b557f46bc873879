import { describe, expect, test } from 'vitest';
import { matchRoute, prepareRoutes, type Route } from './route-table.ts';

const templates = [
  'GET /indexes',
  'POST /indexes',
  'GET /indexes/{uid}',
  'POST /indexes/{uid}/documents/fetch',
  'GET /indexes/{uid}/documents/{id}',
];

const table = prepareRoutes(
  templates.map((line): Route => {
    const [method = '', template = ''] = line.split(' ');
    return { method, template, access: 'public' };
  }),
);

function match(line: string): unknown {
  const [method = '', path = ''] = line.split(' ');
  const found = matchRoute(table, method, path);
  return found.kind === 'found' ? [found.route.template, found.parameters] : found;
}

describe('routing', () => {
  test('finds a template and decodes its parameters', () => {
    expect(match('GET /indexes/a%20b')).toEqual(['/indexes/{uid}', { uid: 'a b' }]);
    expect(match('GET /indexes/movies/documents/1')).toEqual([
      '/indexes/{uid}/documents/{id}',
      { uid: 'movies', id: '1' },
    ]);
  });

  test('fixed parts of a path may be encoded, and an encoded slash parts nothing', () => {
    expect(match('GET /%69ndexes')).toEqual(['/indexes', {}]);
    expect(match('GET /indexes/a%2Fb')).toEqual(['/indexes/{uid}', { uid: 'a/b' }]);
  });

  test('empty segments do not count', () => {
    expect(match('GET //indexes/')).toEqual(['/indexes', {}]);
  });

  test('a literal path shadows a pattern, for every verb', () => {
    expect(match('POST /indexes/m/documents/fetch')).toEqual([
      '/indexes/{uid}/documents/fetch',
      { uid: 'm' },
    ]);
    expect(match('GET /indexes/m/documents/fetch')).toEqual({
      kind: 'wrong-method',
      allowed: ['POST'],
    });
  });

  test('another verb is told what is allowed, another path nothing', () => {
    expect(match('DELETE /indexes')).toEqual({ kind: 'wrong-method', allowed: ['GET', 'POST'] });
    expect(match('GET /nowhere/at/all')).toEqual({ kind: 'unknown-path' });
  });

  test('bytes that are not UTF-8 become U+FFFD, and a `%` without its digits stays', () => {
    expect(match('GET /indexes/%E0%A4%A')).toEqual(['/indexes/{uid}', { uid: '\ufffd%A' }]);
    expect(match('GET /indexes/%FFa%C3%A9')).toEqual(['/indexes/{uid}', { uid: '\ufffda\u00e9' }]);
  });
});
