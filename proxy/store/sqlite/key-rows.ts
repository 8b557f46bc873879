import type { KeyChange, KeyRecord } from '../../../engine/ports/key-store.ts';
import type { RevisionRow } from './revision-row.ts';
import type { Statements } from './statements.ts';

/** The API keys in a SQLite store. To be used inside a transaction. */
export class KeyRows {
  readonly #statements: Statements;
  readonly #revisions: RevisionRow;

  constructor(statements: Statements, revisions: RevisionRow) {
    this.#statements = statements;
    this.#revisions = revisions;
  }

  initialize(first: readonly KeyRecord[]): void {
    if (this.#statements.claimFirstKeys.run().changes === 0) return;
    for (const key of first) this.create(key);
  }

  replaceAll(keys: readonly KeyRecord[]): void {
    this.#statements.claimFirstKeys.run();
    this.#statements.deleteKeys.run();
    this.#revisions.noteKeys();
    for (const key of keys) this.create(key);
  }

  create(key: KeyRecord): boolean {
    const { changes } = this.#statements.insertKey.run(rowOf(key));
    if (changes > 0) this.#revisions.noteKeys();
    return changes > 0;
  }

  change(uid: string, change: KeyChange): KeyRecord | null {
    const row = this.#statements.selectKey.get(uid);
    if (row === undefined) return null;
    const changed = { ...keyOf(row), ...change };
    this.#statements.replaceKey.run(rowOf(changed));
    this.#revisions.noteKeys();
    return changed;
  }

  delete(uid: string): boolean {
    const { changes } = this.#statements.deleteKey.run(uid);
    if (changes > 0) this.#revisions.noteKeys();
    return changes > 0;
  }

  /** The newest first. */
  list(): readonly KeyRecord[] {
    return this.#statements.selectKeys.all().map(keyOf);
  }
}

function rowOf(key: KeyRecord): { uid: string; document: string } {
  return { uid: key.uid, document: JSON.stringify(key) };
}

function keyOf({ document }: { readonly document: string }): KeyRecord {
  return JSON.parse(document);
}
