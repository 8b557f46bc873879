import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EngineConfig } from '../config.ts';
import { testConfig } from '../testing/config.ts';
import { type Access, authorize, equalInConstantTime } from './access.ts';
import { ApiError } from './api-error.ts';

const config: EngineConfig = { ...testConfig, masterKey: 'master', adminKey: 'admin' };

function outcome(
  access: Access,
  headers: Record<string, string>,
  used: EngineConfig = config,
): string {
  const body = { kind: 'text', text: '' } as const;
  try {
    authorize({ method: 'GET', path: '/', query: '', headers, body }, access, used);
    return 'open';
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
    ['client', { authorization: 'Bearer' }, '403 invalid_api_key'],
    ['client', { authorization: 'Bearer  master' }, '403 invalid_api_key'],
    ['client', { authorization: 'bearer master' }, '401 missing_authorization_header'],
    ['client', { authorization: 'Basic master' }, '401 missing_authorization_header'],
    ['client', { 'x-admin-key': 'admin' }, '401 missing_authorization_header'],
    ['admin', {}, '401 miroir_invalid_auth'],
    ['admin', { authorization: 'Bearer admin' }, 'open'],
    ['admin', { 'x-admin-key': 'admin' }, 'open'],
    ['admin', { authorization: 'Bearer master' }, '401 miroir_invalid_auth'],
    ['admin', { authorization: 'Bearer admin', 'x-admin-key': 'no' }, '401 miroir_invalid_auth'],
  ])('%s route with %j: %s', (access, headers, expected) => {
    expect(outcome(access, headers)).toBe(expected);
  });

  test('without a master key clients need none; without an admin key nobody is admin', () => {
    const open = { ...config, masterKey: '', adminKey: '' };
    expect(outcome('client', {}, open)).toBe('open');
    expect(outcome('admin', { authorization: 'Bearer ' }, open)).toBe('401 miroir_invalid_auth');
  });

  test('secrets are equal exactly when they are the same text', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (left, right) => {
        expect(equalInConstantTime(left, right)).toBe(left === right);
        expect(equalInConstantTime(left, left)).toBe(true);
      }),
    );
  });
});
