/** Negative, zero or positive, as `Array.prototype.sort` wants it. */
export type Comparison = number;

/** Compares two numbers, smaller first. */
export function compareNumbers(left: number, right: number): Comparison {
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * Compares two strings by code point, which is the order of their UTF-8 bytes and so Meilisearch's
 * order. JavaScript's `<` compares UTF-16 units, which puts U+10000 and above before U+E000–U+FFFF.
 */
export function compareCodePoints(left: string, right: string): Comparison {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const leftUnit = left.charCodeAt(index);
    const rightUnit = right.charCodeAt(index);
    if (leftUnit !== rightUnit) return codePointRank(leftUnit) - codePointRank(rightUnit);
  }
  return left.length - right.length;
}

// Surrogates (0xD800–0xDFFF) stand for code points above 0xFFFF, so they rank after 0xE000–0xFFFF.
function codePointRank(unit: number): number {
  return unit >= 0xe000 ? unit - 0x800 : unit >= 0xd800 ? unit + 0x2000 : unit;
}
