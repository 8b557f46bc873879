import { addAll, type Bits, countBits, intersection, noBits } from './bits.ts';
import { end, type QueryGraph, type QueryNode, start } from './query-graph.ts';
import type { RankingQuery } from './ranking.ts';

type MatchingStrategy = RankingQuery['matchingStrategy'];

/**
 * Which nodes may be dropped, in groups, the first to go first. The last group stays, unless something
 * else in the query is mandatory.
 */
export function droppableNodes(graph: QueryGraph, strategy: MatchingStrategy): number[][] {
  if (strategy === 'all') return [];
  const orderOf = strategy === 'last' ? orderFromTheEnd(graph) : orderByFrequency(graph);
  if (orderOf === undefined) return [];
  const groups = new Map<number, number[]>();
  let hasMandatory = false;
  for (const [number, node] of graph.nodes.entries()) {
    if (node === null) continue;
    if (isMandatory(node)) {
      hasMandatory = true;
      continue;
    }
    let order = 0;
    for (let term = node.firstTerm; term <= node.lastTerm; term += 1) {
      order = Math.max(order, orderOf(term));
    }
    groups.set(order, [...(groups.get(order) ?? []), number]);
  }
  const sorted = [...groups].toSorted(([left], [right]) => left - right).map(([, group]) => group);
  return hasMandatory ? sorted : sorted.slice(0, -1);
}

/** The documents that match the graph once everything droppable is dropped. */
export function matchingDocuments(
  graph: QueryGraph,
  strategy: MatchingStrategy,
  universe: Bits,
): Bits {
  const dropped = new Set(droppableNodes(graph, strategy).flat());
  const known = new Map<number, Bits>();
  const matchFrom = (number: number): Bits => {
    if (number === end) return universe;
    const before = known.get(number);
    if (before !== undefined) return before;
    const bits = noBits(universe.length);
    for (const next of graph.successors[number] ?? []) addAll(bits, matchFrom(next));
    const node = dropped.has(number) ? null : (graph.nodes[number] ?? null);
    const own = node === null ? bits : intersection(bits, node.selection.bits);
    known.set(number, own);
    return own;
  };
  return matchFrom(start);
}

/** The words, stop words aside, of all phrases of a graph. */
export function wordsInPhrases(graph: QueryGraph): number {
  let count = 0;
  for (const node of graph.nodes) {
    if (node === null || !isPhrase(node)) continue;
    count += node.selection.term.phrase?.words.filter((word) => word !== null).length ?? 0;
  }
  return count;
}

function isPhrase({ selection }: QueryNode): boolean {
  return selection.term.phrase !== null && selection.narrowing.zeroTypos !== 'none';
}

function isMandatory(node: QueryNode): boolean {
  return isPhrase(node) || node.selection.narrowing.isMandatory;
}

type OrderOf = (term: number) => number;

function orderFromTheEnd({ nodes }: QueryGraph): OrderOf | undefined {
  const present = nodes.filter((node) => node !== null);
  const last = Math.max(...present.map((node) => node.lastTerm));
  const first = Math.min(...present.map((node) => node.firstTerm));
  return first >= last ? undefined : (term) => 1 + last - term;
}

/** Frequent terms go first; those that nothing matches before all others. */
function orderByFrequency({ nodes }: QueryGraph): OrderOf {
  const documents = new Map<number, Bits>();
  for (const node of nodes) {
    if (node === null) continue;
    for (let term = node.firstTerm; term <= node.lastTerm; term += 1) {
      const bits = documents.get(term) ?? noBits(node.selection.bits.length);
      addAll(bits, node.selection.bits);
      documents.set(term, bits);
    }
  }
  const frequencies = [...documents]
    .map(([term, bits]) => ({ term, count: countBits(bits) || Number.POSITIVE_INFINITY }))
    .toSorted((left, right) => left.term - right.term)
    .toSorted((left, right) => (left.count === right.count ? 0 : right.count - left.count));
  const orders = new Map<number, number>();
  let order = 0;
  let before: number | undefined;
  for (const { term, count } of frequencies) {
    if (count !== before) order += 1;
    before = count;
    orders.set(term, order);
  }
  return (term) => orders.get(term) ?? order;
}
