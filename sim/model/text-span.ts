import type { RankingQuery } from './ranking/ranking.ts';
import type { StoredIndex } from './stored-index.ts';

/** A part of a text, in UTF-16 units. */
export interface TextSpan {
  readonly start: number;
  readonly end: number;
}

/** Where the words of a query are in a text, in order. */
export function locateMatches(index: StoredIndex, query: RankingQuery, text: string): TextSpan[] {
  if (query.q === null) return [];
  const matches = index.textIndex().matches(query, text);
  if (matches.length === 0) return [];
  const units = unitsByByte(text);
  return matches.map(({ start, length }) => ({
    start: units(start),
    end: units(start + length),
  }));
}

/** Finds the offset in UTF-16 units for one in UTF-8 bytes; must be asked in ascending order. */
function unitsByByte(text: string): (byte: number) => number {
  let unit = 0;
  let bytes = 0;
  return (byte) => {
    while (bytes < byte && unit < text.length) {
      const code = text.codePointAt(unit) ?? 0;
      bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
      unit += code < 0x10000 ? 1 : 2;
    }
    return unit;
  };
}
