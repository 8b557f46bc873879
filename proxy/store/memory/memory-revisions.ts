import type { Revision } from '../../../engine/placement/placement.ts';

/** What changed when in a {@link MemoryStore}. */
export class MemoryRevisions {
  #newest: Revision;
  #ledger: Revision = 0;
  #fleet: Revision = 0;
  #keys: Revision = 0;
  #instance: Revision = 0;

  /** Begins with a revision that something of is there already. */
  constructor(newest: Revision) {
    this.#newest = newest;
  }

  get newest(): Revision {
    return this.#newest;
  }

  /** When the ledger changed last. */
  get ledger(): Revision {
    return this.#ledger;
  }

  /** When the fleet changed last. */
  get fleet(): Revision {
    return this.#fleet;
  }

  /** When a key changed last. */
  get keys(): Revision {
    return this.#keys;
  }

  /** When something about the instance as a whole changed last. */
  get instance(): Revision {
    return this.#instance;
  }

  /** The revision of a change to an index. */
  next(): Revision {
    this.#newest += 1;
    return this.#newest;
  }

  noteLedger(): void {
    this.#ledger = this.next();
  }

  noteFleet(): void {
    this.#fleet = this.next();
  }

  noteKeys(): void {
    this.#keys = this.next();
  }

  noteInstance(): void {
    this.#instance = this.next();
  }
}
