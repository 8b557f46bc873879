import { addAll, addBit, type Bits, intersection, noBits } from './bits.ts';
import type { Word } from './dictionary.ts';
import type { GraphRule, Step } from './graph-rule.ts';
import { termsOf } from './query-graph.ts';
import { isWithin, nearnessMax, type Phrase, type SearchSpace } from './search-space.ts';
import type { TermSelection } from './term-selection.ts';

/** `proximity`: the nearer words are to each other the better; backwards is one more. */
export function proximityRule(space: SearchSpace): GraphRule {
  return {
    name: 'proximity',
    steps(from, node) {
      const base = termsOf(node) - 1;
      const anywhere = (cost: number): Step => ({ cost, node, bits: () => node.selection.bits });
      // Words between which another one was dropped have no proximity.
      if (from === null || from.lastPosition + 1 !== node.firstPosition) return [anywhere(base)];
      let near: NearPairs | undefined;
      const pairs = () => (near ??= findNearPairs(space, from.selection, node.selection));
      const steps: Step[] = [];
      for (let distance = 1; distance <= nearnessMax; distance += 1) {
        const bits = () => pairs().at(distance);
        steps.push({ cost: base + distance - 1, node, bits });
      }
      return [...steps, anywhere(base + nearnessMax)];
    },
  };
}

/** Where the derivations of one term are near those of the next. */
class NearPairs {
  readonly #forward: readonly Bits[];
  readonly #backward: readonly Bits[];

  constructor(forward: readonly Bits[], backward: readonly Bits[]) {
    this.#forward = forward;
    this.#backward = backward;
  }

  /** The documents with a pair `distance` apart, or one less and the other way round. */
  at(distance: number): Bits | undefined {
    const bits = this.#forward[distance]?.slice();
    const backward = this.#backward[distance - 1];
    if (bits !== undefined && backward !== undefined && distance > 1) addAll(bits, backward);
    return bits;
  }
}

/** What may follow: words by themselves, those of a stored prefix, and first words of phrases. */
interface Followers {
  readonly words: ReadonlySet<Word>;
  readonly stored: ReadonlySet<Word>;
  readonly phrases: ReadonlyMap<Word, readonly Bits[]>;
  /** Those that may also come before. */
  readonly reversible: ReadonlySet<Word>;
}

function findNearPairs(space: SearchSpace, left: TermSelection, right: TermSelection): NearPairs {
  const forward = Array.from({ length: nearnessMax + 1 }, () => noBits(space.bitsLength));
  const backward = Array.from({ length: nearnessMax + 1 }, () => noBits(space.bitsLength));
  const followers = followersOf(space, right);
  const search = { space, forward, backward, followers };
  for (const { word } of left.words) addPairs(search, word, undefined);
  for (const phrase of left.phrases) {
    const last = endOfPhrase(space, phrase, -1);
    if (last !== undefined) addPairs(search, last, space.phraseBits(phrase));
  }
  return new NearPairs(forward, backward);
}

function followersOf(space: SearchSpace, right: TermSelection): Followers {
  const words = new Set(right.words.map(({ word }) => word));
  const stored = new Set(right.storedPrefix ?? []);
  const phrases = new Map<Word, readonly Bits[]>();
  for (const phrase of right.phrases) {
    const first = endOfPhrase(space, phrase, 0);
    if (first !== undefined) {
      phrases.set(first, [...(phrases.get(first) ?? []), space.phraseBits(phrase)]);
    }
  }
  const reversible = new Set(words);
  const prefix =
    right.storedPrefix === null ? undefined : space.parts.dictionary.find(right.term.original);
  if (prefix !== undefined) reversible.add(prefix);
  return { words, stored, phrases, reversible };
}

function endOfPhrase(space: SearchSpace, { words }: Phrase, at: 0 | -1): Word | undefined {
  const text = words.at(at);
  return typeof text === 'string' ? space.parts.dictionary.find(text) : undefined;
}

interface PairSearch {
  readonly space: SearchSpace;
  readonly forward: readonly Bits[];
  readonly backward: readonly Bits[];
  readonly followers: Followers;
}

/** Adds the pairs of a word that stands for the left term; those of a phrase's last word go forward only. */
function addPairs(search: PairSearch, word: Word, phrase: Bits | undefined): void {
  if (search.space.parts.settings.proximityPrecision === 'byAttribute') {
    addPairsByAttribute(search, word, phrase);
    return;
  }
  const { space, followers, forward, backward } = search;
  for (const [id, places] of word.places) {
    if (!isWithin(phrase, id)) continue;
    const byPlace = space.wordsByPlace(id);
    for (const [neighbour, distance] of neighbours(byPlace, places, 1)) {
      if (follows(followers, neighbour, id)) addTo(forward, distance, id);
    }
    if (phrase !== undefined) continue;
    for (const [neighbour, distance] of neighbours(byPlace, places, -1)) {
      if (followers.reversible.has(neighbour)) addTo(backward, distance, id);
    }
  }
}

function follows(followers: Followers, word: Word, id: number): boolean {
  if (followers.words.has(word) || followers.stored.has(word)) return true;
  return followers.phrases.get(word)?.some((bits) => isWithin(bits, id)) ?? false;
}

function addTo(sets: readonly Bits[], distance: number, id: number): void {
  const bits = sets[distance];
  if (bits !== undefined) addBit(bits, id);
}

/** The words near some places, each with its least distance. */
function neighbours(
  byPlace: ReadonlyMap<number, Word>,
  places: readonly number[],
  direction: 1 | -1,
): ReadonlyMap<Word, number> {
  const found = new Map<Word, number>();
  for (let distance = 1; distance <= nearnessMax; distance += 1) {
    for (const place of places) {
      const word = byPlace.get(place + direction * distance);
      if (word !== undefined && !found.has(word)) found.set(word, distance);
    }
  }
  return found;
}

function addPairsByAttribute(search: PairSearch, word: Word, phrase: Bits | undefined): void {
  const { space, followers, forward, backward } = search;
  for (const other of new Set([...followers.words, ...followers.stored])) {
    addToAll(forward, within(space.pairBits(word, other, 1), phrase));
  }
  for (const [other, sets] of followers.phrases) {
    const pairs = within(space.pairBits(word, other, 1), phrase);
    for (const limit of sets) addToAll(forward, within(pairs, limit));
  }
  if (phrase !== undefined) return;
  for (const other of followers.reversible) addToAll(backward, space.pairBits(word, other, 1));
}

function within(bits: Bits, limit: Bits | undefined): Bits {
  return limit === undefined ? bits : intersection(bits, limit);
}

function addToAll(sets: readonly Bits[], bits: Bits): void {
  for (const set of sets) addAll(set, bits);
}
