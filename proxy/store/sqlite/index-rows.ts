import { must } from '../../../engine/base/assert.ts';
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
import type { LedgerRows } from './ledger-rows.ts';
import type { PlacementRows } from './placement-rows.ts';
import type { RevisionRow } from './revision-row.ts';
import { acceptanceRow, type IndexRow, indexOf, seenOf } from './rows.ts';
import type { Statements } from './statements.ts';

/** The indexes of a SQLite store. To be used inside a transaction. */
export class IndexRows {
  readonly #statements: Statements;
  readonly #revisions: RevisionRow;
  readonly #placements: PlacementRows;
  readonly #ledger: LedgerRows;

  constructor(
    statements: Statements,
    revisions: RevisionRow,
    placements: PlacementRows,
    ledger: LedgerRows,
  ) {
    this.#statements = statements;
    this.#revisions = revisions;
    this.#placements = placements;
    this.#ledger = ledger;
  }

  list(): readonly IndexRecord[] {
    return this.#statements.selectIndexes.all().map((row) => this.#recordOf(row));
  }

  /** What changed since a revision, and what there is. */
  readSince(since: Revision): Pick<SharedState, 'changed' | 'uids'> {
    const rows = this.#statements.selectChangedIndexes.all(since);
    const uids = this.#statements.selectIndexUids.all().map(({ uid }) => uid);
    this.#placements.retain(uids);
    return { changed: rows.map((row) => this.#recordOf(row)), uids };
  }

  /** What writers see of the index that they know by this name; its placement is not read. */
  named(name: string): SeenIndex | undefined {
    const row = this.#statements.selectNamed.get(name);
    return row === undefined ? undefined : seenOf(row);
  }

  has(uid: string): boolean {
    return this.#statements.selectIndex.get(uid) !== undefined;
  }

  placement(uid: string): Placement | undefined {
    const row = this.#statements.selectIndex.get(uid);
    return row === undefined ? undefined : this.#placements.of(row);
  }

  /** Begins an index. Throws an assertion failure if it is not said where its documents go. */
  create(acceptance: IndexAcceptance, name: string, placement: Placement | undefined): void {
    const { uid } = acceptance;
    const revision = this.#revisions.next();
    const first = firstPlacement(must(placement, `where the documents of ${uid} go`), revision);
    this.#statements.createIndex.run({
      ...acceptanceRow(acceptance),
      name,
      placement_version: revision,
      revision,
    });
    this.#placements.put(uid, first);
  }

  /** Changes the writers' side of an index, if there is one. */
  accept(acceptance: IndexAcceptance): void {
    const revision = this.#revisions.next();
    this.#statements.accept.run({ ...acceptanceRow(acceptance), revision });
  }

  /** Notes the newest task about an index, if there is one. */
  noteTask(uid: string, newestTask: TaskUid | null): void {
    const revision = this.#revisions.next();
    this.#statements.noteTask.run({ uid, newest_task: newestTask, revision });
  }

  /** Puts the writers' side of an index back. */
  restore(seen: SeenIndex): void {
    this.accept(seen);
    this.noteTask(seen.uid, seen.newestTask);
    this.forgetIfGone(seen.uid);
  }

  /** Gives indexes other names for writers; what is about to be gone leaves its name to them. */
  acceptNames({ indexes }: Pick<NameChange, 'indexes'>): void {
    const revision = this.#revisions.next();
    for (const { name } of indexes) this.#statements.leaveName.run({ name, revision });
    for (const { uid, name } of indexes) this.#statements.acceptName.run({ uid, name, revision });
  }

  /** Gives indexes other names for readers. */
  showNames({ indexes }: NameChange): void {
    const revision = this.#revisions.next();
    for (const { uid, name } of indexes) this.#statements.showName.run({ uid, name, revision });
  }

  show(appearance: IndexAppearance): void {
    this.#statements.show.run({
      uid: appearance.uid,
      visible: Number(appearance.visible),
      primary_key: appearance.primaryKey,
      created_at: appearance.createdAt,
      updated_at: appearance.updatedAt,
      settings: appearance.settings,
      revision: this.#revisions.next(),
    });
  }

  /** Puts what `place` makes of the next revision in place of the placement of an index. */
  replacePlacement(uid: string, place: (version: Revision) => Placement): void {
    const revision = this.#revisions.next();
    this.#statements.notePlacement.run({ uid, placement_version: revision, revision });
    this.#placements.put(uid, place(revision));
  }

  /** Forgets an index of which nothing is left, with its placement, its moves, its verifications and its ledger. */
  forgetIfGone(uid: string): void {
    if (this.#statements.deleteIndexIfGone.run(uid).changes === 0) return;
    this.#revisions.next();
    this.#placements.delete(uid);
    this.#statements.deleteMoves.run(uid);
    this.#statements.deleteVerifications.run(uid);
    this.#ledger.forgetIndex(uid);
  }

  #recordOf(row: IndexRow): IndexRecord {
    return indexOf(row, this.#placements.of(row));
  }
}
