/** An API key. Its value is not stored: it follows from the master key and the uid. */
export interface KeyRecord {
  /** A UUID, in lower case and with hyphens. */
  readonly uid: string;
  readonly name: string | null;
  readonly description: string | null;
  readonly actions: readonly string[];
  /** Uids of indexes, or the beginnings of some before a `*`. */
  readonly indexes: readonly string[];
  /** RFC 3339, as answers show it; null: never. */
  readonly expiresAt: string | null;
  /** RFC 3339. */
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** What may change about a key; absent: stays as it is. */
export interface KeyChange {
  readonly name?: string | null;
  readonly description?: string | null;
  readonly updatedAt: string;
}

/** The part of the store that knows the API keys. Proxies learn of them through `readShared`. */
export interface KeyStore {
  /** Creates these keys, in their order, in a store that was never given its first ones. */
  initializeKeys(first: readonly KeyRecord[]): Promise<void>;
  /** Puts these, in their order, in place of all keys that there are. */
  replaceKeys(keys: readonly KeyRecord[]): Promise<void>;
  /** False, and nothing changes, if there is a key with this uid. */
  createKey(key: KeyRecord): Promise<boolean>;
  /** The key as it is afterwards; null if there is none with this uid. */
  changeKey(uid: string, change: KeyChange): Promise<KeyRecord | null>;
  /** False if there is none with this uid. */
  deleteKey(uid: string): Promise<boolean>;
}
