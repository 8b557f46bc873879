import { must } from '../../../engine/base/assert.ts';
import type { QueryNode } from './query-graph.ts';
import type { QueryTerm } from './query-term.ts';
import type { SearchSpace } from './search-space.ts';
import { everything, type Narrowing, TermSelection } from './term-selection.ts';

/** A term and where it was written. */
export interface LocatedTerm {
  readonly term: QueryTerm;
  readonly firstPosition: number;
  readonly lastPosition: number;
  readonly firstTerm: number;
  readonly lastTerm: number;
}

/** Makes the nodes of one search, each once. */
export class NodePool {
  readonly #space: SearchSpace;
  readonly #nodes = new Map<number, QueryNode>();
  readonly #located: LocatedTerm[] = [];

  constructor(space: SearchSpace) {
    this.#space = space;
  }

  /** The node of a term that nothing has narrowed. */
  add(located: LocatedTerm): QueryNode {
    this.#located.push(located);
    return this.#find(this.#located.length - 1, everything);
  }

  /** The node for the same term with another narrowing. */
  narrow(node: QueryNode, narrowing: Narrowing): QueryNode {
    return this.#find(Math.floor(node.key / narrowingsMax), narrowing);
  }

  #find(index: number, narrowing: Narrowing): QueryNode {
    const key = index * narrowingsMax + numberOf(narrowing);
    const known = this.#nodes.get(key);
    if (known !== undefined) return known;
    const { term, ...place } = must(this.#located[index], 'located term');
    const node = { key, ...place, selection: new TermSelection(this.#space, term, narrowing) };
    this.#nodes.set(key, node);
    return node;
  }
}

const narrowingsMax = 32;

function numberOf({ zeroTypos, oneTypo, twoTypos, isMandatory }: Narrowing): number {
  const zero = zeroTypos === 'all' ? 0 : zeroTypos === 'exact' ? 1 : 2;
  return zero * 8 + (oneTypo ? 4 : 0) + (twoTypos ? 2 : 0) + (isMandatory ? 1 : 0);
}
