import { KeyRing } from '../../engine/keys/key-ring.ts';
import { callerOf, readCredentials } from '../../engine/protocol/access.ts';
import type { HttpRequest } from '../../engine/ports/http.ts';
import { nodeSignatures } from '../../proxy/signatures.ts';
import type { MicroCase } from './case.ts';

/**
 * Finding out who sent a search, among a thousand keys. The baseline of a key is the master key, which
 * is compared and nothing else; that of a tenant token is one signature, which no verification can do
 * without.
 */
export const cases: readonly MicroCase[] = [
  { name: 'admit-1000-by-key', prepare: (size) => prepareAdmission(size, keyValue) },
  {
    name: 'admit-1000-by-key-baseline',
    prepare: (size) => prepareAdmission(size, () => masterKey),
  },
  { name: 'admit-1000-by-token', prepare: (size) => prepareAdmission(size, token) },
  { name: 'admit-1000-by-token-baseline', prepare: prepareSignatures },
];

const masterKey = 'a master key as long as most are';
const route = { access: 'client', action: 'search' } as const;
const routed = { template: '/indexes/{uid}/search', parameters: { uid: 'movies' } };
const wallMs = 1_795_000_000_000;

function uidOf(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
}

function openRing(): KeyRing {
  const ring = new KeyRing(nodeSignatures, masterKey);
  const moments = { expiresAt: null, createdAt: '', updatedAt: '' };
  const plain = { name: null, description: null, actions: ['search'], indexes: ['a', 'mov*'] };
  ring.replace(Array.from({ length: 1000 }, (_, at) => ({ uid: uidOf(at), ...plain, ...moments })));
  return ring;
}

function keyValue(ring: KeyRing): string {
  return ring.valueOf(uidOf(500));
}

function token(ring: KeyRing): string {
  const message = messageOf(uidOf(500));
  return `${message}.${nodeSignatures.sign('HS256', keyValue(ring), message, 'base64url')}`;
}

function messageOf(apiKeyUid: string): string {
  const claims = {
    searchRules: { movies: { filter: 'owner = 7' } },
    apiKeyUid,
    exp: 2_000_000_000,
  };
  return [{ alg: 'HS256', typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
}

function prepareAdmission(
  size: 'tiny' | 'full',
  presented: (ring: KeyRing) => string,
): () => number {
  const keys = openRing();
  const scope = { config: { masterKey, adminKey: '' }, signatures: nodeSignatures, keys, wallMs };
  const http: HttpRequest = {
    method: 'POST',
    path: '/indexes/movies/search',
    query: '',
    headers: { authorization: `Bearer ${presented(keys)}` },
    body: { kind: 'text', text: '{}' },
  };
  return repeated(size, () => {
    const caller = callerOf(scope, readCredentials(scope, http, route), route, routed);
    return Number(caller.mayUse('movies'));
  });
}

function prepareSignatures(size: 'tiny' | 'full'): () => number {
  const message = messageOf(uidOf(500));
  return repeated(size, () => {
    return nodeSignatures.sign('HS256', masterKey, message, 'base64url').length;
  });
}

function repeated(size: 'tiny' | 'full', step: () => number): () => number {
  const times = size === 'tiny' ? 3 : 1000;
  return () => {
    let sum = 0;
    for (let time = 0; time < times; time += 1) sum += step();
    return sum;
  };
}
