import { FilterSyntaxError, quoteInput } from './filter-error.ts';
import type { FilterWord } from './filter-tree.ts';

const space = /\s*/y;
const wordCharacters = /[\p{L}\p{N}\p{Mn}\p{Mc}_.-]+/uy;
const noSyntax = /[^\s()=<>!]*/y;
const float = /[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?/y;

const keywords: ReadonlySet<string> = new Set([
  'AND',
  'OR',
  'IN',
  'NOT',
  'TO',
  'EXISTS',
  'IS',
  'NULL',
  'EMPTY',
  'CONTAINS',
  'STARTS',
  'WITH',
]);

const geoOperation = /^_geo(?:Radius|BoundingBox)(?![\p{L}\p{N}_.-])/u;
const geoName = /^_geo(?:Distance|Point)?(?![\p{L}\p{N}_.-])/u;

/** Walks through the text of one expression, word by word. */
export class FilterScanner {
  readonly source: string;
  at = 0;

  constructor(source: string) {
    this.source = source;
  }

  get isAtEnd(): boolean {
    return this.at >= this.source.length;
  }

  skipSpace(): void {
    this.at = this.#endOf(space);
  }

  /** Takes `symbol` if it comes next. */
  take(symbol: string): boolean {
    if (!this.source.startsWith(symbol, this.at)) return false;
    this.at += symbol.length;
    return true;
  }

  /** Takes these keywords, if they come next, and the space around them; answers the first one. */
  takeKeywords(...words: readonly string[]): FilterWord | undefined {
    const start = this.at;
    let first: FilterWord | undefined;
    for (const word of words) {
      this.skipSpace();
      const wordStart = this.at;
      this.at = this.#endOf(wordCharacters);
      const found = this.#word(wordStart, this.at);
      if (found.text !== word) {
        this.at = start;
        return undefined;
      }
      first ??= found;
    }
    this.skipSpace();
    return first;
  }

  /** Takes a value, and the space around it; undefined if there is none, or a bare keyword. */
  takeValue(): FilterWord | undefined {
    const start = this.at;
    this.skipSpace();
    this.#refuseGeoWords();
    const value = this.#quoted() ?? this.#plain();
    if (value === undefined) this.at = start;
    else this.skipSpace();
    return value;
  }

  /** Takes a value; throws if there is none. */
  needValue(): FilterWord {
    const value = this.takeValue();
    if (value !== undefined) return value;
    this.skipSpace();
    throw this.#notAValue();
  }

  /** Takes a number, and the space around it; undefined if there is none. */
  takeNumber(): FilterWord | undefined {
    this.skipSpace();
    const start = this.at;
    this.at = this.#endOf(float);
    if (this.at === start) return undefined;
    const word = this.#word(start, this.at);
    this.skipSpace();
    return word;
  }

  /** An error about everything from `start` on. */
  error(reason: string, start: number = this.at): FilterSyntaxError {
    const { source } = this;
    return new FilterSyntaxError(reason, { source, start, end: source.length });
  }

  /** What is left, as messages quote it. */
  quoteRest(start: number = this.at): string {
    return quoteInput(this.source.slice(start));
  }

  /** The error about a keyword that stands where a value should; undefined if none does. */
  misplacedKeyword(): FilterSyntaxError | undefined {
    const start = this.#endOf(space);
    wordCharacters.lastIndex = start;
    const word = wordCharacters.exec(this.source)?.[0] ?? '';
    if (!keywords.has(word)) return undefined;
    const place = this.#word(start, start + word.length);
    const reason = `Was expecting a value but instead got \`${word}\`, which is a reserved keyword. To use \`${word}\` as a field name or a value, surround it by quotes.`;
    return new FilterSyntaxError(reason, place);
  }

  /** Throws if what comes next is about places, which can neither be an attribute nor a value. */
  #refuseGeoWords(): void {
    const rest = this.source.slice(this.at);
    if (!rest.startsWith('_geo')) return;
    const operation = geoOperation.exec(rest)?.[0];
    if (operation !== undefined) {
      throw this.error(`The \`${operation}\` filter is an operation and can't be used as a value.`);
    }
    const name = geoName.exec(rest)?.[0];
    if (name === undefined) return;
    throw this.error(
      `\`${name}\` is a reserved keyword and thus can't be used as a filter expression. Use the \`_geoRadius(latitude, longitude, distance)\` or \`_geoBoundingBox([latitude, longitude], [latitude, longitude])\` built-in rules to filter on \`_geo\` coordinates.`,
    );
  }

  #plain(): FilterWord | undefined {
    const start = this.at;
    const end = this.#endOf(wordCharacters);
    const word = this.#word(start, end);
    if (end === start || keywords.has(word.text)) return undefined;
    this.at = end;
    return word;
  }

  #quoted(): FilterWord | undefined {
    const mark = this.source.charAt(this.at);
    if (mark !== '"' && mark !== "'") return undefined;
    const start = this.at + 1;
    let text = '';
    for (let at = start; at < this.source.length; at += 1) {
      const character = this.source.charAt(at);
      if (character === mark) {
        this.at = at + 1;
        return { text, source: this.source, start, end: at };
      }
      // Only the quote itself, or a backslash, can be escaped.
      const isEscape = character === '\\' && [mark, '\\'].includes(this.source.charAt(at + 1));
      if (isEscape) at += 1;
      text += this.source.charAt(at);
    }
    const rest = this.quoteRest();
    throw this.error(
      `Expression \`${rest}\` is missing the following closing delimiter: \`${mark}\`.`,
    );
  }

  #notAValue(): FilterSyntaxError {
    const keyword = this.misplacedKeyword();
    if (keyword !== undefined) return keyword;
    const end = this.#endOf(noSyntax);
    const place = this.#word(this.at, end);
    const found = place.text === '' ? 'nothing' : `\`${quoteInput(place.text)}\``;
    return new FilterSyntaxError(`Was expecting a value but instead got ${found}.`, place);
  }

  #word(start: number, end: number): FilterWord {
    return { text: this.source.slice(start, end), source: this.source, start, end };
  }

  #endOf(pattern: RegExp): number {
    pattern.lastIndex = this.at;
    return pattern.test(this.source) ? pattern.lastIndex : this.at;
  }
}
