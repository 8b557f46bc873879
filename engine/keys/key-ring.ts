import { parseTime } from '../base/time.ts';
import type { KeyRecord } from '../ports/key-store.ts';
import type { Signatures } from '../ports/signatures.ts';
import { type Action, granted } from './actions.ts';
import { matchesIndex } from './index-patterns.ts';
import { KnownTokens } from './known-tokens.ts';

/** An API key with what follows from it. */
export interface ApiKey {
  readonly record: KeyRecord;
  /** What a client presents. */
  readonly value: string;
  /** Whether it may do this now. An index matters to no action: see {@link opensIndex}. */
  allows(action: Action, wallMs: number): boolean;
  /** Whether an index is among those that it is for. */
  opensIndex(uid: string): boolean;
  readonly opensEveryIndex: boolean;
}

/** The API keys, as last read from the store. */
export class KeyRing {
  readonly tokens = new KnownTokens();
  readonly #signatures: Signatures;
  readonly #masterKey: string;
  #keys: readonly ApiKey[] = [];
  #byUid: ReadonlyMap<string, ApiKey> = new Map();
  /**
   * A look-up by value tells nobody anything by the time that it takes: values are compared only if
   * their hashes, which no client knows, are equal.
   */
  #byValue: ReadonlyMap<string, ApiKey> = new Map();

  /** `masterKey` is empty where there is none: no value is derived then. */
  constructor(signatures: Signatures, masterKey: string) {
    this.#signatures = signatures;
    this.#masterKey = masterKey;
  }

  /** Takes over all keys that there are, the newest first. */
  replace(records: readonly KeyRecord[]): void {
    const before = this.#byUid;
    this.#keys = records.map((record) => {
      const known = before.get(record.uid);
      return keyOf(record, known?.value ?? this.valueOf(record.uid));
    });
    this.#byUid = new Map(this.#keys.map((key) => [key.record.uid, key]));
    this.#byValue = new Map(
      this.#masterKey === '' ? [] : this.#keys.map((key) => [key.value, key]),
    );
  }

  /** The value of a key with this uid, whether or not there is one; empty without a master key. */
  valueOf(uid: string): string {
    if (this.#masterKey === '') return '';
    return this.#signatures.sign('HS256', this.#masterKey, uid, 'hex');
  }

  /** The newest first. */
  all(): readonly ApiKey[] {
    return this.#keys;
  }

  byUid(uid: string): ApiKey | undefined {
    return this.#byUid.get(uid);
  }

  byValue(value: string): ApiKey | undefined {
    return this.#byValue.get(value);
  }
}

function keyOf(record: KeyRecord, value: string): ApiKey {
  const may = granted(record.actions);
  const { indexes, expiresAt } = record;
  const expiresMs = expiresAt === null ? Infinity : (parseTime(expiresAt) ?? -Infinity);
  const hasIndexes = indexes.length > 0;
  return {
    record,
    value,
    allows: (action, wallMs) => hasIndexes && may.has(action) && wallMs < expiresMs,
    opensIndex: (uid) => indexes.some((pattern) => matchesIndex(pattern, uid)),
    opensEveryIndex: indexes.includes('*'),
  };
}
