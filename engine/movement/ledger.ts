import type { NodeId, ShardId } from '../cluster/topology.ts';
import type { BehindReplica } from '../ports/task-store.ts';

type Gap = Pick<BehindReplica, 'indexUid' | 'shard' | 'node' | 'reason'>;

/**
 * Which replicas lack a write (design decision 2), as last read from the store. A replica that may
 * lack an acknowledged one serves no reads of its shard while a clean one exists.
 */
export class Ledger {
  readonly #gaps = new Map<string, BehindReplica>();

  constructor(entries: readonly BehindReplica[]) {
    this.add(entries);
  }

  /** Notes replicas as behind; for each reason, the oldest missed write of a replica stays. */
  add(entries: readonly BehindReplica[]): void {
    for (const entry of entries) {
      const known = this.#gaps.get(gapKey(entry));
      if (known === undefined || entry.since < known.since) this.#gaps.set(gapKey(entry), entry);
    }
  }

  /** Notes that these gaps are closed. */
  remove(entries: readonly BehindReplica[]): void {
    for (const entry of entries) this.#gaps.delete(gapKey(entry));
  }

  /** Forgets an index: its documents are gone, and so is what a replica lacked of them. */
  forgetIndex(indexUid: string): void {
    for (const [key, entry] of this.#gaps) {
      if (entry.indexUid === indexUid) this.#gaps.delete(key);
    }
  }

  /**
   * Whether a replica may lack a write that a client was told is kept. A write that the proxy died
   * over was never acknowledged: replicas may differ by it, but none lacks a promise.
   */
  isBehind(indexUid: string, shard: ShardId, node: NodeId): boolean {
    if (this.#gaps.size === 0) return false;
    return unreadable.some((reason) => this.#gaps.has(gapKey({ indexUid, shard, node, reason })));
  }

  entries(): readonly BehindReplica[] {
    return [...this.#gaps.values()];
  }
}

const unreadable: readonly BehindReplica['reason'][] = [
  'not-acknowledged',
  'task-failed',
  'awaiting-outcome',
];

/** What makes two entries one. Neither index uids nor shard numbers contain a slash. */
export function gapKey({ indexUid, shard, reason, node }: Gap): string {
  return `${indexUid}/${shard}/${reason}/${node}`;
}
