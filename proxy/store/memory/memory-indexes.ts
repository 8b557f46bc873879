import { must } from '../../../engine/base/assert.ts';
import { compareCodePoints } from '../../../engine/base/order.ts';
import type { NameChange } from '../../../engine/ports/index-names.ts';
import type { Placement, Revision } from '../../../engine/placement/placement.ts';
import type { SharedState } from '../../../engine/ports/shared-state.ts';
import type {
  IndexAcceptance,
  IndexAppearance,
  IndexRecord,
  SeenIndex,
  TaskUid,
} from '../../../engine/ports/task-store.ts';
import { firstPlacement } from '../placement-change.ts';
import { acceptanceOf, appearanceOf, invisible, isGone } from '../task-lifecycle.ts';
import type { MemoryRevisions } from './memory-revisions.ts';

/** The indexes of a {@link MemoryStore}. */
export class MemoryIndexes {
  readonly #revisions: MemoryRevisions;
  readonly #records = new Map<string, IndexRecord>();
  /** When each index changed last. */
  readonly #changes = new Map<string, Revision>();

  /** Begins with these. */
  constructor(revisions: MemoryRevisions, records: readonly IndexRecord[]) {
    this.#revisions = revisions;
    for (const record of records) this.#keep(record);
  }

  get(uid: string | null): IndexRecord | undefined {
    return uid === null ? undefined : this.#records.get(uid);
  }

  /** The index that writers know by this name. */
  named(name: string): IndexRecord | undefined {
    return this.list().find(({ acceptedName }) => acceptedName === name);
  }

  list(): readonly IndexRecord[] {
    const records = [...this.#records.values()];
    return records.toSorted((left, right) => compareCodePoints(left.uid, right.uid));
  }

  /** What changed since a revision, and what there is. */
  readSince(since: Revision): Pick<SharedState, 'changed' | 'uids'> {
    const records = this.list();
    return {
      changed: records.filter(({ uid }) => (this.#changes.get(uid) ?? 0) > since),
      uids: records.map(({ uid }) => uid),
    };
  }

  /** Begins an index. Throws an assertion failure if it is not said where its documents go. */
  create(acceptance: IndexAcceptance, name: string, placement: Placement | undefined): void {
    const { uid } = acceptance;
    const given = must(placement, `where the documents of ${uid} go`);
    const place = (version: Revision) => firstPlacement(structuredClone(given), version);
    const nothing = { ...invisible(uid), acceptedName: name, name, newestTask: null };
    this.#place({ ...nothing, ...acceptanceOf(acceptance) }, place);
  }

  /** Changes the writers' side of an index, if there is one. */
  accept(acceptance: IndexAcceptance): void {
    const known = this.#records.get(acceptance.uid);
    if (known !== undefined) this.#keep({ ...known, ...acceptanceOf(acceptance) });
  }

  /** Notes the newest task about an index, if there is one. */
  noteTask(uid: string, newestTask: TaskUid): void {
    const known = this.#records.get(uid);
    if (known !== undefined) this.#keep({ ...known, newestTask });
  }

  /** Puts the writers' side of an index back. */
  restore(seen: SeenIndex): void {
    const known = this.#records.get(seen.uid);
    if (known === undefined) return;
    this.#keep({ ...known, ...acceptanceOf(seen), newestTask: seen.newestTask });
  }

  /** Gives indexes other names for writers; what is about to be gone leaves its name to them. */
  acceptNames({ indexes }: Pick<NameChange, 'indexes'>): void {
    for (const { uid, name } of indexes) {
      const holder = this.named(name);
      if (holder !== undefined && holder.uid !== uid) this.#keep({ ...holder, acceptedName: null });
    }
    for (const { uid, name: acceptedName } of indexes) {
      const known = this.#records.get(uid);
      if (known !== undefined) this.#keep({ ...known, acceptedName });
    }
  }

  /** Gives indexes other names for readers. */
  showNames({ indexes }: NameChange): void {
    for (const { uid, name } of indexes) {
      const known = this.#records.get(uid);
      if (known !== undefined) this.#keep({ ...known, name });
    }
  }

  show(appearance: IndexAppearance): void {
    const known = this.#records.get(appearance.uid);
    if (known !== undefined) this.#keep({ ...known, ...appearanceOf(appearance) });
  }

  /** Puts what `place` makes of the next revision in place of the placement of an index. */
  replacePlacement(uid: string, place: (version: Revision) => Placement): void {
    this.#place(must(this.#records.get(uid), `index ${uid}`), place);
  }

  /** Forgets an index of which nothing is left; answers whether it is one. */
  forgetIfGone(uid: string): boolean {
    const record = this.#records.get(uid);
    if (record === undefined || !isGone(record)) return false;
    this.#records.delete(uid);
    this.#changes.delete(uid);
    this.#revisions.next();
    return true;
  }

  #keep(record: IndexRecord): void {
    this.#records.set(record.uid, record);
    this.#changes.set(record.uid, this.#revisions.next());
  }

  #place(
    record: Omit<IndexRecord, 'placement' | 'placementVersion'>,
    place: (version: Revision) => Placement,
  ): void {
    const placementVersion = this.#revisions.next();
    this.#records.set(record.uid, {
      ...record,
      placement: place(placementVersion),
      placementVersion,
    });
    this.#changes.set(record.uid, placementVersion);
  }
}
