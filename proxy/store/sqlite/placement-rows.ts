import { must } from '../../../engine/base/assert.ts';
import type { Placement } from '../../../engine/placement/placement.ts';
import type { IndexRow } from './rows.ts';
import type { Statements } from './statements.ts';

/** The placements of the indexes in a SQLite store. */
export class PlacementRows {
  readonly #statements: Statements;
  /** By index. Only what was read is kept: what was written may still be undone. */
  readonly #parsed = new Map<string, Placement>();

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /** The placement of an index: the same object as long as it is of the same version. */
  of({ uid, placement_version }: Pick<IndexRow, 'uid' | 'placement_version'>): Placement {
    const known = this.#parsed.get(uid);
    if (known?.version === placement_version) return known;
    const { document } = must(this.#statements.selectPlacement.get(uid), `placement of ${uid}`);
    const placement: Placement = JSON.parse(document);
    this.#parsed.set(uid, placement);
    return placement;
  }

  /** Stores a placement in place of what was stored before. */
  put(uid: string, placement: Placement): void {
    this.#statements.putPlacement.run(uid, JSON.stringify(placement));
  }

  delete(uid: string): void {
    this.#statements.deletePlacement.run(uid);
  }

  /** Gives the memory back that indexes took of which there is none any more. */
  retain(uids: readonly string[]): void {
    if (this.#parsed.size <= uids.length) return;
    const left = new Set(uids);
    for (const uid of this.#parsed.keys()) {
      if (!left.has(uid)) this.#parsed.delete(uid);
    }
  }
}
