import { compareNumbers } from '../../engine/base/order.ts';
import type { FilterTree } from '../../engine/documents/filter-grammar/filter-tree.ts';
import type { Members } from '../../engine/settings/members.ts';
import { defaults } from '../../engine/settings/setting-names.ts';
import type { DocumentTest } from './filter-evaluation.ts';
import { type IndexConfig, readConfig } from './index-config.ts';
import type { RankingModel, TextIndex } from './ranking/ranking.ts';
import { createTextIndex } from './ranking/text-index.ts';
import { StoredDocument } from './stored-document.ts';

/** An index as of the batches that have finished. */
export class StoredIndex {
  readonly uid: string;
  readonly createdAtMs: number;
  primaryKey: string | null = null;
  updatedAtMs: number;
  /** What `GET /settings` shows. */
  settings: Members = defaults;
  config: IndexConfig = defaultConfig;
  /** Filters that are ready for use under these settings. */
  filterTests = new Map<FilterTree, DocumentTest>();
  readonly #ranking: RankingModel;
  /** Fields in the order in which the index met them, which is how documents are printed. */
  #fieldIds = new Map<string, number>();
  /** Fields inside objects, by their paths. */
  #nestedFields = new Set<string>();
  /** By internal id. */
  #documents: (StoredDocument | undefined)[] = [];
  #internalIds = new Map<string, number>();
  #live: readonly number[] | undefined = [];
  #textIndex: TextIndex | undefined;
  #notIndexed = new Set<number>();

  constructor(uid: string, ranking: RankingModel, createdAtMs: number) {
    this.uid = uid;
    this.#ranking = ranking;
    this.createdAtMs = createdAtMs;
    this.updatedAtMs = createdAtMs;
  }

  /** An index of the same content, from which this one can change independently. */
  copy(uid = this.uid): StoredIndex {
    const copy = new StoredIndex(uid, this.#ranking, this.createdAtMs);
    copy.primaryKey = this.primaryKey;
    copy.updatedAtMs = this.updatedAtMs;
    copy.settings = this.settings;
    copy.config = this.config;
    copy.#fieldIds = new Map(this.#fieldIds);
    copy.#nestedFields = new Set(this.#nestedFields);
    copy.#documents = [...this.#documents];
    copy.#internalIds = new Map(this.#internalIds);
    copy.#live = this.#live;
    return copy;
  }

  /** The least internal id that no document has had since the index was last empty. */
  get internalIdsUsed(): number {
    return this.#documents.length;
  }

  get size(): number {
    return this.#internalIds.size;
  }

  /** The internal ids of all documents, ascending. */
  get live(): readonly number[] {
    this.#live ??= [...this.#internalIds.values()].toSorted(compareNumbers);
    return this.#live;
  }

  /** Whether any document ever had this field; a dot leads into objects. */
  knowsField(name: string): boolean {
    return this.#fieldIds.has(name) || this.#nestedFields.has(name);
  }

  /** The fields that the index has met, those inside objects included. */
  *fields(): Generator<string> {
    yield* this.#fieldIds.keys();
    yield* this.#nestedFields;
  }

  document(internalId: number): StoredDocument {
    const document = this.#documents[internalId];
    if (document === undefined) throw new RangeError(`no document ${internalId}`);
    return document;
  }

  /** All documents, in internal order. */
  *[Symbol.iterator](): Generator<StoredDocument> {
    for (const internalId of this.live) yield this.document(internalId);
  }

  internalId(id: string): number | undefined {
    return this.#internalIds.get(id);
  }

  /** Internal ids from `least` on that no document has, lowest first, without end. */
  *freeInternalIds(least: number): Generator<number> {
    for (let internalId = least; ; internalId += 1) {
      if (this.#documents[internalId] === undefined) yield internalId;
    }
  }

  /** Takes a primary key that somebody has named: it counts as a field that the index has met. */
  choosePrimaryKey(primaryKey: string | null): void {
    this.primaryKey = primaryKey;
    if (primaryKey !== null && !primaryKey.includes('.')) this.meet(primaryKey);
  }

  /** Takes note of a field. */
  meet(name: string): void {
    if (this.#fieldIds.has(name)) return;
    this.#fieldIds.set(name, this.#fieldIds.size);
    this.#nestedFields.delete(name);
  }

  /** Makes a document of members, in the order of the fields; fields that are new come last. */
  compose(id: string, members: Members): StoredDocument {
    for (const [name, value] of members) {
      this.meet(name);
      if (name === '_geo' && this.config.indexesPlaces) this.#meetPlaces();
      if (value.includes('{')) this.#meetInside(name, JSON.parse(value));
    }
    const ordered = [...members].toSorted(
      ([left], [right]) => (this.#fieldIds.get(left) ?? 0) - (this.#fieldIds.get(right) ?? 0),
    );
    const text = ordered.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',');
    return new StoredDocument(id, new Map(ordered), `{${text}}`);
  }

  put(internalId: number, document: StoredDocument): void {
    this.#documents[internalId] = document;
    this.#internalIds.set(document.id, internalId);
    this.#touched(internalId);
  }

  remove(internalId: number): void {
    const document = this.#documents[internalId];
    if (document === undefined) return;
    this.#documents[internalId] = undefined;
    this.#internalIds.delete(document.id);
    this.#touched(internalId);
  }

  clear(): void {
    this.#documents = [];
    this.#internalIds = new Map();
    this.#live = [];
    this.#textIndex = undefined;
    this.#notIndexed = new Set();
  }

  /** Takes new settings. */
  configure(settings: Members): void {
    const before = JSON.stringify(this.config.ranking);
    this.settings = settings;
    this.config = readConfig(settings);
    this.filterTests = new Map();
    if (JSON.stringify(this.config.ranking) === before) return;
    this.#textIndex = undefined;
    this.#notIndexed = new Set();
  }

  /** The words of the documents; made when it is first asked for. */
  textIndex(): TextIndex {
    if (this.#textIndex === undefined) {
      this.#textIndex = createTextIndex(this.#ranking, this.config.ranking);
      this.#notIndexed = new Set(this.live);
    }
    for (const internalId of this.#notIndexed) {
      const document = this.#documents[internalId];
      if (document === undefined) this.#textIndex.remove(internalId);
      else this.#textIndex.put({ internalId, fields: document.fields });
    }
    this.#notIndexed.clear();
    return this.#textIndex;
  }

  /** Where places are indexed, both halves are known as soon as there is any. */
  #meetPlaces(): void {
    this.#nestedFields.add('_geo.lat').add('_geo.lng');
  }

  #meetInside(path: string, value: unknown): void {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, member] of Object.entries(value)) {
      const isElement = Array.isArray(value);
      const inner = isElement ? path : `${path}.${name}`;
      if (!isElement && !this.#fieldIds.has(inner)) this.#nestedFields.add(inner);
      this.#meetInside(inner, member);
    }
  }

  #touched(internalId: number): void {
    this.#live = undefined;
    if (this.#textIndex !== undefined) this.#notIndexed.add(internalId);
  }
}

const defaultConfig = readConfig(defaults);
