import { createTokenizer, type Token } from './ranking/tokenizer.ts';
import type { TextSpan } from './text-span.ts';

const tokenize = createTokenizer({
  stopWords: [],
  separatorTokens: [],
  nonSeparatorTokens: [],
  dictionary: [],
});

/**
 * The part of a text that is shown: `length` words around those that were found, where most of them
 * are close together, or at the beginning if none was. It grows on both sides at once, and a
 * sentence is rather finished than left.
 */
export function cropText(text: string, matches: readonly TextSpan[], length: number): TextSpan {
  const tokens = tokenize(text);
  const [first, last] = closestRun(text, tokens, matches, length);
  const window = new Window(tokens, first, last);
  window.growTo(length);
  return { start: window.startIn(), end: window.endIn(text) };
}

/** A run of tokens: those between `before` and `after`, both excluded. */
class Window {
  readonly #tokens: readonly Token[];
  #before: number;
  #after: number;
  #words: number;

  constructor(tokens: readonly Token[], first: number, end: number) {
    this.#tokens = tokens;
    this.#before = first - 1;
    this.#after = end;
    this.#words = tokens.slice(first, end).filter(isWord).length;
  }

  growTo(length: number): void {
    while (this.#words < length) {
      const before = this.#tokens[this.#before];
      const after = this.#tokens[this.#after];
      if (before === undefined && after === undefined) return;
      if (before === undefined) this.#takeAfter();
      else if (after === undefined) this.#takeBefore();
      else this.#growBetween(before, after, length);
    }
  }

  startIn(): number {
    return this.#tokens[this.#before]?.end ?? 0;
  }

  endIn(text: string): number {
    return this.#tokens[this.#after]?.start ?? text.length;
  }

  #growBetween(before: Token, after: Token, length: number): void {
    if (isWord(before)) {
      this.#takeBefore();
      if (isWord(after) && this.#words < length) this.#takeAfter();
    } else if (isWord(after)) {
      this.#takeAfter();
    } else if (before.kind === after.kind) {
      this.#takeBefore();
      // What is shown should not end in a separator.
      if (length - this.#words > 1) this.#takeAfter();
    } else if (before.kind === 'hard separator') {
      this.#takeAfter();
    } else {
      this.#takeBefore();
    }
  }

  #takeBefore(): void {
    this.#words += isWord(this.#tokens[this.#before]) ? 1 : 0;
    this.#before -= 1;
  }

  #takeAfter(): void {
    this.#words += isWord(this.#tokens[this.#after]) ? 1 : 0;
    this.#after += 1;
  }
}

/** One match: its tokens, from the first to before the last, and the place of its first word. */
interface Placed {
  readonly first: number;
  readonly end: number;
  readonly word: number;
  readonly text: string;
}

/** The tokens, from the first to before the last, of the run of matches that is best to show. */
function closestRun(
  text: string,
  tokens: readonly Token[],
  matches: readonly TextSpan[],
  length: number,
): readonly [number, number] {
  const placed = matches.map((match) => place(text, tokens, match));
  let best: readonly Placed[] = [];
  let from = 0;
  for (let to = 1; to <= placed.length; to += 1) {
    const next = placed[to];
    const start = placed[from];
    const fits = next !== undefined && start !== undefined && next.word - start.word < length;
    if (fits) continue;
    const run = placed.slice(from, to);
    if (best.length === 0 || isBetter(run, best)) best = run;
    if (next === undefined) break;
    while (next.word - (placed[from]?.word ?? next.word) >= length) from += 1;
  }
  return [best[0]?.first ?? 0, best.at(-1)?.end ?? 0];
}

function place(text: string, tokens: readonly Token[], { start, end }: TextSpan): Placed {
  const first = tokens.findIndex((token) => token.end > start);
  const last = tokens.findLastIndex((token) => token.start < end);
  const word = tokens.slice(0, first).filter(isWord).length;
  return { first, end: last + 1, word, text: text.slice(start, end).toLowerCase() };
}

/** More different words are better, then words that are closer together. */
function isBetter(left: readonly Placed[], right: readonly Placed[]): boolean {
  const different = countDifferent(left) - countDifferent(right);
  return different > 0 || (different === 0 && gaps(left) < gaps(right));
}

function countDifferent(run: readonly Placed[]): number {
  return new Set(run.map(({ text }) => text)).size;
}

function gaps(run: readonly Placed[]): number {
  return run.reduce((sum, { word }, at) => {
    const before = run[at - 1];
    return before === undefined ? sum : sum + Math.min(word - before.word, 7);
  }, 0);
}

function isWord(token: Token | undefined): boolean {
  return token?.kind === 'word' || token?.kind === 'stop word';
}
