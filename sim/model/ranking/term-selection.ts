import { addAll, type Bits, intersection, noBits } from './bits.ts';
import type { Word } from './dictionary.ts';
import type { QueryTerm } from './query-term.ts';
import type { Phrase, SearchSpace, WordPlaces } from './search-space.ts';

/** Which of a term's derivations are still allowed. Rules narrow it on the way to a bucket. */
export interface Narrowing {
  readonly zeroTypos: 'all' | 'exact' | 'none';
  readonly oneTypo: boolean;
  readonly twoTypos: boolean;
  /** The term may not be dropped by the matching strategy. */
  readonly isMandatory: boolean;
}

/** Nothing is excluded yet. */
export const everything: Narrowing = {
  zeroTypos: 'all',
  oneTypo: true,
  twoTypos: true,
  isMandatory: false,
};

/** A term narrowed to some of its derivations, and where those are. */
export class TermSelection {
  readonly term: QueryTerm;
  readonly narrowing: Narrowing;
  /** Single words, without those of a stored prefix. */
  readonly words: readonly SelectedWord[];
  readonly phrases: readonly Phrase[];
  /** The words of the stored prefix, if there is one. */
  readonly storedPrefix: readonly Word[] | null;
  readonly #space: SearchSpace;
  #bits: Bits | undefined;
  #byField: ReadonlyMap<number, Bits> | undefined;
  #byPosition: ReadonlyMap<number, Bits> | undefined;

  constructor(space: SearchSpace, term: QueryTerm, narrowing: Narrowing) {
    this.#space = space;
    this.term = term;
    this.narrowing = narrowing;
    this.words = selectWords(term, narrowing);
    this.phrases = selectPhrases(term, narrowing);
    this.storedPrefix = selectStoredPrefix(term, narrowing);
  }

  /** Whether somebody has asked for {@link bits}: only then does Meilisearch look for typos. */
  get isResolved(): boolean {
    return this.#bits !== undefined;
  }

  /** The documents that match it. */
  get bits(): Bits {
    if (this.#bits !== undefined) return this.#bits;
    const bits = noBits(this.#space.bitsLength);
    for (const { word, isDerived } of this.#allWords()) {
      addAll(bits, this.#space.wordBits(word, isDerived));
    }
    for (const phrase of this.phrases) addAll(bits, this.#space.phraseBits(phrase));
    this.#bits = bits;
    return bits;
  }

  /** The documents that match it in a field, by field id; of a phrase, the first word counts. */
  get byField(): ReadonlyMap<number, Bits> {
    this.#byField ??= this.#united(
      ({ byField }) => byField,
      (field) => this.#space.searches(field),
    );
    return this.#byField;
  }

  /** The documents that match it at a coarse position, in any field. */
  get byPosition(): ReadonlyMap<number, Bits> {
    this.#byPosition ??= this.#united(
      ({ byPosition }) => byPosition,
      () => true,
    );
    return this.#byPosition;
  }

  /** The documents that have the term just as it was written; undefined if none can. */
  get exactBits(): Bits | undefined {
    const exact = this.exactWords;
    if (exact === undefined) return undefined;
    if (this.term.phrase !== null) return this.#space.phraseBits(this.term.phrase);
    return this.term.exact && this.#space.wordBits(this.term.exact, false);
  }

  /** The words of the term as it was written, if that is allowed still; undefined for glued words. */
  get exactWords(): readonly (string | null)[] | undefined {
    if (this.term.gluedWords !== null || this.narrowing.zeroTypos === 'none') return undefined;
    if (this.term.phrase !== null) return this.term.phrase.words;
    return this.term.exact && [this.term.exact.text];
  }

  *#allWords(): Iterable<SelectedWord> {
    yield* this.words;
    const isDerived = this.term.gluedWords !== null;
    for (const word of this.storedPrefix ?? []) yield { word, isDerived };
  }

  /** A key that is not searched is known all the same, and gives scores their scale. */
  #united(
    bitsOf: (places: WordPlaces) => ReadonlyMap<number, Bits>,
    isSearched: (key: number) => boolean,
  ): ReadonlyMap<number, Bits> {
    const united = new Map<number, Bits>();
    const add = (word: Word, phrase: Bits | undefined) => {
      for (const [key, bits] of bitsOf(this.#space.placesOf(word))) {
        const known = united.get(key) ?? noBits(this.#space.bitsLength);
        united.set(key, known);
        if (!isSearched(key)) continue;
        addAll(known, phrase === undefined ? bits : intersection(bits, phrase));
      }
    };
    for (const { word } of this.#allWords()) add(word, undefined);
    for (const phrase of this.phrases) {
      const text = phrase.words.find((word) => word !== null);
      const first = typeof text === 'string' ? this.#space.parts.dictionary.find(text) : undefined;
      if (first !== undefined) add(first, this.#space.phraseBits(phrase));
    }
    return united;
  }
}

/** A word that stands for a term; derived ones are not found in exact fields. */
export interface SelectedWord {
  readonly word: Word;
  readonly isDerived: boolean;
}

function selectWords(term: QueryTerm, narrowing: Narrowing): SelectedWord[] {
  const words: SelectedWord[] = [];
  const isDerived = term.gluedWords !== null;
  if (narrowing.zeroTypos !== 'none' && term.exact !== undefined) {
    words.push({ word: term.exact, isDerived });
  }
  if (narrowing.zeroTypos === 'all') {
    for (const word of term.continued) words.push({ word, isDerived });
  }
  if (narrowing.oneTypo) for (const word of term.oneTypo) words.push({ word, isDerived: true });
  if (narrowing.twoTypos) for (const word of term.twoTypos) words.push({ word, isDerived: true });
  return words;
}

// Meilisearch keeps phrases and synonyms however many typos a bucket is about.
function selectPhrases(term: QueryTerm, narrowing: Narrowing): Phrase[] {
  const phrases = [...term.synonyms];
  if (term.phrase !== null) phrases.push(term.phrase);
  if (narrowing.oneTypo && term.split !== null) phrases.push(term.split);
  return phrases;
}

// Kept for the exact word too: to Meilisearch the prefix is the same word.
function selectStoredPrefix(term: QueryTerm, narrowing: Narrowing): readonly Word[] | null {
  if (narrowing.zeroTypos === 'all') return term.storedPrefix;
  return narrowing.zeroTypos === 'exact' && term.exact !== undefined ? term.storedPrefix : null;
}
