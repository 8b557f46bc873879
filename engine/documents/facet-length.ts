import { utf8Length } from '../base/json/syntax-error.ts';

const facetBytesMax = 468;

/** As much of a normalised text as Meilisearch compares: whole characters of its first 468 bytes. */
export function truncateFacet(text: string): string {
  if (text.length * 3 <= facetBytesMax || utf8Length(text) <= facetBytesMax) return text;
  let bytes = 0;
  let length = 0;
  for (const character of text) {
    bytes += utf8Length(character);
    if (bytes > facetBytesMax) break;
    length += character.length;
  }
  return text.slice(0, length);
}
