import { addAll, addBit, type Bits, intersection, isEmpty, noBits, removeAll } from './bits.ts';
import type { Word } from './dictionary.ts';
import type { QueryGraph } from './query-graph.ts';
import type { SearchSpace } from './search-space.ts';
import { coarsePosition } from './searchable-fields.ts';

/** The first half of `exactness`: which documents have a field that is, or starts with, the query. */
export interface ExactMatches {
  readonly whole: Bits;
  readonly starts: Bits;
}

/** Of all documents; undefined if there are none, or if the query has a word that cannot be exact. */
export function findExactMatches(space: SearchSpace, graph: QueryGraph): ExactMatches | undefined {
  const terms = exactTerms(graph);
  if (terms === undefined) return undefined;
  const words: Word[] = [];
  let candidates: Bits | undefined;
  for (const { texts, position } of terms) {
    for (const [offset, text] of texts.entries()) {
      const word = text === null ? undefined : space.parts.dictionary.find(text);
      if (word === undefined) continue;
      words.push(word);
      // In any field, even one that is not searched.
      const { byPosition } = space.placesOf(word);
      const placed = byPosition.get(coarsePosition(position + offset));
      if (placed === undefined) return undefined;
      candidates = candidates === undefined ? placed : intersection(candidates, placed);
    }
  }
  if (candidates === undefined || isEmpty(candidates)) return undefined;
  const wordCount = terms.reduce((count, term) => count + term.positions, 0);
  return matchesByField(space, { words, wordCount, candidates });
}

/** Fields of more words are never the whole query. */
const countedWordsMax = 30;

interface ExactTerm {
  readonly texts: readonly (string | null)[];
  readonly position: number;
  readonly positions: number;
}

/** The terms in their order, if every one of the query's can be exact. */
function exactTerms({ nodes }: QueryGraph): readonly ExactTerm[] | undefined {
  const byTerm = new Map<number, ExactTerm>();
  for (const node of nodes) {
    const words = node?.selection.exactWords;
    if (node === null || words === undefined || byTerm.has(node.firstTerm)) continue;
    byTerm.set(node.firstTerm, {
      texts: words,
      position: node.firstPosition,
      positions: node.lastPosition - node.firstPosition + 1,
    });
  }
  const sorted = [...byTerm].toSorted(([left], [right]) => left - right);
  if (sorted.length === 0 || sorted.some(([term], index) => term !== index)) return undefined;
  return sorted.map(([, term]) => term);
}

interface FieldSearch {
  readonly words: readonly Word[];
  readonly wordCount: number;
  readonly candidates: Bits;
}

function matchesByField(space: SearchSpace, search: FieldSearch): ExactMatches {
  const whole = noBits(space.bitsLength);
  const starts = noBits(space.bitsLength);
  for (const { id } of space.parts.fields.all) {
    if (!space.searches(id)) continue;
    const inField = candidatesInField(space, search, id);
    if (inField === undefined || isEmpty(inField)) continue;
    const counted = intersection(inField, fieldsOfLength(space, id, search.wordCount));
    addAll(whole, counted);
    const longer = inField.slice();
    removeAll(longer, counted);
    addAll(starts, longer);
  }
  removeAll(starts, whole);
  return { whole, starts };
}

function candidatesInField(space: SearchSpace, search: FieldSearch, id: number): Bits | undefined {
  let found = search.candidates;
  for (const word of search.words) {
    const bits = space.placesOf(word).byField.get(id);
    if (bits === undefined) return undefined;
    found = intersection(found, bits);
  }
  return found;
}

function fieldsOfLength(space: SearchSpace, fieldId: number, wordCount: number): Bits {
  const bits = noBits(space.bitsLength);
  if (wordCount > countedWordsMax) return bits;
  for (const [id, document] of space.parts.documents) {
    if (document.wordCounts.get(fieldId) === wordCount) addBit(bits, id);
  }
  return bits;
}
