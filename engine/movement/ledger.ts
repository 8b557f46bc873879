import type { NodeId, ShardId } from '../cluster/topology.ts';
import type { BehindReplica } from '../ports/repair-store.ts';

type Gap = Pick<BehindReplica, 'indexUid' | 'shard' | 'node' | 'reason'>;

/**
 * Which replicas lack a write (design decision 2), as last read from the store. A replica that may
 * lack an acknowledged one serves no reads of its shard while a clean one exists.
 */
export class Ledger {
  readonly #gaps = new Map<string, BehindReplica>();

  /** Takes over the whole ledger as the store has it. */
  replace(entries: readonly BehindReplica[]): void {
    this.#gaps.clear();
    for (const entry of entries) this.#gaps.set(gapKey(entry), entry);
  }

  /**
   * Whether a replica may lack a write that a client was told is kept. A write that the proxy died
   * over was never acknowledged: replicas may differ by it, but none lacks a promise.
   */
  isBehind(indexUid: string, shard: ShardId, node: NodeId): boolean {
    if (this.#gaps.size === 0) return false;
    return unreadable.some((reason) => this.#gaps.has(gapKey({ indexUid, shard, node, reason })));
  }

  /** Whether anything at all is said of a replica. */
  lacksAny(indexUid: string, shard: ShardId, node: NodeId): boolean {
    return this.entries().some(
      (entry) => entry.indexUid === indexUid && entry.shard === shard && entry.node === node,
    );
  }

  entries(): readonly BehindReplica[] {
    return [...this.#gaps.values()];
  }
}

const unreadable: readonly BehindReplica['reason'][] = [
  'not-acknowledged',
  'task-failed',
  'awaiting-outcome',
  'given-up',
  'under-repair',
  'incoming',
  'restored',
  'unhosted',
];

/** What makes two entries one. Neither index uids nor shard numbers contain a slash. */
export function gapKey({ indexUid, shard, reason, node }: Gap): string {
  return `${indexUid}/${shard}/${reason}/${node}`;
}
