import type { Catalogue } from '../indexes/catalogue.ts';
import type { Ledger } from '../movement/ledger.ts';
import type { Revision, TaskStore } from '../ports/task-store.ts';

/** What of the store is kept in memory: the catalogue and the ledger, which change only here. */
export class SharedKnowledge {
  readonly #store: TaskStore;
  readonly #catalogue: Catalogue;
  readonly #ledger: Ledger;
  #revision: Revision = 0;

  constructor(store: TaskStore, catalogue: Catalogue, ledger: Ledger) {
    this.#store = store;
    this.#catalogue = catalogue;
    this.#ledger = ledger;
  }

  /**
   * Brings the catalogue and the ledger to what the store holds, or to something newer. Every call
   * asks the store: the answer to a call that is already under way may be too old.
   */
  async refresh(): Promise<void> {
    const state = await this.#store.readShared(this.#revision);
    // An answer that was overtaken by a newer one is contained in it.
    if (state === null || state.revision <= this.#revision) return;
    this.#revision = state.revision;
    this.#catalogue.apply(state.changed, state.uids);
    if (state.behind !== null) this.#ledger.replace(state.behind);
  }
}
