import { must } from '../base/assert.ts';
import { compareNumbers } from '../base/order.ts';

/** The place of a node in the list of candidates of one cover. */
export type NodeIndex = number;

/** The nodes that can serve each shard. */
export type Options = readonly (readonly NodeIndex[])[];

/**
 * Assigns each shard to one of its `options` (none of which may be empty), so that the work of the
 * nodes (`loads` and their shards) ends up as even as the options allow: the sum of its squares is
 * the smallest possible. An optimal semi-matching (Harvey, Ladner, Lovász and Tamir 2003): a first
 * guess, improved by shifting shards from busier to idler nodes until no chain of shifts helps.
 */
export function balanceShards(options: Options, loads: readonly number[]): readonly NodeIndex[] {
  const work = [...loads];
  const assigned = assignToIdlest(options, work);
  const nodes = [...new Set(options.flat())];
  let improved = true;
  while (improved) {
    const idlest = Math.min(...nodes.map((node) => at(work, node)));
    // Whoever has at most one shard more than the idlest node cannot be relieved.
    const busy = nodes.filter((node) => at(work, node) > idlest + 1);
    if (busy.length === 0) break;
    const held = Map.groupBy(assigned.keys(), (shard) => at(assigned, shard));
    improved = busy.some((node) => {
      const chain = findRelief(node, options, held, work);
      if (chain !== undefined) shiftAlong(chain, assigned, work);
      return chain !== undefined;
    });
  }
  return assigned;
}

/** The first guess. Shards with the least choice come first: the others can work around them. */
function assignToIdlest(options: Options, work: number[]): NodeIndex[] {
  const assigned: NodeIndex[] = options.map(() => 0);
  const byChoice = Map.groupBy(options.keys(), (shard) => must(options[shard], 'shard').length);
  for (const choice of [...byChoice.keys()].toSorted(compareNumbers)) {
    for (const shard of byChoice.get(choice) ?? []) {
      const node = must(options[shard], 'shard').reduce((idlest, other) =>
        at(work, other) < at(work, idlest) ? other : idlest,
      );
      assigned[shard] = node;
      work[node] = at(work, node) + 1;
    }
  }
  return assigned;
}

/** Shards to shift so that `to` takes one more and the node where the search began has one less. */
interface Chain {
  readonly to: NodeIndex;
  /** By which shard each node was reached; none for the node where the search began. */
  readonly reachedBy: ReadonlyMap<NodeIndex, number | undefined>;
}

/** Searches breadth first for a node that can take a shard off `from`, over others if need be. */
function findRelief(
  from: NodeIndex,
  options: Options,
  held: ReadonlyMap<NodeIndex, readonly number[]>,
  work: readonly number[],
): Chain | undefined {
  const reachedBy = new Map<NodeIndex, number | undefined>([[from, undefined]]);
  for (const giver of reachedBy.keys()) {
    if (at(work, giver) + 1 < at(work, from)) return { to: giver, reachedBy };
    for (const shard of held.get(giver) ?? []) {
      const takers = must(options[shard], 'shard').filter((taker) => !reachedBy.has(taker));
      for (const taker of takers) reachedBy.set(taker, shard);
    }
  }
  return undefined;
}

/** Gives each shard on the chain to the node that it led to. */
function shiftAlong(chain: Chain, assigned: NodeIndex[], work: number[]): void {
  let taker = chain.to;
  let shard = chain.reachedBy.get(taker);
  work[taker] = at(work, taker) + 1;
  while (shard !== undefined) {
    const giver = at(assigned, shard);
    assigned[shard] = taker;
    taker = giver;
    shard = chain.reachedBy.get(taker);
  }
  work[taker] = at(work, taker) - 1;
}

function at(numbers: readonly number[], index: number): number {
  return must(numbers[index], 'index');
}
