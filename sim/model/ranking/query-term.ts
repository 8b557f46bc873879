import { compareCodePoints } from '../../../engine/base/order.ts';
import { countBits } from './bits.ts';
import {
  characters,
  firstCharacter,
  firstWords,
  isTolerant,
  lettersOf,
  type Word,
} from './dictionary.ts';
import { utf8Length, wordBytesMax } from './document-text.ts';
import type { Phrase, SearchSpace } from './search-space.ts';
import { createTypoDistance } from './typo-distance.ts';

/** A word, phrase or glued words of a query, and all that may stand for it in a document. */
export interface QueryTerm {
  readonly original: string;
  /** The words of the query that were glued; null unless it is an n-gram. */
  readonly gluedWords: readonly string[] | null;
  readonly isPrefix: boolean;
  readonly typosMax: number;
  /** Null unless it is a phrase, which stands for nothing else. */
  readonly phrase: Phrase | null;
  /** The word itself, if it is in the dictionary. */
  readonly exact: Word | undefined;
  /** Words that start with it; empty if there are so many that Meilisearch keeps them ready. */
  readonly continued: readonly Word[];
  /** Those words, if Meilisearch keeps them ready. */
  readonly storedPrefix: readonly Word[] | null;
  readonly synonyms: readonly Phrase[];
  readonly oneTypo: readonly Word[];
  readonly twoTypos: readonly Word[];
  /** The two words into which it may be cut. */
  readonly split: Phrase | null;
}

/** How a term was written in the query. */
export interface TermRequest {
  readonly word: string;
  readonly isPrefix: boolean;
  readonly typosMax: number;
  readonly gluedWords: readonly string[] | null;
  readonly synonyms: readonly Phrase[];
}

/** The term for a phrase in quotation marks. */
export function phraseTerm(phrase: Phrase): QueryTerm {
  return {
    ...nothing,
    original: phrase.words.map((word) => word ?? '').join(' '),
    gluedWords: null,
    isPrefix: false,
    typosMax: 0,
    phrase,
  };
}

/** Finds what may stand for a word in the documents of a space. */
export function wordTerm(space: SearchSpace, request: TermRequest): QueryTerm {
  const { word, isPrefix, typosMax, gluedWords, synonyms } = request;
  const named = { original: word, gluedWords, phrase: null };
  if (utf8Length(word) > wordBytesMax) {
    return { ...nothing, ...named, isPrefix: false, typosMax: 0 };
  }
  const { dictionary } = space.parts;
  const continued = isPrefix ? continuations(space, word) : [];
  const exact = dictionary.find(word);
  const isStored = isPrefix && isStoredPrefix(word, continued, exact);
  const typos = findTypos(space, word, typosMax, isPrefix);
  return {
    ...named,
    isPrefix,
    typosMax,
    exact,
    continued: isStored ? [] : firstWords(continued, continuedMax),
    storedPrefix: isStored ? (exact === undefined ? continued : [exact, ...continued]) : null,
    synonyms,
    oneTypo: typos.one,
    twoTypos: typos.two,
    split: bestSplit(space, word, typosMax > 1 ? null : gluedWords),
  };
}

const nothing = {
  exact: undefined,
  continued: [],
  storedPrefix: null,
  synonyms: [],
  oneTypo: [],
  twoTypos: [],
  split: null,
};

// Limits of Meilisearch (milli, search limits and prefix settings).
const continuedMax = 1000;
const oneTypoWordsMax = 150;
const twoTyposWordsMax = 50;
const storedPrefixWordsMin = 100;
const storedPrefixBytesMax = 4;

function continuations(space: SearchSpace, prefix: string): Word[] {
  const found: Word[] = [];
  for (const word of space.parts.dictionary.startingWith(firstCharacter(prefix))) {
    if (word.text.length > prefix.length && word.text.startsWith(prefix)) found.push(word);
  }
  return found;
}

function isStoredPrefix(prefix: string, continued: readonly Word[], exact: Word | undefined) {
  if (continued.length + 1 < storedPrefixWordsMin) return false;
  if (utf8Length(prefix) > storedPrefixBytesMax) return false;
  const words = exact === undefined ? continued : [exact, ...continued];
  return words.filter(isTolerant).length >= storedPrefixWordsMin;
}

/** A word of the dictionary that typos lead to. */
interface NearWord {
  readonly word: Word;
  readonly typos: number;
  /** Its first letter is another one, which counts as one typo more. */
  readonly startsOtherwise: boolean;
}

/**
 * The words one and two typos away. Another first letter is forgiven only where two typos are. Once
 * there are enough words with two, Meilisearch takes such words for ones with one.
 */
function findTypos(space: SearchSpace, query: string, typosMax: number, isPrefix: boolean) {
  const near = typosMax === 0 ? [] : nearWords(space, query, typosMax, isPrefix);
  const one: Word[] = [];
  const two: Word[] = [];
  for (const { word, typos, startsOtherwise } of sortedIfMany(near)) {
    const isFull = two.length >= twoTyposWordsMax;
    const counted = startsOtherwise && !isFull ? 2 : typos;
    if (counted === 1 && one.length < oneTypoWordsMax) one.push(word);
    else if (counted === 2 && !isFull) two.push(word);
  }
  return { one, two };
}

/** Which words are left out depends on the order in which Meilisearch walks its dictionary. */
function sortedIfMany(near: readonly NearWord[]): readonly NearWord[] {
  if (near.length <= twoTyposWordsMax) return near;
  return near.toSorted((left, right) => compareCodePoints(left.word.text, right.word.text));
}

function nearWords(
  space: SearchSpace,
  query: string,
  typosMax: number,
  isPrefix: boolean,
): NearWord[] {
  const { dictionary } = space.parts;
  const near: NearWord[] = [];
  const first = firstCharacter(query);
  const distance = createTypoDistance(query, typosMax, isPrefix);
  const mayBe = sieve(query, typosMax, isPrefix);
  for (const word of dictionary.startingWith(first)) {
    if (!mayBe(word) || !isTolerant(word)) continue;
    const typos = distance.to(word.text);
    if (typos > 0 && typos <= typosMax) near.push({ word, typos, startsOtherwise: false });
  }
  if (typosMax < 2) return near;
  const shorter = createTypoDistance(query, 1, isPrefix);
  const mayBeOther = sieve(query, 1, isPrefix);
  for (const word of dictionary.all()) {
    if (!mayBeOther(word) || word.text.startsWith(first) || !isTolerant(word)) continue;
    const typos = shorter.to(word.text);
    if (typos <= 1) near.push({ word, typos, startsOtherwise: true });
  }
  return near;
}

/** Sorts out most words cheaply: one typo changes the length by at most one, and loses one letter at most. */
function sieve(query: string, typosMax: number, isPrefix: boolean): (word: Word) => boolean {
  const length = characters(query);
  const letters = lettersOf(query);
  return (word) => {
    if (word.length < length - typosMax) return false;
    if (!isPrefix && word.length > length + typosMax) return false;
    let missing = letters & ~word.letters;
    for (let allowed = typosMax; allowed > 0; allowed -= 1) missing &= missing - 1;
    return missing === 0;
  };
}

/**
 * The two neighbouring words that most documents have for a word, the earliest cut first. The very words
 * that were glued are no new finding.
 */
function bestSplit(
  space: SearchSpace,
  word: string,
  gluedWords: readonly string[] | null,
): Phrase | null {
  const { dictionary } = space.parts;
  let best: Phrase | null = null;
  let bestCount = 0;
  for (let at = 1; at < word.length; at += 1) {
    const left = dictionary.find(word.slice(0, at));
    if (left === undefined) continue;
    const right = dictionary.find(word.slice(at));
    if (right === undefined) continue;
    const count = countBits(space.pairBits(left, right, 1));
    if (count > bestCount) {
      best = { words: [left.text, right.text] };
      bestCount = count;
    }
  }
  const isGlued = best !== null && gluedWords?.join('\u0000') === best.words.join('\u0000');
  return isGlued ? null : best;
}
