import { describe, expect, test } from 'vitest';
import { unrestricted } from '../keys/caller.ts';
import { KeyRing } from '../keys/key-ring.ts';
import type { Action } from '../keys/actions.ts';
import { testPorts } from '../testing/ports.ts';
import { type Access, type AccessScope, callerOf, readCredentials } from './access.ts';
import { ApiError } from './api-error.ts';

const { signatures } = testPorts(() => ({
  kind: 'failure',
  failure: 'refused',
  message: '',
})).ports;
const config = { masterKey: 'master', adminKey: 'admin' };

function outcome(
  access: Access,
  headers: Record<string, string>,
  { used = config, action = 'version' }: { used?: AccessScope['config']; action?: Action } = {},
): string {
  const body = { kind: 'text', text: '' } as const;
  const scope = { config: used, signatures };
  try {
    const http = { method: 'GET', path: '/', query: '', headers, body };
    const credentials = readCredentials(scope, http, { access, action });
    const keyed = { ...scope, keys: new KeyRing(signatures, used.masterKey), wallMs: 0 };
    const caller = callerOf(keyed, credentials, { action }, { template: '/', parameters: {} });
    return caller === unrestricted ? 'open' : 'restricted';
  } catch (error) {
    return error instanceof ApiError ? `${error.status} ${error.code}` : 'bug';
  }
}

describe('access', () => {
  test.each<[Access, Record<string, string>, string]>([
    ['public', {}, 'open'],
    ['client', {}, '401 missing_authorization_header'],
    ['client', { authorization: 'Bearer master' }, 'open'],
    ['client', { authorization: 'Bearer admin' }, '403 invalid_api_key'],
    ['client', { authorization: 'Bearer maste' }, '403 invalid_api_key'],
    ['client', { authorization: 'Bearer master x' }, '403 invalid_api_key'],
    ['client', { authorization: 'Bearer' }, '403 invalid_api_key'],
    ['client', { authorization: 'Bearer ' }, '403 invalid_api_key'],
    ['client', { authorization: 'Bearer  master' }, '403 invalid_api_key'],
    ['client', { authorization: '' }, '401 missing_authorization_header'],
    ['client', { authorization: 'bearer master' }, '401 missing_authorization_header'],
    ['client', { authorization: 'Basic master' }, '401 missing_authorization_header'],
    ['client', { authorization: 'Bearer mastér' }, '401 missing_authorization_header'],
    ['client', { 'x-admin-key': 'admin' }, '401 missing_authorization_header'],
    ['admin', {}, '401 miroir_invalid_auth'],
    ['admin', { authorization: 'Bearer admin' }, 'open'],
    ['admin', { 'x-admin-key': 'admin' }, 'open'],
    ['admin', { authorization: 'Bearer master' }, '401 miroir_invalid_auth'],
    ['admin', { authorization: 'Bearer admin', 'x-admin-key': 'no' }, '401 miroir_invalid_auth'],
  ])('%s route with %j: %s', (access, headers, expected) => {
    expect(outcome(access, headers)).toBe(expected);
  });

  test('without an admin key nobody is admin', () => {
    const used = { masterKey: '', adminKey: '' };
    expect(outcome('admin', { authorization: 'Bearer ' }, { used })).toBe(
      '401 miroir_invalid_auth',
    );
    expect(outcome('admin', { 'x-admin-key': '' }, { used })).toBe('401 miroir_invalid_auth');
  });

  test.each<[Record<string, string>, Action, string]>([
    [{}, 'version', 'open'],
    [{ authorization: 'Bearer anything' }, 'documents.add', 'open'],
    [{ authorization: 'Bearer' }, 'version', '403 invalid_api_key'],
    [{ authorization: 'Basic x' }, 'version', '401 missing_authorization_header'],
    [{}, 'keys.get', '401 missing_master_key'],
    [{ authorization: 'Bearer x' }, 'keys.create', '401 missing_master_key'],
    [{ authorization: 'Bearer' }, 'keys.delete', '403 invalid_api_key'],
    [{ authorization: 'Basic x' }, 'keys.update', '401 missing_authorization_header'],
  ])('without a master key, %j may %s: %s', (headers, action, expected) => {
    const used = { masterKey: '', adminKey: '' };
    expect(outcome('client', headers, { used, action })).toBe(expected);
  });

  test.each<[string, Record<string, string>, string]>([
    ['/indexes', {}, 'open'],
    ['/indexes/{uid}/search', { uid: 'movies' }, 'open'],
    ['/indexes/{uid}/search', { uid: 'books' }, 'closed'],
    ['/indexes/{whatever}', { whatever: 'books' }, 'closed'],
    ['/tasks/{uid}', { uid: '7' }, 'open'],
  ])('a key for movies finds %s with %j %s', (template, parameters, expected) => {
    const keys = new KeyRing(signatures, 'master');
    const uid = '11111111-1111-4111-8111-111111111111';
    const names = { name: null, description: null };
    const moments = { expiresAt: null, createdAt: '', updatedAt: '' };
    keys.replace([{ uid, ...names, actions: ['*'], indexes: ['movies'], ...moments }]);
    const scope = { config, signatures, keys, wallMs: 0 };
    const presented = keys.valueOf(uid);
    const visit = (): unknown =>
      callerOf(scope, { presented }, { action: 'search' }, { template, parameters });
    if (expected === 'open') expect(visit).not.toThrow();
    else expect(visit).toThrow('The API key cannot acces the index `books`');
    expect(() => callerOf(scope, { presented }, {}, { template, parameters })).toThrow('invalid');
  });
});
