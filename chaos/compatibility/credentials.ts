import { createHmac } from 'node:crypto';
import type { Credentials } from './client-request.ts';

const hashes = { HS256: 'sha256', HS384: 'sha384', HS512: 'sha512' } as const;

/** What a client presents: the value of a key, or a signed JSON Web Token. */
export function presentedText(masterKey: string, credentials: Credentials): string {
  const value = createHmac('sha256', masterKey).update(credentials.keyUid).digest('hex');
  if (credentials.kind === 'key') return value;
  const { header, payload, algorithm } = credentials;
  const message = [header, payload]
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');
  const signature = createHmac(hashes[algorithm], value).update(message).digest('base64url');
  return `${message}.${signature}`;
}
