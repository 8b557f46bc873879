import { must } from '../base/assert.ts';
import type { NodeIndex, Options } from './balance.ts';

/** Up to this many nodes every subset is tried; 2^12 of them take some 0.1 ms. */
const exactNodesMax = 12;

/**
 * The fewest nodes such that every shard has one of them among its `options` (none of which may be
 * empty); of equally few the least loaded, then the first. Nodes are numbered as in `loads`. Exact
 * up to 12 nodes; beyond that the usual greedy approximation of the minimum hitting set.
 */
export function fewestNodes(options: Options, loads: readonly number[]): ReadonlySet<NodeIndex> {
  return loads.length <= exactNodesMax ? tryAll(options, loads) : chooseGreedily(options, loads);
}

function tryAll(options: Options, loads: readonly number[]): ReadonlySet<NodeIndex> {
  // Many shards have the same options: what must be hit is only the distinct ones.
  const masks = [...new Set(options.map(maskOf))];
  const subsets = 1 << loads.length;
  let best = subsets - 1;
  let bestSize = sizeOf(best);
  let bestLoad = loadOf(best, loads);
  for (let subset = 0; subset < subsets; subset += 1) {
    const size = sizeOf(subset);
    if (size > bestSize) continue;
    if (masks.some((mask) => (mask & subset) === 0)) continue;
    const load = loadOf(subset, loads);
    if (size === bestSize && load >= bestLoad) continue;
    [best, bestSize, bestLoad] = [subset, size, load];
  }
  return new Set(loads.keys().filter((node) => (best & (1 << node)) !== 0));
}

function maskOf(nodes: readonly NodeIndex[]): number {
  return nodes.reduce((mask, node) => mask | (1 << node), 0);
}

function sizeOf(mask: number): number {
  let size = 0;
  for (let rest = mask; rest !== 0; rest &= rest - 1) size += 1;
  return size;
}

function loadOf(mask: number, loads: readonly number[]): number {
  return loads.reduce((sum, load, node) => ((mask & (1 << node)) === 0 ? sum : sum + load), 0);
}

/** Takes again and again the node that serves most of the shards that are still left. */
function chooseGreedily(options: Options, loads: readonly number[]): ReadonlySet<NodeIndex> {
  const chosen = new Set<NodeIndex>();
  let left = options;
  while (left.length > 0) {
    const served = loads.map(() => 0);
    for (const node of left.flat()) served[node] = (served[node] ?? 0) + 1;
    const best = [...loads.keys()].reduce((leader, node) =>
      isBetter(node, leader, served, loads) ? node : leader,
    );
    chosen.add(best);
    left = left.filter((nodes) => !nodes.includes(best));
  }
  return chosen;
}

function isBetter(
  node: NodeIndex,
  leader: NodeIndex,
  served: readonly number[],
  loads: readonly number[],
): boolean {
  const difference = must(served[node], 'node') - must(served[leader], 'node');
  if (difference !== 0) return difference > 0;
  return must(loads[node], 'load') < must(loads[leader], 'load');
}
