import { must } from '../../../engine/base/assert.ts';
import { type WordnetDocument, wordnet } from './wordnet.ts';

/** How a query was made from the text; each exercises another part of a search engine. */
type QueryKind = (typeof recipes)[number]['kind'];

/** What somebody might type. */
export interface GeneratedQuery {
  readonly kind: QueryKind;
  readonly q: string;
}

/**
 * Queries made of the words of `documents`, the kinds taking turns. The same seed gives the same
 * queries, and a larger `count` only adds to them.
 */
export function generateQueries(
  count: number,
  seed: number,
  documents: readonly WordnetDocument[] = wordnet.documents(wordnet.demoCount),
): GeneratedQuery[] {
  const text = readText(documents);
  return Array.from({ length: count }, (_, index) => {
    const { kind, make } = must(recipes[index % recipes.length], 'a kind of query');
    return { kind, q: make(text, drawer(seed, index)) };
  });
}

/** The words of the text, for drawing from. */
interface Text {
  /** The words of each gloss in their order; only glosses long enough for every kind of query. */
  readonly glosses: readonly (readonly string[])[];
  readonly common: readonly string[];
  readonly middling: readonly string[];
  readonly rare: readonly string[];
  /** Middling words that are long enough to be cut or misspelt. */
  readonly long: readonly string[];
}

/** A whole number from 0 to `bound` − 1. */
type Draw = (bound: number) => number;

const recipes = [
  { kind: 'common word', make: (text: Text, draw: Draw) => pick(text.common, draw) },
  { kind: 'middling word', make: (text: Text, draw: Draw) => pick(text.middling, draw) },
  { kind: 'rare word', make: (text: Text, draw: Draw) => pick(text.rare, draw) },
  { kind: 'neighbours', make: (text: Text, draw: Draw) => someNeighbours(text, draw).join(' ') },
  { kind: 'phrase', make: (text: Text, draw: Draw) => `"${someNeighbours(text, draw).join(' ')}"` },
  { kind: 'prefix', make: (text: Text, draw: Draw) => prefix(pick(text.long, draw), draw) },
  { kind: 'typo', make: (text: Text, draw: Draw) => misspelt(pick(text.long, draw), draw) },
  { kind: 'glued', make: (text: Text, draw: Draw) => neighbours(text, 2, draw).join('') },
  { kind: 'scattered', make: (text: Text, draw: Draw) => scattered(text, draw).join(' ') },
] as const;

const glossWordsMin = 6;
const commonWords = 200;
const rareOccurrencesMax = 3;
/** Meilisearch forgives one typo from five letters on. */
const typoLettersMin = 5;

function readText(documents: readonly WordnetDocument[]): Text {
  const glosses = documents.map(({ text }) => text.toLowerCase().match(/[a-z]{2,}/g) ?? []);
  const occurrences = new Map<string, number>();
  for (const word of glosses.flatMap((words) => [...new Set(words)])) {
    occurrences.set(word, (occurrences.get(word) ?? 0) + 1);
  }
  const ranked = [...occurrences].toSorted(
    ([word, times], [other, otherTimes]) => otherTimes - times || (word < other ? -1 : 1),
  );
  const rareFrom = ranked.findIndex(([, times]) => times <= rareOccurrencesMax);
  const words = ranked.map(([word]) => word);
  const middling = words.slice(commonWords, rareFrom);
  return {
    glosses: glosses.filter((gloss) => gloss.length >= glossWordsMin),
    common: words.slice(0, commonWords),
    middling,
    rare: words.slice(rareFrom),
    long: middling.filter((word) => word.length >= typoLettersMin),
  };
}

function pick<Item>(items: readonly Item[], draw: Draw): Item {
  return must(items[draw(items.length)], 'something to draw from');
}

function someNeighbours(text: Text, draw: Draw): readonly string[] {
  return neighbours(text, 2 + draw(2), draw);
}

/** Words that follow each other in some gloss. */
function neighbours(text: Text, count: number, draw: Draw): readonly string[] {
  const gloss = pick(text.glosses, draw);
  const start = draw(gloss.length - count + 1);
  return gloss.slice(start, start + count);
}

function prefix(word: string, draw: Draw): string {
  const shortest = 3;
  return word.slice(0, shortest + draw(word.length - shortest));
}

/** One letter changed, dropped, doubled or swapped with the next; never the first one. */
function misspelt(word: string, draw: Draw): string {
  const place = 1 + draw(word.length - 2);
  const letter = word.charAt(place);
  const next = word.charAt(place + 1);
  const mistakes = [letter + letter + next, next, next + letter, `e${next}`].filter(
    (mistake) => mistake !== letter + next,
  );
  return word.slice(0, place) + pick(mistakes, draw) + word.slice(place + 2);
}

/** Three words of one gloss that do not stand beside each other, the last one first. */
function scattered(text: Text, draw: Draw): string[] {
  const gloss = pick(text.glosses, draw);
  const start = draw(gloss.length - 4);
  return [4, 2, 0].map((offset) => must(gloss[start + offset], 'a word of the gloss'));
}

/**
 * Numbers that depend on nothing but the seed, the index and how many were drawn before: splitmix32
 * (the 32-bit form of Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
 */
function drawer(seed: number, index: number): Draw {
  let state = Math.imul(seed, 0x85eb_ca6b) ^ Math.imul(index + 1, 0xc2b2_ae35);
  return (bound) => {
    state = (state + 0x9e37_79b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0_aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a_2d97);
    return Math.floor((((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32) * bound);
  };
}
