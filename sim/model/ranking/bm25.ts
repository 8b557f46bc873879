import { addBit, type Bits, countBits, hasBit, idsOf, noBits } from './bits.ts';
import type { OrderedBucket } from './sort-rule.ts';
import type { QueryNode } from './query-graph.ts';
import type { SearchSpace } from './search-space.ts';

const saturation = 1.2;
const lengthWeight = 0.75;

/**
 * Orders documents by BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009) with
 * the statistics of this index alone: what that does to the order merged from several is what this model
 * is for. All words that may stand for a term count as that term.
 */
export function bm25Buckets(
  space: SearchSpace,
  nodes: readonly QueryNode[],
  universe: Bits,
): OrderedBucket[] {
  const lengths = documentLengths(space);
  const total = [...lengths.values()].reduce((sum, length) => sum + length, 0);
  const average = Math.max(1, total / Math.max(1, lengths.size));
  const terms = nodes
    .filter((node) => node.firstTerm === node.lastTerm)
    .map((node) => readTerm(space, node, lengths.size));
  const byScore = new Map<number, Bits>();
  for (const id of idsOf(universe)) {
    const relativeLength = (lengths.get(id) ?? 0) / average;
    const norm = saturation * (1 - lengthWeight + lengthWeight * relativeLength);
    let sum = 0;
    for (const { weight, occurrences } of terms) {
      const count = occurrences.get(id) ?? 0;
      sum += (weight * count * (saturation + 1)) / (count + norm);
    }
    // From 0 to 1, and in the same order.
    const score = sum / (1 + sum);
    const bits = byScore.get(score) ?? noBits(universe.length);
    byScore.set(score, bits);
    addBit(bits, id);
  }
  return [...byScore]
    .toSorted(([left], [right]) => right - left)
    .map(([score, bits]) => ({ bits, part: { kind: 'bm25', score } }));
}

interface StatisticalTerm {
  readonly weight: number;
  readonly occurrences: ReadonlyMap<number, number>;
}

function documentLengths(space: SearchSpace): ReadonlyMap<number, number> {
  const lengths = new Map<number, number>();
  for (const [id, { wordCounts }] of space.parts.documents) {
    let length = 0;
    for (const [fieldId, count] of wordCounts) if (space.searches(fieldId)) length += count;
    lengths.set(id, length);
  }
  return lengths;
}

function readTerm(
  space: SearchSpace,
  { selection }: QueryNode,
  documents: number,
): StatisticalTerm {
  const occurrences = new Map<number, number>();
  const words = new Set(selection.words.map(({ word }) => word));
  for (const word of selection.storedPrefix ?? []) words.add(word);
  for (const word of words) {
    for (const [id, places] of word.places) {
      if (hasBit(selection.bits, id))
        occurrences.set(id, (occurrences.get(id) ?? 0) + places.length);
    }
  }
  for (const phrase of selection.phrases) {
    for (const id of idsOf(space.phraseBits(phrase))) {
      if (!occurrences.has(id)) occurrences.set(id, 1);
    }
  }
  const matching = countBits(selection.bits);
  const weight = Math.log(1 + (documents - matching + 0.5) / (matching + 0.5));
  return { weight, occurrences };
}
