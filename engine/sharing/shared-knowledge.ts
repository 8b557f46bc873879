import type { Cluster } from '../cluster/cluster.ts';
import type { Catalogue } from '../indexes/catalogue.ts';
import type { Features } from '../instance/features.ts';
import type { Network } from '../instance/network.ts';
import type { KeyRing } from '../keys/key-ring.ts';
import type { Ledger } from '../movement/ledger.ts';
import type { Revision } from '../placement/placement.ts';
import type { Ports } from '../ports/ports.ts';

/** What is kept in memory of the store; it changes only here. */
export interface Kept {
  readonly catalogue: Catalogue;
  readonly ledger: Ledger;
  readonly keys: KeyRing;
  readonly features: Features;
  readonly network: Network;
  readonly cluster: Cluster;
}

/** Brings what is kept of the store up to date, and knows who still works with something older. */
export class SharedKnowledge {
  readonly #ports: Pick<Ports, 'store' | 'nodes'>;
  readonly #kept: Kept;
  /** The revisions that requests under way began with, and how many did. */
  readonly #inUse = new Map<Revision, number>();
  #revision: Revision = 0;
  #placementRevision: Revision = 0;

  constructor(ports: Pick<Ports, 'store' | 'nodes'>, kept: Kept) {
    this.#ports = ports;
    this.#kept = kept;
  }

  /** Everything that this proxy works with is of this revision or a later one. */
  get adopted(): Revision {
    return Math.min(this.#revision, ...this.#inUse.keys());
  }

  /** When a shard last changed its place, as far as is known. */
  get placementRevision(): Revision {
    return this.#placementRevision;
  }

  /** Counts somebody who works with what is known now; answers what ends that. */
  use(): () => void {
    const revision = this.#revision;
    this.#inUse.set(revision, (this.#inUse.get(revision) ?? 0) + 1);
    return () => {
      const others = (this.#inUse.get(revision) ?? 1) - 1;
      if (others === 0) this.#inUse.delete(revision);
      else this.#inUse.set(revision, others);
    };
  }

  /**
   * Brings all that is kept to what the store holds, or to something newer.
   * Every call asks the store: the answer to a call that is already under way may be too old.
   */
  async refresh(): Promise<void> {
    const { store, nodes } = this.#ports;
    const { catalogue, ledger, keys, features, network, cluster } = this.#kept;
    const state = await store.readShared(this.#revision);
    // An answer that was overtaken by a newer one is contained in it.
    if (state === null || state.revision <= this.#revision) return;
    this.#revision = state.revision;
    catalogue.apply(state.changed, state.uids);
    for (const { placementVersion } of state.changed) {
      this.#placementRevision = Math.max(this.#placementRevision, placementVersion);
    }
    if (state.behind !== null) ledger.replace(state.behind);
    if (state.keys !== null) keys.replace(state.keys);
    if (state.features !== null) features.replace(state.features);
    if (state.network !== null) network.replace(state.network);
    if (state.fleet === null) return;
    cluster.adopt(state.fleet);
    nodes.know(state.fleet.topology.nodes);
  }
}
