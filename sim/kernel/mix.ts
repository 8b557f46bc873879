/** Hashes a text to 32 bits: FNV-1a (Fowler, Noll, Vo) over its UTF-16 units. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  }
  return hash >>> 0;
}

/** Spreads every bit of a word over all 32: the finaliser of MurmurHash3 (A. Appleby, public domain). */
export function avalanche(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** Folds `word` into `hash`; the order of the words counts. */
export function fold(hash: number, word: number): number {
  return avalanche((Math.imul(hash, 0x9e3779b1) + word) | 0);
}
