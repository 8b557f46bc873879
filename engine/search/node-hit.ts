import { must } from '../base/assert.ts';
import { closeBrace, comma, openBrace } from '../base/json/characters.ts';
import { decodeString, skipSpace, skipString, skipValue } from '../base/json/scan.ts';
import { markers } from '../protocol/markers.ts';

/**
 * A hit in the text of a node's answer. All hits of an answer are found in one pass, but most are
 * never looked at again, so this only notes where things are (0: nowhere).
 */
export class NodeHit {
  readonly #body: string;
  readonly #start: number;
  readonly #end: number;
  readonly #sequenceAt: number = 0;
  readonly #scoreAt: number = 0;
  readonly #detailsAt: number = 0;

  /** Scans the hit that starts at `start`; throws if there is none. */
  constructor(body: string, start: number) {
    this.#body = body;
    this.#start = start;
    must(body.charCodeAt(start) === openBrace ? body : null, 'a hit');
    let at = skipSpace(body, start + 1);
    while (body.charCodeAt(at) !== closeBrace) {
      const valueAt = skipSpace(body, skipSpace(body, skipString(body, at)) + 1);
      if (body.startsWith(sequenceKey, at)) this.#sequenceAt = valueAt;
      else if (body.startsWith(scoreKey, at)) this.#scoreAt = valueAt;
      else if (body.startsWith(detailsKey, at)) this.#detailsAt = valueAt;
      at = skipSpace(body, skipValue(body, valueAt));
      if (body.charCodeAt(at) === comma) at = skipSpace(body, at + 1);
    }
    this.#end = at + 1;
  }

  get end(): number {
    return this.#end;
  }

  get text(): string {
    return this.#body.slice(this.#start, this.#end);
  }

  /** The marker that says in which order documents were first inserted. */
  get sequence(): string {
    const at = this.#sequenceAt;
    // A document that came to a node past Miroir has none; it goes first.
    return at === 0 ? '' : decodeString(this.#body, at, skipString(this.#body, at));
  }

  get score(): number {
    return this.#scoreAt === 0 ? 0 : Number(this.#valueAt(this.#scoreAt));
  }

  /** The parsed `_rankingScoreDetails`. */
  get details(): unknown {
    return this.#detailsAt === 0 ? undefined : JSON.parse(this.#valueAt(this.#detailsAt));
  }

  #valueAt(at: number): string {
    return this.#body.slice(at, skipValue(this.#body, at));
  }
}

const sequenceKey = `"${markers.sequence}"`;
const scoreKey = '"_rankingScore"';
const detailsKey = '"_rankingScoreDetails"';
