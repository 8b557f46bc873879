import { describe, expect, test } from 'vitest';
import { unrestricted } from '../keys/caller.ts';
import type { RoutedRequest } from '../protocol/routed-request.ts';
import { testContext } from '../testing/context.ts';
import { testPorts } from '../testing/ports.ts';
import { defaultSettings } from './defaults.ts';
import { getSettings } from './read-settings.ts';
import { settingsRoutes } from './settings-routes.ts';

const { ports } = testPorts(() => ({ kind: 'failure', failure: 'refused', message: '' }));
const context = testContext(ports);

function request(uid: string): RoutedRequest {
  const body = { kind: 'text', text: '' } as const;
  const http = { method: 'GET', path: '', query: '', headers: {}, body };
  return { http, template: '', parameters: { uid }, query: [], caller: unrestricted };
}

const routes = settingsRoutes((method, template, handler) => {
  return { method, template, access: 'client', handler };
});

describe('reading settings', () => {
  test('answers the user’s view', async () => {
    expect(await getSettings(context, request('movies'))).toEqual({
      status: 200,
      body: defaultSettings,
    });
  });

  test.each([
    ['ranking-rules', '["words","typo","proximity","attribute","sort","exactness"]'],
    ['pagination', '{"maxTotalHits":1000}'],
    ['distinct-attribute', 'null'],
    ['proximity-precision', '"byWord"'],
    ['vector-store', 'null'],
  ])('answers one of them: %s', async (path, value) => {
    const template = `/indexes/{uid}/settings/${path}`;
    const route = routes.find(
      (candidate) => candidate.method === 'GET' && candidate.template === template,
    );
    expect(await route?.handler?.(context, request('movies'))).toEqual({
      status: 200,
      body: value,
    });
  });

  test('needs an index', async () => {
    await expect(getSettings(context, request('nope'))).rejects.toMatchObject({
      code: 'index_not_found',
    });
    await expect(getSettings(context, request('no pe'))).rejects.toMatchObject({
      code: 'invalid_index_uid',
    });
  });

  test('and writing them have a route each, with the verbs of Meilisearch', () => {
    const verbs = Map.groupBy(routes, (route) => route.template.split('/')[4] ?? '');
    const table = [...verbs].map(
      ([path, of]) => `${path} ${of.map((route) => route.method).join(' ')}`,
    );
    expect(table).toHaveLength(23);
    expect(table).toContain(' GET PATCH DELETE');
    expect(table).toContain('typo-tolerance GET PATCH DELETE');
    expect(table).toContain('stop-words GET PUT DELETE');
  });
});
