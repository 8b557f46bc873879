import type { IndexAcceptance, IndexAppearance, IndexRecord } from '../ports/task-store.ts';
import { indexNotFound } from '../protocol/api-error.ts';
import { defaultSettings } from '../settings/defaults.ts';

/** The indexes, as last read from or written to the store. */
export class Catalogue {
  readonly #records = new Map<string, IndexRecord>();

  constructor(records: readonly IndexRecord[]) {
    // What readers cannot see yet has no settings of its own in the store.
    for (const record of records) {
      const settings = record.visible ? record.settings : defaultSettings;
      this.#records.set(record.uid, { ...record, settings });
    }
  }

  /** What is known about an index, whether or not readers may see it. */
  get(uid: string): IndexRecord | undefined {
    return this.#records.get(uid);
  }

  /** Notes what writers must assume from now on. */
  accept(acceptance: IndexAcceptance): void {
    const known = this.#records.get(acceptance.uid) ?? invisible(acceptance.uid);
    this.#keep({ ...known, ...acceptance });
  }

  /** Notes what readers see from now on. */
  show(appearance: IndexAppearance): void {
    const known = this.#records.get(appearance.uid);
    if (known !== undefined) this.#keep({ ...known, ...appearance });
  }

  /** The index that readers see; throws `index_not_found` when there is none. */
  visible(uid: string): IndexRecord {
    const record = this.#records.get(uid);
    if (record === undefined || !record.visible) throw indexNotFound(uid);
    return record;
  }

  /** What readers see, sorted by uid as Meilisearch lists them. */
  allVisible(): readonly IndexRecord[] {
    return [...this.#records.values()]
      .filter((record) => record.visible)
      .toSorted((left, right) => (left.uid < right.uid ? -1 : 1));
  }

  #keep(record: IndexRecord): void {
    if (record.accepted || record.visible) this.#records.set(record.uid, record);
    else this.#records.delete(record.uid);
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
