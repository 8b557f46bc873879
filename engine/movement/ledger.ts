import type { NodeId, ShardId } from '../cluster/topology.ts';
import type { BehindReplica } from '../ports/task-store.ts';

/**
 * Which replicas lack a write (design decision 2), as last read from the store. A replica that is
 * behind serves no reads of its shard while a clean one exists.
 */
export class Ledger {
  readonly #behind = new Map<string, BehindReplica>();

  constructor(entries: readonly BehindReplica[]) {
    this.add(entries);
  }

  /** Notes replicas as behind; the oldest missed write of a replica stays. */
  add(entries: readonly BehindReplica[]): void {
    for (const entry of entries) {
      const key = keyOf(entry.indexUid, entry.shard, entry.node);
      this.#behind.set(key, graverEntry(this.#behind.get(key), entry));
    }
  }

  /** Notes replicas as clean again. */
  remove(entries: readonly BehindReplica[]): void {
    for (const entry of entries) {
      this.#behind.delete(keyOf(entry.indexUid, entry.shard, entry.node));
    }
  }

  /** Forgets an index: its documents are gone, and so is what a replica lacked of them. */
  forgetIndex(indexUid: string): void {
    for (const [key, entry] of this.#behind) {
      if (entry.indexUid === indexUid) this.#behind.delete(key);
    }
  }

  isBehind(indexUid: string, shard: ShardId, node: NodeId): boolean {
    return this.#behind.size > 0 && this.#behind.has(keyOf(indexUid, shard, node));
  }

  /**
   * Whether a replica may lack a write that a client was told is kept. A write that the proxy died
   * over was never acknowledged: replicas may differ by it, but none lacks a promise.
   */
  mayLackAcknowledged(indexUid: string, shard: ShardId, node: NodeId): boolean {
    const entry = this.#behind.get(keyOf(indexUid, shard, node));
    return entry !== undefined && entry.reason !== 'interrupted';
  }

  entries(): readonly BehindReplica[] {
    return [...this.#behind.values()];
  }
}

/** Which of two entries about one replica stays: a certain gap before a possible one, then the older. */
export function graverEntry(known: BehindReplica | undefined, found: BehindReplica): BehindReplica {
  if (known === undefined) return found;
  const knownPossible = known.reason === 'awaiting-outcome';
  const foundPossible = found.reason === 'awaiting-outcome';
  if (knownPossible !== foundPossible) return knownPossible ? found : known;
  return found.since < known.since ? found : known;
}

function keyOf(indexUid: string, shard: ShardId, node: NodeId): string {
  return `${indexUid}/${shard}/${node}`;
}
