import type { TermSelection } from './term-selection.ts';

/** A term at its place in the query, narrowed to some derivations. Equal ones are the same object. */
export interface QueryNode {
  /** Different for each located term and narrowing. */
  readonly key: number;
  readonly selection: TermSelection;
  readonly firstPosition: number;
  readonly lastPosition: number;
  /** Which of the written terms it covers: several if they are glued. */
  readonly firstTerm: number;
  readonly lastTerm: number;
}

/** How many of the written terms a node covers. */
export function termsOf(node: QueryNode): number {
  return node.lastTerm - node.firstTerm + 1;
}

/** The ways to read a query: each path from {@link start} to {@link end} is one. */
export interface QueryGraph {
  /** By number; the first two are the start and the end. */
  readonly nodes: readonly (QueryNode | null)[];
  readonly successors: readonly (readonly number[])[];
  /** Equal for equal graphs. */
  readonly key: string;
}

export const start = 0;
export const end = 1;

/** The graph in which terms follow each other as they were written, glued or not. */
export function graphOfTerms(terms: readonly QueryNode[]): QueryGraph {
  const nodes = [null, null, ...terms];
  const successors = nodes.map((node, number) => {
    if (number === end) return [];
    const after = node?.lastTerm ?? -1;
    const next = Math.min(...terms.map((term) => term.firstTerm).filter((term) => term > after));
    if (next === Number.POSITIVE_INFINITY) return [end];
    return nodes.flatMap((other, at) => (other?.firstTerm === next ? [at] : []));
  });
  return { nodes, successors, key: `terms ${terms.map((term) => term.key).join()}` };
}

/** The graph of just these paths; they share nodes from where they go on alike. */
export function graphOfPaths(paths: readonly (readonly QueryNode[])[]): QueryGraph {
  const nodes: (QueryNode | null)[] = [null, null];
  const successors: Set<number>[] = [new Set(), new Set()];
  const bySuffix = new Map<string, number>();
  for (const path of paths) {
    let suffix = '';
    let after = end;
    for (const node of path.toReversed()) {
      suffix = `${node.key},${suffix}`;
      const number = bySuffix.get(suffix) ?? nodes.length;
      if (number === nodes.length) {
        nodes.push(node);
        successors.push(new Set());
        bySuffix.set(suffix, number);
      }
      successors[number]?.add(after);
      after = number;
    }
    successors[start]?.add(after);
  }
  return {
    nodes,
    successors: successors.map((set) => [...set].toSorted((left, right) => left - right)),
    key: keyOfPaths(paths),
  };
}

/** The key of {@link graphOfPaths}, without making the graph. */
export function keyOfPaths(paths: readonly (readonly QueryNode[])[]): string {
  return paths.map((path) => path.map((node) => node.key).join()).join(' ');
}
