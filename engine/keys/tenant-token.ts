import type { SignatureAlgorithm, Signatures } from '../ports/signatures.ts';
import { decodeBase64url, decodeUtf8 } from './base64url.ts';
import type { KnownTokens } from './known-tokens.ts';
import { readSearchRules, type SearchRules } from './search-rules.ts';
import {
  faultAt,
  isInteger,
  memberOf,
  readObject,
  stringAt,
  TypeFault,
  wrongType,
} from './typed-json.ts';
import { readUuid } from './uuid.ts';

/** What a tenant token says. */
export interface TokenClaims {
  readonly keyUid: string;
  readonly rules: SearchRules;
  /** Seconds since 1970; null: it never expires. */
  readonly expires: bigint | null;
}

/** A tenant token, or what Meilisearch says is wrong with it. */
export type TokenReading = { readonly claims: TokenClaims } | { readonly fault: string };

/** What a token is verified with. */
export interface TokenScope {
  readonly signatures: Signatures;
  /** The value of the key with a uid, whether or not there is one. */
  readonly valueOf: (keyUid: string) => string;
  readonly tokens: KnownTokens;
  readonly wallMs: number;
}

/**
 * Reads a JSON Web Token (RFC 7519) and verifies its signature and its end, as Meilisearch v1.21 does.
 * Undefined if the text has not the three parts of one: it may be the value of a key then.
 */
export function readTenantToken(scope: TokenScope, token: string): TokenReading | undefined {
  const signatureAt = token.lastIndexOf('.');
  const payloadAt = token.lastIndexOf('.', signatureAt - 1);
  if (signatureAt < 1 || payloadAt === -1) return undefined;
  try {
    let claims = scope.tokens.get(token);
    if (claims === undefined) {
      const algorithm = readHeader(decode(token.slice(0, payloadAt)));
      claims = readClaims(decode(token.slice(payloadAt + 1, signatureAt)));
      const message = token.slice(0, signatureAt);
      verify(scope, { algorithm, claims, message, signature: token.slice(signatureAt + 1) });
      scope.tokens.add(token, claims);
    }
    refuseExpired(claims, scope.wallMs);
    return { claims };
  } catch (error) {
    if (error instanceof TokenFault) return { fault: error.message };
    if (error instanceof TypeFault) return { fault: undecodable(`JSON error: ${error.message}`) };
    throw error;
  }
}

class TokenFault extends Error {
  override name = 'TokenFault';
}

function undecodable(reason: string): string {
  return `Could not decode tenant token, ${reason}.`;
}

function decode(part: string): string {
  const reading = decodeBase64url(part);
  if ('fault' in reading) throw new TokenFault(undecodable(`Base64 error: ${reading.fault}`));
  const text = decodeUtf8(reading.bytes);
  if (text === undefined) throw new TypeFault('invalid unicode code point');
  return text;
}

/** The algorithms that the library of Meilisearch knows; a token may be signed with the first three. */
const algorithms = [
  'HS256',
  'HS384',
  'HS512',
  'ES256',
  'ES384',
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'EdDSA',
];

const textMembers = ['typ', 'cty', 'jku', 'kid', 'x5u', 'x5t', 'x5t#S256'];

function readHeader(text: string): string {
  const names = ['typ', 'alg', 'cty', 'jku', 'jwk', 'kid', 'x5u', 'x5c', 'x5t', 'x5t#S256'];
  const header = readObject(text, 'Header', names);
  let algorithm: string | undefined;
  for (const [name, span] of header.members) {
    const value = text.slice(span.start, span.end);
    if (name === 'alg') {
      if (!value.startsWith('"')) throw faultAt(text, span.start + 1, 'expected value');
      algorithm = stringAt(text, span, 'a string');
      if (!algorithms.includes(algorithm)) {
        const known = algorithms.map((each) => `\`${each}\``).join(', ');
        throw faultAt(text, span.end, `unknown variant \`${algorithm}\`, expected one of ${known}`);
      }
    } else if (value !== 'null') {
      if (textMembers.includes(name)) stringAt(text, span, 'a string');
      if (name === 'jwk' && !value.startsWith('{')) throw wrongType(text, span, 'struct Jwk');
      if (name === 'x5c' && !value.startsWith('[')) throw wrongType(text, span, 'a sequence');
    }
  }
  memberOf(header, 'alg');
  return algorithm ?? '';
}

function readClaims(text: string): TokenClaims {
  const object = readObject(text, 'Claims', ['searchRules', 'exp', 'apiKeyUid']);
  let rules: SearchRules | undefined;
  let expires: bigint | null = null;
  let keyUid = '';
  for (const [name, span] of object.members) {
    const value = text.slice(span.start, span.end);
    if (name === 'searchRules') {
      rules = readSearchRules(value);
      if (rules === undefined) {
        throw faultAt(
          text,
          span.end,
          'data did not match any variant of untagged enum SearchRules',
        );
      }
    } else if (name === 'exp') {
      if (value !== 'null' && !isInteger(value)) throw wrongType(text, span, 'i64');
      expires = value === 'null' ? null : BigInt(value);
      if (expires !== null && expires >= 2n ** 63n) {
        throw faultAt(text, span.end, `invalid value: integer \`${value}\`, expected i64`);
      }
    } else {
      const reading = readUuid(stringAt(text, span, 'a UUID string'));
      if ('fault' in reading)
        throw faultAt(text, span.end, `UUID parsing failed: ${reading.fault}`);
      keyUid = reading.uid;
    }
  }
  memberOf(object, 'searchRules');
  memberOf(object, 'apiKeyUid');
  refuseAudience(JSON.parse(text));
  return { keyUid, rules: rules ?? new Map(), expires };
}

/** A token that is meant for somebody is not meant for Meilisearch. */
function refuseAudience(claims: { readonly aud?: unknown }): void {
  const { aud } = claims;
  const isAudience =
    typeof aud === 'string' ||
    (Array.isArray(aud) && aud.every((each) => typeof each === 'string'));
  if (isAudience) throw new TokenFault(undecodable('InvalidAudience'));
}

interface SignedClaims {
  readonly algorithm: string;
  readonly claims: TokenClaims;
  readonly message: string;
  readonly signature: string;
}

function verify(scope: TokenScope, { algorithm, claims, message, signature }: SignedClaims): void {
  if (!isAccepted(algorithm)) throw new TokenFault(undecodable('InvalidAlgorithm'));
  const key = scope.valueOf(claims.keyUid);
  const expected = scope.signatures.sign(algorithm, key, message, 'base64url');
  if (!scope.signatures.areEqual(signature, expected)) {
    throw new TokenFault(undecodable('InvalidSignature'));
  }
}

function refuseExpired({ expires }: TokenClaims, wallMs: number): void {
  const now = BigInt(Math.floor(wallMs / 1000));
  if (expires === null || now <= expires) return;
  throw new TokenFault(
    `Tenant token expired. Was valid up to \`${expires}\` and we're now \`${now}\`.`,
  );
}

function isAccepted(algorithm: string): algorithm is SignatureAlgorithm {
  return algorithm === 'HS256' || algorithm === 'HS384' || algorithm === 'HS512';
}
