import type { Audit } from '../../../sim/trace/record.ts';
import type { Placement } from '../placement.ts';

/** Reasons that say nothing of an acknowledged write. */
const openReasons: ReadonlySet<string> = new Set([
  'interrupted',
  'given-up',
  'awaiting-outcome',
  'unhosted',
]);

/**
 * Shards of which no replica can be the source of others: each is declared to lack an acknowledged
 * write, or its node was given up by the operator.
 */
export class StuckShards {
  readonly #placement: Placement;
  readonly #givenUp: ReadonlySet<string>;
  readonly #lacking: ReadonlySet<string>;

  constructor(audit: Audit, placement: Placement) {
    this.#placement = placement;
    this.#givenUp = nodesGivenUp(audit);
    this.#lacking = new Set(
      audit.ledger
        .filter(({ reason }) => !openReasons.has(reason))
        .map(({ indexUid, shard, node }) => `${indexUid} ${shard} ${node}`),
    );
  }

  has(index: string, shard: number): boolean {
    return this.#placement
      .lastReplicas(index, shard)
      .every((node) => this.#givenUp.has(node) || this.#lacking.has(`${index} ${shard} ${node}`));
  }
}

/** The nodes that the operator has given up or removed: what they hold is for nobody to repair. */
export function nodesGivenUp({ fleet, nodes }: Audit): ReadonlySet<string> {
  const left = new Set(fleet.nodes.filter(({ state }) => state !== 'failed').map(({ id }) => id));
  const all = [...fleet.nodes.map(({ id }) => id), ...nodes.map(({ node }) => node)];
  return new Set(all.filter((node) => !left.has(node)));
}
