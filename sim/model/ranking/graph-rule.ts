import { addAll, type Bits, intersection, isEmpty, noBits, removeAll } from './bits.ts';
import { end, type QueryGraph, type QueryNode, start } from './query-graph.ts';

/** One way to go on to a node, what it costs and which documents allow it. */
export interface Step {
  readonly cost: number;
  /** The node that the next rules see: narrowed, for some rules. */
  readonly node: QueryNode;
  /** Undefined: no document does. */
  readonly bits: () => Bits | undefined;
}

/**
 * A ranking rule that puts documents in the order of the cheapest path through the query graph that they
 * allow (milli, graph-based ranking rules).
 */
export interface GraphRule {
  readonly name: 'words' | 'typo' | 'proximity' | 'fieldRank' | 'position' | 'exactWords';
  /** The ways from `from` (null at the start) to `to`, cheapest first. */
  steps(from: QueryNode | null, to: QueryNode): readonly Step[];
  /** Which nodes may be skipped, in groups, the first to go first. */
  readonly droppable?: (graph: QueryGraph) => readonly (readonly number[])[];
  /** Added to the greatest cost. */
  readonly extraCost?: (graph: QueryGraph) => number;
}

/** A rule made ready for one query graph. */
export interface RuleGraph {
  readonly graph: QueryGraph;
  /** By source node, in the order in which they are tried. */
  readonly edges: readonly (readonly Edge[])[];
  /** What paths from each node to the end may cost. */
  readonly costsToEnd: readonly ReadonlySet<number>[];
  /** The costs of whole paths, ascending. */
  readonly costs: readonly number[];
  /** The rank of a cost is this minus the cost. */
  readonly rankMax: number;
}

interface Edge {
  readonly to: number;
  readonly cost: number;
  /** Null if the node is skipped, or is the end. */
  readonly step: Step | null;
  /** Nodes that must be skipped if this one is. */
  readonly skips: readonly number[];
}

/** Documents of the same cost, and the paths that gave it. */
export interface PathBucket {
  readonly bits: Bits;
  readonly cost: number;
  readonly paths: readonly (readonly QueryNode[])[];
}

/** Makes a rule ready for a query graph. */
export function buildRuleGraph(rule: GraphRule, graph: QueryGraph): RuleGraph {
  const skipping = new Map<number, readonly number[]>();
  const goneBefore: number[] = [];
  for (const group of rule.droppable?.(graph) ?? []) {
    for (const number of group) skipping.set(number, [...goneBefore]);
    goneBefore.push(...group);
  }
  const edges = graph.nodes.map((from, number) =>
    (graph.successors[number] ?? []).flatMap((to) => edgesBetween(rule, graph, from, to, skipping)),
  );
  const costsToEnd = findCostsToEnd(edges);
  const costs = [...(costsToEnd[start] ?? [])].toSorted((left, right) => left - right);
  const rankMax = 1 + (costs.at(-1) ?? 0) + (rule.extraCost?.(graph) ?? 0);
  return { graph, edges, costsToEnd, costs, rankMax };
}

function edgesBetween(
  rule: GraphRule,
  graph: QueryGraph,
  from: QueryNode | null,
  to: number,
  skipping: ReadonlyMap<number, readonly number[]>,
): Edge[] {
  const node = graph.nodes[to] ?? null;
  if (node === null) return [{ to: end, cost: 0, step: null, skips: [] }];
  const edges: Edge[] = [];
  const skips = skipping.get(to);
  if (skips !== undefined) {
    edges.push({ to, cost: node.lastTerm - node.firstTerm + 1, step: null, skips });
  }
  for (const step of rule.steps(from, node)) edges.push({ to, cost: step.cost, step, skips: [] });
  return edges;
}

function findCostsToEnd(edges: readonly (readonly Edge[])[]): ReadonlySet<number>[] {
  const found: (Set<number> | undefined)[] = edges.map(() => undefined);
  const costsFrom = (number: number): Set<number> => {
    const known = found[number];
    if (known !== undefined) return known;
    const costs = new Set<number>(number === end ? [0] : []);
    for (const edge of edges[number] ?? []) {
      for (const cost of costsFrom(edge.to)) costs.add(cost + edge.cost);
    }
    found[number] = costs;
    return costs;
  };
  return edges.map((_, number) => costsFrom(number));
}

/**
 * The documents of `universe` whose cheapest path costs `cost`, which leave `universe`. The first path that
 * finds a document keeps it; paths that find none are not among the paths of the bucket.
 */
export function takeBucket(rule: RuleGraph, universe: Bits, cost: number): PathBucket {
  const walk = new Walk(rule, universe);
  walk.from(start, cost, universe);
  return { bits: walk.found, cost, paths: walk.paths };
}

class Walk {
  readonly found: Bits;
  readonly paths: QueryNode[][] = [];
  readonly #rule: RuleGraph;
  /** What is left of the documents, before the first step and after each. */
  readonly #left: Bits[];
  readonly #path: QueryNode[] = [];
  readonly #mustSkip: number[] = [];

  constructor(rule: RuleGraph, universe: Bits) {
    this.#rule = rule;
    this.#left = [universe];
    this.found = noBits(universe.length);
  }

  from(number: number, costLeft: number, documents: Bits): void {
    for (const edge of this.#rule.edges[number] ?? []) {
      const next = costLeft - edge.cost;
      if (next < 0 || this.#rule.costsToEnd[edge.to]?.has(next) !== true) continue;
      if (edge.step !== null) this.#take(edge.to, edge.step, next, documents);
      else if (edge.to === end) this.#arrive(documents);
      else this.#skip(edge, next, documents);
      if (isEmpty(documents)) return;
    }
  }

  #take(to: number, step: Step, costLeft: number, documents: Bits): void {
    if (this.#mustSkip.includes(to)) return;
    const allowed = step.bits();
    if (allowed === undefined) return;
    const both = intersection(documents, allowed);
    if (isEmpty(both)) return;
    this.#left.push(both);
    this.#path.push(step.node);
    this.from(to, costLeft, both);
    this.#path.pop();
    this.#left.pop();
  }

  #skip(edge: Edge, costLeft: number, documents: Bits): void {
    this.#mustSkip.push(...edge.skips);
    this.from(edge.to, costLeft, documents);
    this.#mustSkip.length -= edge.skips.length;
  }

  #arrive(documents: Bits): void {
    const arrived = documents.slice();
    addAll(this.found, arrived);
    this.paths.push([...this.#path]);
    for (const left of this.#left) removeAll(left, arrived);
  }
}
