import { compareCodePoints } from '../../../engine/base/order.ts';
import type { PlacedWord } from './document-text.ts';

/** A word that documents contain. */
export interface Word {
  readonly text: string;
  /** A set of its letters, to see quickly that two words differ: bit `code % 32` for each. */
  readonly letters: number;
  /** In characters. */
  readonly length: number;
  /** Its places by internal id, ascending. */
  readonly places: Map<number, number[]>;
  /** The documents in which typos may find it; the very map of places unless some fields are exact. */
  readonly tolerant: ReadonlyMap<number, unknown>;
}

/** The words of an index and where they are. */
export class Dictionary {
  readonly #words = new Map<string, Word>();
  readonly #byFirst = new Map<string, Set<Word>>();
  readonly #hasExact: boolean;
  readonly #exactNumbers: boolean;

  /** `hasExact`: some fields are exact; `exactNumbers`: numbers are exact in every field. */
  constructor(hasExact: boolean, exactNumbers: boolean) {
    this.#hasExact = hasExact;
    this.#exactNumbers = exactNumbers;
  }

  /** Adds a document's words and returns the distinct ones. */
  add(internalId: number, placed: readonly PlacedWord[]): readonly Word[] {
    const words: Word[] = [];
    for (const { text, field, place } of placed) {
      const word = this.#words.get(text) ?? this.#create(text);
      const places = word.places.get(internalId);
      if (places === undefined) {
        word.places.set(internalId, [place]);
        words.push(word);
      } else {
        places.push(place);
      }
      if (word.tolerant instanceof TolerantDocuments && !field.isExact) {
        if (!this.#exactNumbers || Number.isNaN(Number(text))) word.tolerant.set(internalId, true);
      }
    }
    return words;
  }

  /** Takes a document out of its words, which {@link add} returned. */
  remove(internalId: number, words: readonly Word[]): void {
    for (const word of words) {
      word.places.delete(internalId);
      if (word.tolerant instanceof TolerantDocuments) word.tolerant.delete(internalId);
      if (word.places.size === 0) this.#forget(word);
    }
  }

  /** The word written so, if some document contains it. */
  find(text: string): Word | undefined {
    return this.#words.get(text);
  }

  /** All words that start with this character. */
  startingWith(first: string): Iterable<Word> {
    return this.#byFirst.get(first) ?? [];
  }

  /** All words. */
  all(): Iterable<Word> {
    return this.#words.values();
  }

  #create(text: string): Word {
    const places = new Map<number, number[]>();
    const tolerant = this.#hasExact || this.#exactNumbers ? new TolerantDocuments() : places;
    const word: Word = {
      text,
      letters: lettersOf(text),
      length: characters(text),
      places,
      tolerant,
    };
    this.#words.set(text, word);
    const first = firstCharacter(text);
    const siblings = this.#byFirst.get(first);
    if (siblings === undefined) this.#byFirst.set(first, new Set([word]));
    else siblings.add(word);
    return word;
  }

  #forget(word: Word): void {
    this.#words.delete(word.text);
    this.#byFirst.get(firstCharacter(word.text))?.delete(word);
  }
}

/** The documents in which a word stands in a field that is not exact. */
class TolerantDocuments extends Map<number, true> {}

/** Whether typos and prefixes can lead to the word: some document has it in a field that is not exact. */
export function isTolerant(word: Word): boolean {
  return word.tolerant.size > 0;
}

/** The first `count` of some words in the order of their UTF-8 bytes, as Meilisearch walks its dictionary. */
export function firstWords(words: readonly Word[], count: number): readonly Word[] {
  if (words.length <= count) return words;
  return words.toSorted((left, right) => compareCodePoints(left.text, right.text)).slice(0, count);
}

/** The first character of a text that is not empty. */
export function firstCharacter(text: string): string {
  const unit = text.charCodeAt(0);
  return text.slice(0, unit >= 0xd800 && unit <= 0xdbff ? 2 : 1);
}

/** The set of a text's letters, as {@link Word} has it. */
export function lettersOf(text: string): number {
  let letters = 0;
  for (let at = 0; at < text.length; at += 1) letters |= 1 << (text.charCodeAt(at) & 31);
  return letters;
}

/** How many characters a text has. */
export function characters(text: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0xdc00 || unit > 0xdfff) count += 1;
  }
  return count;
}
