import type { IndexAppearance, IndexRecord } from '../ports/task-store.ts';
import { indexNotFound } from '../protocol/api-error.ts';
import { defaultSettings } from '../settings/defaults.ts';

/** The indexes, as last read from the store. */
export class Catalogue {
  /** By uid. */
  readonly #records = new Map<string, IndexRecord>();
  #byAcceptedName: ReadonlyMap<string | null, IndexRecord> = new Map();
  /** Those that readers see. */
  #byName: ReadonlyMap<string, IndexRecord> = new Map();

  /** Takes over the records that changed; of all indexes, those with these uids are left. */
  apply(changed: readonly IndexRecord[], uids: readonly string[]): void {
    // What readers cannot see yet has no settings of its own in the store.
    for (const record of changed) {
      const settings = record.visible ? record.settings : defaultSettings;
      this.#records.set(record.uid, { ...record, settings });
    }
    if (this.#records.size !== uids.length) {
      const left = new Set(uids);
      for (const uid of this.#records.keys()) {
        if (!left.has(uid)) this.#records.delete(uid);
      }
    }
    const records = this.all();
    this.#byAcceptedName = new Map(records.map((record) => [record.acceptedName, record]));
    this.#byName = new Map(
      records.filter(({ visible }) => visible).map((record) => [record.name, record]),
    );
  }

  /** What is known about an index by its uid, whether or not readers may see it. */
  get(uid: string): IndexRecord | undefined {
    return this.#records.get(uid);
  }

  /** The index that writers know by this name, whether or not it is still there for them. */
  accepted(name: string): IndexRecord | undefined {
    return this.#byAcceptedName.get(name);
  }

  /** The index that readers know by this name; throws `index_not_found` when there is none. */
  visible(name: string): IndexRecord {
    const record = this.#byName.get(name);
    if (record === undefined) throw indexNotFound(name);
    return record;
  }

  /** Every index that there is, whether or not readers may see it. */
  all(): readonly IndexRecord[] {
    return [...this.#records.values()];
  }

  /** What readers see, sorted by name as Meilisearch lists them. */
  allVisible(): readonly IndexRecord[] {
    return [...this.#byName.values()].toSorted((left, right) => (left.name < right.name ? -1 : 1));
  }

  /** What a node says, with the names of indexes in the place of the uids by which it knows them. */
  inNames(said: string): string {
    return said.replaceAll(quotedIndex, (whole, uid: string) => {
      const name = this.#records.get(uid)?.name ?? uid;
      return name === uid ? whole : whole.replace(`\`${uid}\``, `\`${name}\``);
    });
  }
}

const quotedIndex = /\b[Ii]ndex `([A-Za-z0-9_-]+)`/g;

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
