import type { GraphRule, Step } from './graph-rule.ts';
import { droppableNodes, wordsInPhrases } from './matching-strategy.ts';
import type { NodePool } from './node-pool.ts';
import { type QueryNode, termsOf } from './query-graph.ts';
import type { RankingQuery } from './ranking.ts';
import type { Narrowing } from './term-selection.ts';

/** `words`: the fewer words are dropped the better. */
export function wordsRule(strategy: RankingQuery['matchingStrategy']): GraphRule {
  return {
    name: 'words',
    steps: (_, node) => [{ cost: 0, node, bits: () => node.selection.bits }],
    droppable: (graph) => droppableNodes(graph, strategy),
    // A phrase counts as its words, of which the cost of dropping nothing contains one already.
    extraCost: (graph) => Math.max(0, wordsInPhrases(graph) - 1),
  };
}

/** `typo`: the fewer typos the better; words that were glued cost as many as they are. */
export function typoRule(pool: NodePool): GraphRule {
  return {
    name: 'typo',
    steps(_, node) {
      const glued = termsOf(node);
      const base = glued === 1 ? 0 : glued;
      const steps: Step[] = [];
      for (let typos = 0; typos <= typosMaxOf(node); typos += 1) {
        const narrowed = pool.narrow(node, withTypos(node.selection.narrowing, typos));
        steps.push({ cost: base + typos, node: narrowed, bits: () => narrowed.selection.bits });
      }
      return steps;
    },
  };
}

/** The second half of `exactness`: the more words stand in the document just as written the better. */
export function exactWordsRule(pool: NodePool): GraphRule {
  return {
    name: 'exactWords',
    steps(_, node) {
      const exact = pool.narrow(node, onlyExact(node));
      return [
        { cost: 0, node: exact, bits: () => node.selection.exactBits },
        { cost: termsOf(node), node, bits: () => node.selection.bits },
      ];
    },
  };
}

function typosMaxOf({ selection }: QueryNode): number {
  const { term, narrowing } = selection;
  // Cutting a word in two counts as a typo, which even short words are allowed.
  if (term.typosMax === 0) return term.phrase === null ? 1 : 0;
  if (term.typosMax === 2 && narrowing.twoTypos) return 2;
  return narrowing.oneTypo ? 1 : 0;
}

function withTypos(narrowing: Narrowing, typos: number): Narrowing {
  return {
    zeroTypos: typos === 0 ? narrowing.zeroTypos : 'none',
    oneTypo: typos === 1 && narrowing.oneTypo,
    twoTypos: typos === 2 && narrowing.twoTypos,
    isMandatory: narrowing.isMandatory,
  };
}

function onlyExact({ selection }: QueryNode): Narrowing {
  if (selection.exactWords === undefined) return { ...selection.narrowing, isMandatory: true };
  return { zeroTypos: 'exact', oneTypo: false, twoTypos: false, isMandatory: true };
}
