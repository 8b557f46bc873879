import { utf8Length } from '../../engine/base/json/syntax-error.ts';

/**
 * A string as Meilisearch compares it in filters, facets and sorts: without case and the space
 * around it, and with compatible characters made one. Diacritics stay, as characters of their own.
 */
export function normalizeFacet(text: string): string {
  const trimmed = text.trim();
  return isPlain(trimmed) ? trimmed : trimmed.normalize('NFKD').toLowerCase();
}

// Most values are lower-case ASCII already.
function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit > 0x7e || (unit >= 0x41 && unit <= 0x5a)) return false;
  }
  return true;
}

/** The number that a text stands for, as Rust reads one; undefined if it is none, or not finite. */
export function numberOfText(text: string): number | undefined {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

const facetBytesMax = 468;

/** As much of a normalised string as is indexed. */
export function truncateFacet(text: string): string {
  if (text.length * 3 <= facetBytesMax || utf8Length(text) <= facetBytesMax) return text;
  let kept = '';
  let bytes = 0;
  for (const character of text) {
    bytes += utf8Length(character);
    if (bytes > facetBytesMax) break;
    kept += character;
  }
  return kept;
}
