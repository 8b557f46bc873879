import { describe, expect, test } from 'vitest';
import { routes } from '../routes.ts';
import { actions, granted } from './actions.ts';
import { requiredAction } from './route-actions.ts';

describe('what a key may do', () => {
  test.each<[readonly string[], readonly string[]]>([
    [[], []],
    [['search'], ['search']],
    [
      ['search', 'search', 'version'],
      ['search', 'version'],
    ],
    [['documents.*'], ['documents.add', 'documents.get', 'documents.delete']],
    [['chats.*'], ['chats.get', 'chats.delete']],
    [['dumps.*', 'dumps.create'], ['dumps.create']],
    [['no such action'], []],
  ])('made for %j: %j', (made, expected) => {
    expect([...granted(made)].toSorted()).toEqual([...expected].toSorted());
  });

  test('`*` stands for everything', () => {
    expect(granted(['*']).size).toBe(actions.length);
  });

  test('`*.get` stands for reading, but not for reading keys', () => {
    const reading = granted(['*.get']);
    for (const action of ['search', 'version', 'export', 'tasks.get', 'webhooks.get'] as const) {
      expect(reading.has(action)).toBe(true);
    }
    for (const action of ['keys.get', 'chatCompletions', 'documents.add', '*'] as const) {
      expect(reading.has(action)).toBe(false);
    }
  });
});

describe('what a route asks for', () => {
  test('is known of every route for clients', () => {
    const clientRoutes = [...routes.bySegmentCount.values()]
      .flat()
      .map(({ route }) => route)
      .filter(({ access }) => access === 'client');
    expect(clientRoutes.length).toBeGreaterThan(60);
    for (const { method, template, action } of clientRoutes) {
      expect(action, `${method} ${template}`).toBe(requiredAction(method, template));
    }
  });

  test('does not depend on the names of parameters', () => {
    expect(requiredAction('GET', '/tasks/{anything}')).toBe('tasks.get');
  });

  test('is the same for all settings', () => {
    expect(requiredAction('GET', '/indexes/{uid}/settings/stop-words')).toBe('settings.get');
    expect(requiredAction('DELETE', '/indexes/{uid}/settings')).toBe('settings.update');
  });

  test.each(['GET /nothing', 'PUT /keys', 'GET /indexes/{uid}/settingsfoo'])(
    'nobody knows of %s',
    (line) => {
      const [method = '', template = ''] = line.split(' ');
      expect(() => requiredAction(method, template)).toThrow('nobody knows');
    },
  );
});
