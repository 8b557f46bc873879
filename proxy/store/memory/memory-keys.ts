import type { KeyChange, KeyRecord } from '../../../engine/ports/key-store.ts';
import type { MemoryRevisions } from './memory-revisions.ts';

/** The API keys of a {@link MemoryStore}. */
export class MemoryKeys {
  readonly #revisions: MemoryRevisions;
  #hasFirst = false;
  /** In the order in which they were created. */
  readonly #keys = new Map<string, KeyRecord>();

  constructor(revisions: MemoryRevisions) {
    this.#revisions = revisions;
  }

  initialize(first: readonly KeyRecord[]): void {
    if (this.#hasFirst) return;
    this.#hasFirst = true;
    for (const key of first) this.create(key);
  }

  replaceAll(keys: readonly KeyRecord[]): void {
    this.#hasFirst = true;
    this.#keys.clear();
    this.#revisions.noteKeys();
    for (const key of keys) this.create(key);
  }

  create(key: KeyRecord): boolean {
    if (this.#keys.has(key.uid)) return false;
    this.#keys.set(key.uid, structuredClone(key));
    this.#revisions.noteKeys();
    return true;
  }

  change(uid: string, change: KeyChange): KeyRecord | null {
    const key = this.#keys.get(uid);
    if (key === undefined) return null;
    const changed = { ...key, ...change };
    this.#keys.set(uid, changed);
    this.#revisions.noteKeys();
    return changed;
  }

  delete(uid: string): boolean {
    const existed = this.#keys.delete(uid);
    if (existed) this.#revisions.noteKeys();
    return existed;
  }

  /** The newest first. */
  list(): readonly KeyRecord[] {
    return [...this.#keys.values()].toReversed();
  }
}
