import { compareCodePoints } from '../base/order.ts';
import { ApiError, invalidApiKey } from '../protocol/api-error.ts';
import type { Signatures } from '../ports/signatures.ts';
import type { Action } from './actions.ts';
import type { Caller } from './caller.ts';
import type { ApiKey, KeyRing } from './key-ring.ts';
import { debugText } from './debug-text.ts';
import { filterOfRules, rulesOpenIndex, type SearchRules } from './search-rules.ts';
import { readTenantToken } from './tenant-token.ts';

/** What a caller wants, and what its credentials are judged by. */
export interface Admission {
  readonly signatures: Signatures;
  readonly ring: KeyRing;
  readonly wallMs: number;
  readonly action: Action;
  /** The index that the path names; undefined if it names none. */
  readonly index: string | undefined;
}

/**
 * Who presents the value of a key, or a tenant token where one is taken (for `search` only). Throws
 * Meilisearch's `invalid_api_key` if that does not open what is wanted. What is open to a token is no
 * secret of its holder, nor what a key is for; what the key behind a token is for is not told.
 */
export function admit(admission: Admission, presented: string): Caller {
  const { action, index, wallMs } = admission;
  const { key, rules } = credentialsOf(admission, presented);
  if (index !== undefined) {
    if (rules !== null && !rulesOpenIndex(rules, index)) {
      const allowed = debugList([...rules.keys()]);
      throw invalidApiKey(
        `The provided tenant token cannot acces the index \`${index}\`, allowed indexes are ${allowed}.`,
      );
    }
    if (!key.opensIndex(index)) throw closedIndex(key, rules, index);
  }
  if (!key.allows(action, wallMs)) throw invalidApiKey();
  return callerOf(key, rules, wallMs);
}

interface Credentials {
  readonly key: ApiKey;
  /** Null: no token was presented. */
  readonly rules: SearchRules | null;
}

function credentialsOf(admission: Admission, presented: string): Credentials {
  const { signatures, ring, action, wallMs } = admission;
  if (action === 'search') {
    const valueOf = (uid: string): string => ring.byUid(uid)?.value ?? ring.valueOf(uid);
    const scope = { signatures, valueOf, tokens: ring.tokens, wallMs };
    const reading = readTenantToken(scope, presented);
    if (reading !== undefined) {
      if ('fault' in reading) throw invalidApiKey(reading.fault);
      const { keyUid, rules } = reading.claims;
      return { key: known(ring.byUid(keyUid)), rules };
    }
  }
  return { key: known(ring.byValue(presented)), rules: null };
}

function known(key: ApiKey | undefined): ApiKey {
  if (key === undefined) throw invalidApiKey();
  return key;
}

function closedIndex(key: ApiKey, rules: SearchRules | null, index: string): ApiError {
  return invalidApiKey(
    rules === null
      ? `The API key cannot acces the index \`${index}\`, authorized indexes are ${debugList(key.record.indexes)}.`
      : `The API key used to generate this tenant token cannot acces the index \`${index}\`.`,
  );
}

/** Distinct patterns in order, as Rust shows a list of texts. */
function debugList(patterns: readonly string[]): string {
  const shown = [...new Set(patterns)].toSorted(compareCodePoints);
  return `[${shown.map(debugText).join(', ')}]`;
}

function callerOf(key: ApiKey, rules: SearchRules | null, wallMs: number): Caller {
  const mayUse = (uid: string): boolean =>
    key.opensIndex(uid) && (rules === null || rulesOpenIndex(rules, uid));
  return {
    usesEveryIndex: key.opensEveryIndex && (rules === null || rules.has('*')),
    mayUse,
    mayCreate: (uid) => key.allows('indexes.create', wallMs) && mayUse(uid),
    filterFor: (uid) => (rules === null ? null : filterOfRules(rules, uid)),
  };
}
