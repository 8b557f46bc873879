import type { Predicate, SearchIntent } from '../../../sim/trace/operation.ts';
import { sameValue } from './json-value.ts';
import { matchesPredicate } from './predicate.ts';

/** A document as it may be stored, without markers. */
export class DocumentState {
  readonly fields: Readonly<Record<string, unknown>>;
  #words: ReadonlySet<string> | undefined;

  constructor(fields: Readonly<Record<string, unknown>>) {
    this.fields = fields;
  }

  /** The operation that wrote it last. */
  get v(): string {
    return String(this.fields['v']);
  }

  /** Whether a search finds it. */
  matches({ words, strategy, filter }: MatchIntent): boolean {
    const wanted = strategy === 'last' ? words.slice(0, 1) : words;
    return wanted.every((word) => this.#has(word)) && this.satisfies(filter);
  }

  satisfies(filter: Predicate | null): boolean {
    return filter === null || matchesPredicate(filter, this.fields);
  }

  /**
   * Whether a document that Miroir showed is this one. `isWhole`: all of its members are shown.
   * Members whose names begin with `_` are additions of Meilisearch's.
   */
  isShownAs(shown: Readonly<Record<string, unknown>>, isWhole: boolean): boolean {
    if (shown['v'] !== this.fields['v']) return false;
    let count = 0;
    for (const name of Object.keys(shown)) {
      if (name.startsWith('_')) continue;
      count += 1;
      if (!sameValue(shown[name], this.fields[name])) return false;
    }
    return !isWhole || count === Object.keys(this.fields).length;
  }

  #has(word: string): boolean {
    this.#words ??= wordsOf(this.fields['words']);
    return this.#words.has(word.toLowerCase());
  }
}

type MatchIntent = Pick<SearchIntent, 'words' | 'strategy' | 'filter'>;

function wordsOf(value: unknown): ReadonlySet<string> {
  if (typeof value !== 'string') return new Set();
  return new Set(value.toLowerCase().split(/[^\p{L}\p{N}]+/u));
}
