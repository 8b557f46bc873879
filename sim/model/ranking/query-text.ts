import type { Phrase } from './search-space.ts';
import type { Token } from './tokenizer.ts';

/** A word or phrase of a query, and where it was written. */
export interface WrittenTerm {
  /** The word in its searched form, or the words between quotation marks. */
  readonly content: string | Phrase;
  /** Nothing follows it, so that it may be the beginning of a word. */
  readonly isLast: boolean;
  readonly firstPosition: number;
  readonly lastPosition: number;
}

/** What a query asks for. */
export interface QueryText {
  readonly terms: readonly WrittenTerm[];
  readonly excludedWords: readonly string[];
  readonly excludedPhrases: readonly Phrase[];
}

/**
 * Reads a query as Meilisearch does: words, phrases in quotation marks (which a hard separator cuts in
 * two, and which the end closes), and both with a minus sign after white space. At most ten terms.
 */
export function readQueryText(tokens: readonly Token[]): QueryText {
  const reader = new QueryReader();
  const relevant = tokens.slice(0, tokensMax);
  for (const [index, token] of relevant.entries()) {
    if (token.lemma === '') continue;
    if (reader.isFull) return reader.result;
    reader.read(token, index === relevant.length - 1);
  }
  reader.closePhrase();
  return reader.result;
}

const tokensMax = 1000;
const termsMax = 10;
const hardSeparatorPositions = 7;

interface OpenPhrase {
  readonly words: (string | null)[];
  firstPosition: number;
  lastPosition: number;
}

class QueryReader {
  readonly #terms: WrittenTerm[] = [];
  readonly #excludedWords: string[] = [];
  readonly #excludedPhrases: Phrase[] = [];
  #position = -1;
  #phrase: OpenPhrase | undefined;
  #excludesPhrase = false;
  #excludesNext = false;
  #afterSpace = true;

  get isFull(): boolean {
    return this.#terms.length >= termsMax;
  }

  get result(): QueryText {
    return {
      terms: this.#terms,
      excludedWords: this.#excludedWords,
      excludedPhrases: this.#excludedPhrases,
    };
  }

  read(token: Token, isLast: boolean): void {
    if (token.kind === 'word' || token.kind === 'stop word') this.#readWord(token, isLast);
    else this.#readSeparator(token);
    this.#afterSpace = /\s$/u.test(token.lemma);
  }

  #readWord({ kind, lemma }: Token, isLast: boolean): void {
    this.#position += 1;
    const position = this.#position;
    if (this.#phrase !== undefined) {
      this.#addToPhrase(this.#phrase, kind === 'word' ? lemma : null);
    } else if (this.#excludesNext) {
      this.#excludedWords.push(lemma);
      this.#excludesNext = false;
    } else if (kind === 'word' || isLast) {
      const at = { firstPosition: position, lastPosition: position };
      this.#terms.push({ content: lemma, isLast, ...at });
    }
  }

  #addToPhrase(phrase: OpenPhrase, word: string | null): void {
    if (phrase.words.every((before) => before === null)) phrase.firstPosition = this.#position;
    phrase.lastPosition = this.#position;
    phrase.words.push(word);
  }

  #readSeparator({ kind, lemma }: Token): void {
    if (kind === 'hard separator') {
      this.#position += hardSeparatorPositions;
      if (this.#phrase !== undefined) {
        // The phrase goes on as another one, excluded if this one was.
        const excluded = this.#excludesPhrase;
        this.closePhrase();
        this.#openPhrase(excluded);
      }
    }
    let marks = lemma.split('"').length - 1;
    if (marks > 0) {
      if (this.#phrase !== undefined) {
        marks -= 1;
        this.closePhrase();
      }
      if (marks % 2 === 1) this.#openPhrase(this.#excludesNext);
    }
    this.#excludesNext = this.#phrase === undefined && lemma === '-' && this.#afterSpace;
  }

  #openPhrase(isExcluded: boolean): void {
    this.#excludesPhrase = isExcluded;
    this.#phrase = { words: [], firstPosition: -1, lastPosition: -1 };
  }

  closePhrase(): void {
    const phrase = this.#phrase;
    this.#phrase = undefined;
    if (phrase === undefined || phrase.words.every((word) => word === null)) return;
    const content = { words: phrase.words };
    if (this.#excludesPhrase) {
      this.#excludedPhrases.push(content);
      this.#excludesPhrase = false;
    } else {
      const { firstPosition, lastPosition } = phrase;
      this.#terms.push({ content, isLast: false, firstPosition, lastPosition });
    }
  }
}
