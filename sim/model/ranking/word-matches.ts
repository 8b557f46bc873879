import { compareCodePoints } from '../../../engine/base/order.ts';
import { characters } from './dictionary.ts';
import { utf8Length } from './document-text.ts';
import { normalizeLemma, scriptOf } from './normalization.ts';
import { type QueryNode, termsOf } from './query-graph.ts';
import type { TextMatch } from './ranking.ts';
import type { Token } from './tokenizer.ts';

/** The words and phrases that a query looks for, ready to be found in texts. */
export interface Matcher {
  readonly phrases: readonly (readonly (string | null)[])[];
  /** Whole words first, and of those the words glued from most. */
  readonly words: readonly MatchedWords[];
}

interface MatchedWords {
  readonly texts: ReadonlySet<string>;
  readonly isPrefix: boolean;
  /** How many characters of a longer word are the match. */
  readonly length: number;
}

/**
 * Gathers all that may stand for the terms of a query. What a term may stand for only by a typo counts
 * if `findsTypos` says so.
 */
export function createMatcher(
  nodes: readonly QueryNode[],
  findsTypos: (node: QueryNode) => boolean,
): Matcher {
  const written = nodes
    .filter((node) => termsOf(node) === 1)
    .map((node) => node.selection.term.original);
  const located = nodes
    .toSorted((left, right) => termsOf(left) - termsOf(right))
    .toSorted(
      (left, right) =>
        Number(left.selection.term.isPrefix) - Number(right.selection.term.isPrefix) ||
        positionsOf(right) - positionsOf(left),
    );
  return {
    phrases: nodes
      .toSorted((left, right) => Number(termsOf(left) > 1) - Number(termsOf(right) > 1))
      .flatMap((node) => {
        const { term, phrases } = node.selection;
        const found = findsTypos(node) ? phrases : phrases.filter((one) => one !== term.split);
        return found.map(({ words }) => words);
      }),
    words: located.map((node) => ({
      texts: new Set(inOrderOfFinding(node, findsTypos(node), written)),
      isPrefix: node.selection.term.isPrefix,
      length: characters(node.selection.term.original),
    })),
  };
}

/**
 * Where a text contains what a query looks for; phrases go before words. `tokens` must know no stop
 * words, as in Meilisearch: so phrases that contain one are never found.
 */
export function findMatches(matcher: Matcher, text: string, tokens: readonly Token[]): TextMatch[] {
  const words = tokens.filter(({ kind }) => kind === 'word');
  const matches: TextMatch[] = [];
  const bytes = new ByteCounter(text);
  for (let at = 0; at < words.length; at += 1) {
    const token = words[at];
    if (token === undefined) continue;
    const phrase = matcher.phrases.find((candidate) => isPhraseAt(candidate, words, at));
    if (phrase !== undefined) {
      const last = words[at + phrase.length - 1] ?? token;
      const start = bytes.upTo(token.start);
      matches.push({ start, length: bytes.upTo(last.end) - start });
      at += phrase.length - 1;
      continue;
    }
    const length = matchedBytes(matcher, text, token);
    if (length > 0) matches.push({ start: bytes.upTo(token.start), length });
  }
  return matches;
}

/**
 * What may stand for a term, in the order in which Meilisearch meets the words: where several are the
 * beginning of another, the first decides. The words of the query itself come first.
 */
function inOrderOfFinding(
  { selection }: QueryNode,
  withTypos: boolean,
  written: readonly string[],
): string[] {
  const { exact, continued, oneTypo, twoTypos } = selection.term;
  const typos = withTypos ? [...oneTypo, ...twoTypos] : [];
  const rankOf = (text: string) => {
    const place = written.indexOf(text);
    return place < 0 ? written.length : place;
  };
  return [exact === undefined ? [] : [exact], continued, typos]
    .flatMap((words) => words.map(({ text }) => text).toSorted(compareCodePoints))
    .toSorted((left, right) => rankOf(left) - rankOf(right));
}

function positionsOf({ firstPosition, lastPosition }: QueryNode): number {
  return lastPosition - firstPosition + 1;
}

function isPhraseAt(
  phrase: readonly (string | null)[],
  words: readonly Token[],
  at: number,
): boolean {
  return phrase.every((word, offset) => word !== null && words[at + offset]?.lemma === word);
}

/** How many bytes of a token match; zero if it does not. */
function matchedBytes({ words }: Matcher, text: string, token: Token): number {
  for (const { texts, isPrefix, length } of words) {
    if (isPrefix) {
      const word = texts.values().find((candidate) => token.lemma.startsWith(candidate));
      if (word === undefined) continue;
      const beginning = Array.from(word).slice(0, length).join('');
      return originalBytes(text.slice(token.start, token.end), utf8Length(beginning));
    } else if (texts.has(token.lemma)) {
      return utf8Length(text.slice(token.start, token.end));
    }
  }
  return 0;
}

/** How many bytes at the beginning of a word became so many bytes of its normalised form. */
function originalBytes(original: string, normalizedBytes: number): number {
  let left = normalizedBytes;
  let bytes = 0;
  for (const character of original) {
    if (left <= 0) break;
    const script = scriptOf(character);
    left -= utf8Length(normalizeLemma(character, script === 'other' ? 'latin' : script).lemma);
    bytes += utf8Length(character);
  }
  return bytes;
}

/** Counts UTF-8 bytes before ascending offsets in UTF-16 units. */
class ByteCounter {
  readonly #text: string;
  #offset = 0;
  #bytes = 0;

  constructor(text: string) {
    this.#text = text;
  }

  upTo(offset: number): number {
    if (offset < this.#offset) return utf8Length(this.#text.slice(0, offset));
    this.#bytes += utf8Length(this.#text.slice(this.#offset, offset));
    this.#offset = offset;
    return this.#bytes;
  }
}
