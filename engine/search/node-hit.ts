import { must } from '../base/assert.ts';
import { openBrace } from '../base/json/characters.ts';
import { decodeString, findMember, type Span, skipValue } from '../base/json/scan.ts';
import { markers } from '../protocol/markers.ts';

/**
 * A hit in the text of a node's answer. All hits of an answer are found in one pass, but most are
 * never looked at again: only where a hit ends is found out at once, what is in it when it is asked.
 */
export class NodeHit {
  readonly #body: string;
  readonly #start: number;
  readonly #end: number;
  readonly #isFlat: boolean;

  /** Finds the end of the hit that starts at `start`; throws if there is none. */
  constructor(body: string, start: number) {
    this.#body = body;
    this.#start = start;
    must(body.charCodeAt(start) === openBrace ? body : null, 'a hit');
    flatHit.lastIndex = start;
    this.#isFlat = flatHit.test(body);
    this.#end = this.#isFlat ? flatHit.lastIndex : skipValue(body, start);
  }

  get end(): number {
    return this.#end;
  }

  get text(): string {
    return this.#body.slice(this.#start, this.#end);
  }

  /** The marker that says in which order documents were first inserted. */
  get sequence(): string {
    const found = this.#find(markers.sequence);
    // A document that came to a node past Miroir has none; it goes first.
    return found === undefined ? '' : decodeString(this.#body, found.start, found.end);
  }

  get score(): number {
    const found = this.#find('_rankingScore');
    return found === undefined ? 0 : Number(this.#body.slice(found.start, found.end));
  }

  /** The parsed `_rankingScoreDetails`. */
  get details(): unknown {
    const found = this.#find('_rankingScoreDetails');
    return found === undefined ? undefined : JSON.parse(this.#body.slice(found.start, found.end));
  }

  #find(name: string): Span | undefined {
    if (!this.#isFlat) return findMember(this.#body, this.#start, name);
    const key = `"${name}":`;
    const at = this.#body.indexOf(key, this.#start);
    if (at === -1 || at >= this.#end) return undefined;
    const start = at + key.length;
    return { start, end: skipValue(this.#body, start) };
  }
}

/**
 * A hit without objects inside, without backslashes and without white space between its members, as
 * nodes write nearly all of them. In such a text a quoted name before a colon is a member's name.
 */
const flatHit = /\{(?:"[^"\\]*":(?:"[^"\\]*"|[^"[\]{},\s]+|\[(?:"[^"\\]*"|[^"[\]{}\\])*\]),?)*\}/y;
