import { type ClientRequest, type Credentials, post } from '../client-request.ts';

/** The uid of the key with this number among those of a theme. */
export function keyUid(theme: string, number: number): string {
  return `${theme.padEnd(8, '0')}-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

/** Makes a key with this uid. */
export function makeKey(
  uid: string,
  actions: readonly string[],
  indexes: readonly string[],
): ClientRequest {
  return post('/keys', { uid, actions, indexes, expiresAt: null });
}

/** The value of a key. */
export function valueOf(uid: string): Credentials {
  return { kind: 'key', keyUid: uid };
}

/** A token that is signed as it says, with the value of the key that it names. */
export function tokenOf(
  uid: string,
  claims: Readonly<Record<string, unknown>>,
  algorithm: 'HS256' | 'HS384' | 'HS512' = 'HS256',
): Credentials {
  const payload = JSON.stringify({ searchRules: ['*'], apiKeyUid: uid, ...claims });
  const header = JSON.stringify({ alg: algorithm, typ: 'JWT' });
  return { kind: 'token', keyUid: uid, algorithm, header, payload };
}
