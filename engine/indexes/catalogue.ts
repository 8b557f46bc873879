import type { IndexAppearance, IndexRecord } from '../ports/task-store.ts';
import { indexNotFound } from '../protocol/api-error.ts';
import { defaultSettings } from '../settings/defaults.ts';

/** The indexes, as last read from the store. */
export class Catalogue {
  readonly #records = new Map<string, IndexRecord>();

  /** Takes over the records that changed; of all indexes, those with these uids are left. */
  apply(changed: readonly IndexRecord[], uids: readonly string[]): void {
    // What readers cannot see yet has no settings of its own in the store.
    for (const record of changed) {
      const settings = record.visible ? record.settings : defaultSettings;
      this.#records.set(record.uid, { ...record, settings });
    }
    if (this.#records.size === uids.length) return;
    const left = new Set(uids);
    for (const uid of this.#records.keys()) {
      if (!left.has(uid)) this.#records.delete(uid);
    }
  }

  /** What is known about an index, whether or not readers may see it. */
  get(uid: string): IndexRecord | undefined {
    return this.#records.get(uid);
  }

  /** The index that readers see; throws `index_not_found` when there is none. */
  visible(uid: string): IndexRecord {
    const record = this.#records.get(uid);
    if (record === undefined || !record.visible) throw indexNotFound(uid);
    return record;
  }

  /** Every index that there is, whether or not readers may see it. */
  all(): readonly IndexRecord[] {
    return [...this.#records.values()];
  }

  /** What readers see, sorted by uid as Meilisearch lists them. */
  allVisible(): readonly IndexRecord[] {
    return [...this.#records.values()]
      .filter((record) => record.visible)
      .toSorted((left, right) => (left.uid < right.uid ? -1 : 1));
  }
}

/** An index of which readers see nothing yet. */
export function invisible(uid: string): IndexAppearance {
  return {
    uid,
    visible: false,
    primaryKey: null,
    createdAt: '',
    updatedAt: '',
    settings: defaultSettings,
  };
}
