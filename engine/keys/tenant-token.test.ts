import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nodeSignatures } from '../../proxy/signatures.ts';
import { limits } from '../limits.ts';
import type { KeyRecord } from '../ports/key-store.ts';
import type { SignatureAlgorithm } from '../ports/signatures.ts';
import { ApiError } from '../protocol/api-error.ts';
import { markers } from '../protocol/markers.ts';
import type { Action } from './actions.ts';
import { admit } from './admission.ts';
import { type Caller, filterOfCaller } from './caller.ts';
import { KeyRing } from './key-ring.ts';
import { KnownTokens } from './known-tokens.ts';

const uid = '11111111-1111-4111-8111-111111111111';
const wallMs = 1_795_000_000_000;

function ringOf(change: Partial<KeyRecord> = {}): KeyRing {
  const ring = new KeyRing(nodeSignatures, 'master');
  const moments = { expiresAt: null, createdAt: '', updatedAt: '' };
  const record = { uid, name: null, description: null, actions: ['search'], indexes: ['*'] };
  ring.replace([{ ...record, ...moments, ...change }]);
  return ring;
}

function encoded(text: string): string {
  return Buffer.from(text).toString('base64url');
}

function tokenOf(
  claims: Readonly<Record<string, unknown>>,
  { algorithm = 'HS256', key = ringOf().valueOf(uid) }: Signing = {},
): string {
  const payload = JSON.stringify({ searchRules: ['*'], apiKeyUid: uid, ...claims });
  const message = `${encoded(JSON.stringify({ alg: algorithm }))}.${encoded(payload)}`;
  return `${message}.${nodeSignatures.sign(algorithm, key, message, 'base64url')}`;
}

interface Signing {
  readonly algorithm?: SignatureAlgorithm;
  readonly key?: string;
}

interface Wish {
  readonly ring?: KeyRing;
  readonly action?: Action;
  readonly index?: string;
}

function admitted(presented: string, wish: Wish = {}): Caller {
  const { ring = ringOf(), action = 'search', index = 'movies' } = wish;
  return admit({ signatures: nodeSignatures, ring, wallMs, action, index }, presented);
}

function refusal(presented: string, wish: Wish = {}): string {
  try {
    admitted(presented, wish);
    return 'admitted';
  } catch (error) {
    return messageOf(error);
  }
}

/** What a client is told; the error must be Meilisearch's. */
function messageOf(error: unknown): string {
  if (!(error instanceof ApiError)) throw error;
  expect([error.status, error.code]).toEqual([403, 'invalid_api_key']);
  return error.message;
}

const invalid = 'The provided API key is invalid.';

describe('a tenant token', () => {
  test.each(['HS256', 'HS384', 'HS512'] as const)('may be signed with %s', (algorithm) => {
    expect(admitted(tokenOf({}, { algorithm })).mayUse('movies')).toBe(true);
  });

  test('is refused when a single character of it is another one', () => {
    const token = tokenOf({ searchRules: { movies: { filter: 'a = 1' } } });
    const place = fc.nat({ max: token.length - 1 });
    fc.assert(
      fc.property(place, fc.constantFrom('A', 'a', '0', '-', '_', '.', '='), (at, character) => {
        const changed = token.slice(0, at) + character + token.slice(at + 1);
        fc.pre(changed !== token);
        expect(refusal(changed)).not.toBe('admitted');
      }),
      { numRuns: 500 },
    );
  });

  test('never brings the engine down', () => {
    const part = fc.oneof(fc.string({ unit: 'binary-ascii' }), fc.json().map(encoded));
    fc.assert(
      fc.property(part, part, part, (header, payload, signature) => {
        expect(refusal(`${header}.${payload}.${signature}`)).not.toBe('admitted');
      }),
    );
  });

  test('is good for searches only', () => {
    expect(refusal(tokenOf({}), { action: 'documents.get' })).toBe(invalid);
  });

  test('is worth no more than its key', () => {
    const token = tokenOf({});
    expect(refusal(token, { ring: ringOf({ actions: ['version'] }) })).toBe(invalid);
    expect(refusal(token, { ring: new KeyRing(nodeSignatures, 'master') })).toBe(invalid);
    expect(refusal(token, { ring: ringOf({ expiresAt: '2026-01-01T00:00:00Z' }) })).toBe(invalid);
    const narrow = ringOf({ indexes: ['books'] });
    expect(refusal(token, { ring: narrow })).not.toContain('books');
    expect(admitted(token, { ring: narrow, index: 'books' }).mayUse('movies')).toBe(false);
  });

  test('cannot be signed with something else than the value of its key', () => {
    for (const key of ['master', '', uid]) {
      expect(refusal(tokenOf({}, { key }))).toBe(
        'Could not decode tenant token, InvalidSignature.',
      );
    }
  });

  test('ends after the last second that it names', () => {
    const second = wallMs / 1000;
    expect(refusal(tokenOf({ exp: second }))).toBe('admitted');
    expect(refusal(tokenOf({ exp: second - 1 }))).toMatch(/^Tenant token expired/);
  });

  test('opens the indexes of its rules', () => {
    const token = tokenOf({ searchRules: ['mov*', 'books'] });
    const caller = admitted(token);
    expect(['movies', 'books', 'book', 'm'].map((index) => caller.mayUse(index))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect(caller.usesEveryIndex).toBe(false);
    expect(admitted(tokenOf({})).usesEveryIndex).toBe(true);
    expect(caller.mayCreate('movies')).toBe(false);
    expect(refusal(token, { index: 'other' })).toBe(
      'The provided tenant token cannot acces the index `other`, allowed indexes are ["books", "mov*"].',
    );
  });
});

describe('a token that was verified before', () => {
  const ring = ringOf();
  const token = tokenOf({ exp: wallMs / 1000 });
  const at = (moment: number): string => {
    try {
      admit(
        {
          signatures: nodeSignatures,
          ring,
          wallMs: moment,
          action: 'search',
          index: 'movies',
        },
        token,
      );
      return 'admitted';
    } catch (error) {
      return messageOf(error);
    }
  };

  test('still ends, and needs its key', () => {
    expect([at(wallMs), at(wallMs)]).toEqual(['admitted', 'admitted']);
    expect(at(wallMs + 1000)).toMatch(/^Tenant token expired/);
    ring.replace([]);
    expect(at(wallMs)).toBe(invalid);
  });

  test('is remembered among a bounded number, the latest ones', () => {
    const tokens = new KnownTokens();
    const claims = { keyUid: uid, rules: new Map(), expires: null };
    for (let number = 0; number < limits.knownTokensMax; number += 1) {
      tokens.add(`token ${number}`, claims);
    }
    expect(tokens.get('token 0')).toBe(claims);
    tokens.add('one more', claims);
    expect([tokens.get('token 0'), tokens.get('token 1')]).toEqual([claims, undefined]);
  });
});

describe('the filter of a token', () => {
  const searchRules = {
    movies: { filter: ['a = 1'] },
    'm*': { filter: 'b = 1' },
    '*': null,
    wrong: { filter: 7 },
    hidden: { filter: `${markers.shard} = 1` },
  };
  const caller = admitted(tokenOf({ searchRules }));

  test('is ANDed to that of a search', () => {
    expect(filterOfCaller(caller, 'movies', null)).toBe('["a = 1"]');
    expect(filterOfCaller(caller, 'movies', '"c = 1"')).toBe('["c = 1","a = 1"]');
    expect(filterOfCaller(caller, 'music', '[["c = 1", "d = 1"]]')).toBe(
      '[["c = 1", "d = 1"],"b = 1"]',
    );
    expect(filterOfCaller(caller, 'books', '"c = 1"')).toBe('"c = 1"');
  });

  test('is never left out because it is none', () => {
    expect(() => filterOfCaller(caller, 'wrong', null)).toThrow('expected String, Array, found: 7');
    expect(filterOfCaller(caller, 'wrong', '"c = 1"')).toBe('["c = 1",7]');
  });

  test('does not reach for hidden fields', () => {
    expect(filterOfCaller(caller, 'hidden', null)).not.toContain(markers.shard);
  });
});

describe('the key ring', () => {
  test('derives the value of a key once', () => {
    let signed = 0;
    const counting = {
      ...nodeSignatures,
      sign: (...parameters: Parameters<typeof nodeSignatures.sign>) => {
        signed += 1;
        return nodeSignatures.sign(...parameters);
      },
    };
    const ring = new KeyRing(counting, 'master');
    const records = ringOf()
      .all()
      .map(({ record }) => record);
    ring.replace(records);
    ring.replace(records.map((record) => ({ ...record, name: 'new' })));
    expect(signed).toBe(1);
    expect(ring.byValue(ring.byUid(uid)?.value ?? '')?.record.name).toBe('new');
    ring.replace([]);
    expect([ring.byUid(uid), ring.all()]).toEqual([undefined, []]);
  });

  test('derives what Meilisearch derives', () => {
    const ring = new KeyRing(nodeSignatures, 'MASTERKEYMASTERKEY');
    // What Meilisearch v1.21 answers for this uid and this master key.
    expect(ring.valueOf('00000000-0000-0000-0000-000000000000')).toBe(
      'd534ced0403c0d4b69d130538b90b53647a74ef0c06cb552a5d04b096cf0a682',
    );
  });

  test('opens nothing without a master key', () => {
    const ring = new KeyRing(nodeSignatures, '');
    ring.replace(
      ringOf()
        .all()
        .map(({ record }) => record),
    );
    expect(ring.byValue('')).toBeUndefined();
    expect(refusal('', { ring })).toBe(invalid);
  });
});
