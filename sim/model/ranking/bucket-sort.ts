import { type Bits, idsOf, intersection, isEmpty, removeAll } from './bits.ts';
import { bm25Buckets } from './bm25.ts';
import { type ExactMatches, findExactMatches } from './exact-attribute.ts';
import { buildRuleGraph, type GraphRule, type RuleGraph, takeBucket } from './graph-rule.ts';
import { graphOfPaths, keyOfPaths, type QueryGraph, type QueryNode } from './query-graph.ts';
import type { RankedDocument, SortCriterion } from './ranking.ts';
import { detailsOf, type ExactMatch, type ScorePart, scoreOf } from './score-parts.ts';
import type { SearchSpace } from './search-space.ts';
import { type OrderedBucket, sortBuckets } from './sort-rule.ts';

/** A ranking rule of one search, in its place. */
export type RankingStep =
  | { readonly kind: 'graph'; readonly rule: GraphRule }
  | { readonly kind: 'exactAttribute' }
  | { readonly kind: 'sort'; readonly criterion: SortCriterion }
  | { readonly kind: 'bm25'; readonly nodes: readonly QueryNode[] };

/**
 * Orders documents by rules: each rule cuts a bucket of equals into smaller ones, best first, and what no
 * rule tells apart is in the order of internal ids.
 */
export function bucketSort(
  space: SearchSpace,
  steps: readonly RankingStep[],
  graph: QueryGraph,
  universe: Bits,
): RankedDocument[] {
  const sorter = new BucketSorter(space, steps);
  sorter.sort(0, universe, graph);
  return sorter.ranked;
}

class BucketSorter {
  readonly ranked: RankedDocument[] = [];
  readonly #space: SearchSpace;
  readonly #steps: readonly RankingStep[];
  readonly #parts: ScorePart[] = [];
  readonly #graphs = new Map<string, QueryGraph>();
  readonly #exact = new Map<QueryGraph, ExactMatches | undefined>();
  readonly #ruleGraphs = new Map<GraphRule, Map<QueryGraph, RuleGraph>>();

  constructor(space: SearchSpace, steps: readonly RankingStep[]) {
    this.#space = space;
    this.#steps = steps;
  }

  /** Appends the documents of `universe` in the order of the rules from `place` on. */
  sort(place: number, universe: Bits, graph: QueryGraph): void {
    const step = this.#steps[place];
    if (step === undefined) this.#append(universe);
    else if (step.kind === 'graph') this.#sortByGraph(place, step.rule, universe, graph);
    else if (step.kind === 'exactAttribute') this.#sortByExactness(place, universe, graph);
    else {
      const buckets =
        step.kind === 'sort'
          ? sortBuckets(this.#space, step.criterion, universe)
          : bm25Buckets(this.#space, step.nodes, universe);
      for (const bucket of buckets) this.#descend(place, bucket, graph);
    }
  }

  #append(documents: Bits): void {
    const score = scoreOf(this.#parts);
    const details = detailsOf(this.#parts);
    for (const internalId of idsOf(documents)) this.ranked.push({ internalId, score, details });
  }

  #descend(place: number, { bits, part }: OrderedBucket, graph: QueryGraph): void {
    if (isEmpty(bits)) return;
    this.#parts.push(part);
    this.sort(place + 1, bits, graph);
    this.#parts.pop();
  }

  #sortByGraph(place: number, rule: GraphRule, universe: Bits, graph: QueryGraph): void {
    const ruleGraph = this.#ruleGraph(rule, graph);
    const left = universe.slice();
    for (const cost of ruleGraph.costs) {
      if (isEmpty(left)) return;
      const { bits, paths } = takeBucket(ruleGraph, left, cost);
      if (paths.length === 0) continue;
      const rank = { rank: ruleGraph.rankMax - cost, max: ruleGraph.rankMax };
      const next = this.#graphOf(paths);
      this.#descend(place, { bits, part: { kind: rule.name, rank } }, next);
    }
  }

  #ruleGraph(rule: GraphRule, graph: QueryGraph): RuleGraph {
    const ofRule = this.#ruleGraphs.get(rule) ?? new Map<QueryGraph, RuleGraph>();
    this.#ruleGraphs.set(rule, ofRule);
    const known = ofRule.get(graph);
    if (known !== undefined) return known;
    const built = buildRuleGraph(rule, graph);
    ofRule.set(graph, built);
    return built;
  }

  #graphOf(paths: readonly (readonly QueryNode[])[]): QueryGraph {
    const key = keyOfPaths(paths);
    const known = this.#graphs.get(key);
    if (known !== undefined) return known;
    const graph = graphOfPaths(paths);
    this.#graphs.set(key, graph);
    return graph;
  }

  #exactMatches(graph: QueryGraph): ExactMatches | undefined {
    if (!this.#exact.has(graph)) this.#exact.set(graph, findExactMatches(this.#space, graph));
    return this.#exact.get(graph);
  }

  #sortByExactness(place: number, universe: Bits, graph: QueryGraph): void {
    const left = universe.slice();
    const matches = this.#exactMatches(graph);
    const take = (match: ExactMatch, bits: Bits) => {
      const bucket = intersection(left, bits);
      removeAll(left, bucket);
      this.#descend(place, { bits: bucket, part: { kind: 'exactAttribute', match } }, graph);
    };
    if (matches !== undefined) {
      take('exactMatch', matches.whole);
      take('matchesStart', matches.starts);
    }
    take('noExactMatch', left);
  }
}
