import { addAll, addBit, type Bits, hasBit, intersection, isEmpty, noBits } from './bits.ts';
import type { Dictionary, Word } from './dictionary.ts';
import type { RankingSettings } from './ranking.ts';
import { coarsePosition, fieldOf, positionOf, type SearchableFields } from './searchable-fields.ts';

/** A document as the index holds it. */
export interface IndexedDocument {
  readonly fields: Readonly<Record<string, unknown>>;
  /** Its distinct words. */
  readonly words: readonly Word[];
  /** How many words each searched field has, by field id. */
  readonly wordCounts: ReadonlyMap<number, number>;
  /** Its words by place, made when first asked for. */
  byPlace: ReadonlyMap<number, Word> | undefined;
}

/** Words that must follow each other; null stands for a stop word, which may be anything. */
export interface Phrase {
  readonly words: readonly (string | null)[];
}

/** What a search looks at: the index as it is now, or the fields that the search is restricted to. */
export interface SearchSpaceParts {
  readonly dictionary: Dictionary;
  readonly documents: ReadonlyMap<number, IndexedDocument>;
  readonly fields: SearchableFields;
  readonly settings: RankingSettings;
  /** The ids of the fields that are searched, undefined if all are. */
  readonly restriction: ReadonlySet<number> | undefined;
  /** One above the greatest internal id. */
  readonly idsEnd: number;
}

/** The documents that have a word, by field id and by coarse position in any field. */
export interface WordPlaces {
  readonly byField: ReadonlyMap<number, Bits>;
  readonly byPosition: ReadonlyMap<number, Bits>;
}

/** Words are near if they are at most so far apart; further away there are no distances. */
export const nearnessMax = 3;

/** Answers what words and phrases stand in which documents. Valid until the index changes. */
export class SearchSpace {
  readonly parts: SearchSpaceParts;
  /** Elements of each set of documents. */
  readonly bitsLength: number;
  readonly #wordBits = new Map<Word, Bits>();
  readonly #tolerantBits = new Map<Word, Bits>();
  readonly #wordPlaces = new Map<Word, WordPlaces>();
  readonly #phraseBits = new Map<string, Bits>();

  constructor(parts: SearchSpaceParts) {
    this.parts = parts;
    this.bitsLength = (parts.idsEnd + 31) >>> 5;
  }

  /** The documents with a word; `tolerantOnly`: only those where typos may find it. */
  wordBits(word: Word, tolerantOnly: boolean): Bits {
    const cache = tolerantOnly ? this.#tolerantBits : this.#wordBits;
    const known = cache.get(word);
    if (known !== undefined) return known;
    const bits = noBits(this.bitsLength);
    for (const [id, places] of word.places) {
      if (this.#isFound(word, id, places, tolerantOnly)) addBit(bits, id);
    }
    cache.set(word, bits);
    return bits;
  }

  /** Where a word stands, restricted or not. */
  placesOf(word: Word): WordPlaces {
    const known = this.#wordPlaces.get(word);
    if (known !== undefined) return known;
    const byField = new Map<number, Bits>();
    const byPosition = new Map<number, Bits>();
    for (const [id, places] of word.places) {
      for (const place of places) {
        addBit(bitsAt(byField, fieldOf(place), this.bitsLength), id);
        addBit(bitsAt(byPosition, coarsePosition(positionOf(place)), this.bitsLength), id);
      }
    }
    const found = { byField, byPosition };
    this.#wordPlaces.set(word, found);
    return found;
  }

  /** The documents with a phrase. */
  phraseBits(phrase: Phrase): Bits {
    const key = JSON.stringify(phrase.words);
    const known = this.#phraseBits.get(key);
    if (known !== undefined) return known;
    const bits = this.#findPhrase(phrase) ?? noBits(this.bitsLength);
    this.#phraseBits.set(key, bits);
    return bits;
  }

  /** Whether this field is searched. */
  searches(fieldId: number): boolean {
    return this.parts.restriction === undefined || this.parts.restriction.has(fieldId);
  }

  /**
   * The documents in which the nearest `second` after a `first` is `distance` words away; in any distance
   * in the same field, if the settings know nothing nearer.
   */
  pairBits(first: Word, second: Word, distance: number): Bits {
    const bits = noBits(this.bitsLength);
    const byAttribute = this.parts.settings.proximityPrecision === 'byAttribute';
    for (const [id, places] of first.places) {
      const others = second.places.get(id);
      if (others === undefined) continue;
      const isNear = byAttribute
        ? this.#shareField(places, others)
        : nearestAfter(places, others) === distance;
      if (isNear) addBit(bits, id);
    }
    return bits;
  }

  /** A document's words by place. */
  wordsByPlace(id: number): ReadonlyMap<number, Word> {
    const document = this.parts.documents.get(id);
    if (document === undefined) return new Map();
    document.byPlace ??= byPlace(id, document.words);
    return document.byPlace;
  }

  #isFound(word: Word, id: number, places: readonly number[], tolerantOnly: boolean): boolean {
    if (this.parts.restriction === undefined) return !tolerantOnly || word.tolerant.has(id);
    return places.some((place) => {
      const field = fieldOf(place);
      const isTolerant = this.parts.fields.all[field]?.isExact === false;
      return this.searches(field) && (!tolerantOnly || isTolerant);
    });
  }

  #shareField(places: readonly number[], others: readonly number[]): boolean {
    const fields = new Set(others.map(fieldOf));
    return places.some((at) => fields.has(fieldOf(at)) && this.searches(fieldOf(at)));
  }

  /** Undefined if no document has it. Words up to two apart are checked, in windows of three. */
  #findPhrase({ words }: Phrase): Bits | undefined {
    const found = words.map((text) => (text === null ? null : this.parts.dictionary.find(text)));
    let bits: Bits | undefined;
    for (const word of found) {
      if (word === undefined) return undefined;
      if (word === null) continue;
      const own = this.wordBits(word, false);
      bits = bits === undefined ? own : intersection(bits, own);
    }
    if (bits === undefined) return undefined;
    for (let at = 0; at + 1 < found.length; at += 1) {
      for (const [first, second, distanceMax] of [
        [found[at], found[at + 1], 1],
        [found[at], found[at + 2], 2],
      ] as const) {
        if (isEmpty(bits)) return undefined;
        if (!first || !second) continue;
        const near = noBits(this.bitsLength);
        for (let distance = 1; distance <= distanceMax; distance += 1) {
          addAll(near, this.pairBits(first, second, distance));
        }
        bits = intersection(bits, near);
      }
    }
    return bits;
  }
}

/** Whether a document is in a set that may be missing, which holds everything. */
export function isWithin(bits: Bits | undefined, id: number): boolean {
  return bits === undefined || hasBit(bits, id);
}

function bitsAt(found: Map<number, Bits>, key: number, length: number): Bits {
  const known = found.get(key);
  if (known !== undefined) return known;
  const bits = noBits(length);
  found.set(key, bits);
  return bits;
}

function byPlace(id: number, words: readonly Word[]): ReadonlyMap<number, Word> {
  const found = new Map<number, Word>();
  for (const word of words) {
    for (const place of word.places.get(id) ?? []) found.set(place, word);
  }
  return found;
}

/** The least distance from a place to a later one, up to {@link nearnessMax}; 0 if there is none. */
function nearestAfter(places: readonly number[], others: readonly number[]): number {
  let nearest = 0;
  for (const place of places) {
    for (const other of others) {
      const distance = other - place;
      if (distance > 0 && distance <= nearnessMax && (nearest === 0 || distance < nearest)) {
        nearest = distance;
      }
    }
  }
  return nearest;
}
