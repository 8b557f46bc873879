/**
 * XXH64 with seed 0 (Yann Collet, https://github.com/Cyan4973/xxHash, doc/xxhash_spec.md).
 *
 * A 64-bit value is a pair of signed 32-bit halves: JavaScript has no fast 64-bit integers, and
 * `BigInt` allocates at nearly every step. The upper half of a 64-bit product is always spelled
 * `imul(low, byHigh) + imul(high, byLow) + mulHigh(low, byLow)`: a helper for all three would be
 * too large for the compiler to inline everywhere, which doubles the time for a short key.
 */
const { imul } = Math;

const prime1Low = 0x85ebca87 | 0;
const prime1High = 0x9e3779b1 | 0;
const prime2Low = 0x27d4eb4f;
const prime2High = 0xc2b2ae3d | 0;
const prime3Low = 0x9e3779f9 | 0;
const prime3High = 0x165667b1;
const prime4Low = 0xc2b2ae63 | 0;
const prime4High = 0x85ebca77 | 0;
const prime5Low = 0x165667c5;
const prime5High = 0x27d4eb2f;

const mask16 = 0xffff;

/** A stripe is 32 bytes: two words, low half first, for each of the four lanes. */
const stripeWords = 8;
/** What the lanes start with: prime 1 + prime 2, prime 2, 0 and −prime 1; low halves first. */
const laneStarts = new Int32Array([
  0xadc0b5d6, 0x60ea27ee, 0x27d4eb4f, 0xc2b2ae3d, 0, 0, 0x7a143579, 0x61c8864e,
]);
const laneTurns = new Int32Array([1, 7, 12, 18]);
/** Where {@link xxh64} leaves its result: low half, high half. */
export const digest = new Int32Array(2);
const lanes = new Int32Array(stripeWords);

/** Ends every hashed text, so that no text is the beginning of another. */
export const terminator = 0xff;
/** With its terminator, a text of this length is a byte less than a stripe. */
const shortCharsMax = 30;
/** What a last byte is mixed in as: its product with prime 5. */
const everyByte = Array.from({ length: 256 }, (_, byte) => byte);
const byteLow = Int32Array.from(everyByte, (byte) => imul(byte, prime5Low));
const byteHigh = Int32Array.from(
  everyByte,
  (byte) => imul(byte, prime5High) + mulHigh(byte, prime5Low),
);

/**
 * Hashes the first `length` bytes of `words`, four bytes to a word, the first byte lowest, into
 * {@link digest}. `words` must have more than `length / 4` words.
 */
export function xxh64(words: Int32Array, length: number): void {
  const wholeWords = length >>> 2;
  let at = wholeWords & -stripeWords;
  let low = prime5Low + length;
  let high = prime5High;
  if (at > 0) {
    runLanes(words, at);
    foldLanes(length);
    low = digest[0] ?? 0;
    high = digest[1] ?? 0;
  }
  // The 64-bit words that fill no stripe, then at most one 32-bit word, then at most three bytes.
  for (; at + 1 < wholeWords; at += 2) {
    const word = words[at] ?? 0;
    const above = words[at + 1] ?? 0;
    const mixedLow = imul(word, prime2Low);
    const mixedHigh = imul(word, prime2High) + imul(above, prime2Low) + mulHigh(word, prime2Low);
    const mixed = (mixedLow << 31) | (mixedHigh >>> 1);
    const mixedAbove = (mixedHigh << 31) | (mixedLow >>> 1);
    low ^= imul(mixed, prime1Low);
    high ^= imul(mixed, prime1High) + imul(mixedAbove, prime1Low) + mulHigh(mixed, prime1Low);
    const turned = (low << 27) | (high >>> 5);
    const product = imul(turned, prime1Low);
    high = imul(turned, prime1High) + imul((high << 27) | (low >>> 5), prime1Low);
    low = (product + prime4Low) | 0;
    high = (high + mulHigh(turned, prime1Low) + prime4High + carry(product, prime4Low, low)) | 0;
  }
  if (at < wholeWords) {
    const word = words[at] ?? 0;
    low ^= imul(word, prime1Low);
    high ^= imul(word, prime1High) + mulHigh(word, prime1Low);
    const turned = (low << 23) | (high >>> 9);
    const product = imul(turned, prime2Low);
    high = imul(turned, prime2High) + imul((high << 23) | (low >>> 9), prime2Low);
    low = (product + prime3Low) | 0;
    high = (high + mulHigh(turned, prime2Low) + prime3High + carry(product, prime3Low, low)) | 0;
  }
  let bytes = words[wholeWords] ?? 0;
  for (let rest = length & 3; rest > 0; rest -= 1) {
    const byte = bytes & 0xff;
    bytes >>>= 8;
    low ^= imul(byte, prime5Low);
    high ^= imul(byte, prime5High) + mulHigh(byte, prime5Low);
    const turned = (low << 11) | (high >>> 21);
    high = imul(turned, prime1High) + imul((high << 11) | (low >>> 21), prime1Low);
    high = (high + mulHigh(turned, prime1Low)) | 0;
    low = imul(turned, prime1Low);
  }
  avalanche(low, high);
}

/**
 * Hashes the bytes of `text` and a {@link terminator} into {@link digest} if they are less than a
 * stripe and ASCII, as nearly all document ids are; answers whether they are.
 */
// One function, for a call to any of its steps uses up what the compiler inlines: measured, keys of
// 6 to 12 characters then take 8 to 50 % longer.
// oxlint-disable-next-line max-lines-per-function
export function xxh64OfShortText(text: string): boolean {
  const length = text.length;
  if (length > shortCharsMax) return false;
  let low = prime5Low + length + 1;
  let high = prime5High;
  let seen = 0;
  let at = 0;
  // 64-bit words, then at most one 32-bit word, then at most three bytes; the last is the terminator.
  for (; at + 7 <= length; at += 8) {
    const first = text.charCodeAt(at);
    const second = text.charCodeAt(at + 1);
    const third = text.charCodeAt(at + 2);
    const fourth = text.charCodeAt(at + 3);
    const fifth = text.charCodeAt(at + 4);
    const sixth = text.charCodeAt(at + 5);
    const seventh = text.charCodeAt(at + 6);
    let eighth = terminator;
    if (at + 7 < length) {
      eighth = text.charCodeAt(at + 7);
      seen |= eighth;
    }
    seen |= first | second | third | fourth | fifth | sixth | seventh;
    const word = first | (second << 8) | (third << 16) | (fourth << 24);
    const above = fifth | (sixth << 8) | (seventh << 16) | (eighth << 24);
    const mixedLow = imul(word, prime2Low);
    const mixedHigh = imul(word, prime2High) + imul(above, prime2Low) + mulHigh(word, prime2Low);
    const mixed = (mixedLow << 31) | (mixedHigh >>> 1);
    const mixedAbove = (mixedHigh << 31) | (mixedLow >>> 1);
    low ^= imul(mixed, prime1Low);
    high ^= imul(mixed, prime1High) + imul(mixedAbove, prime1Low) + mulHigh(mixed, prime1Low);
    const turned = (low << 27) | (high >>> 5);
    const product = imul(turned, prime1Low);
    high = imul(turned, prime1High) + imul((high << 27) | (low >>> 5), prime1Low);
    low = (product + prime4Low) | 0;
    high = (high + mulHigh(turned, prime1Low) + prime4High + carry(product, prime4Low, low)) | 0;
  }
  if (at + 3 <= length) {
    const first = text.charCodeAt(at);
    const second = text.charCodeAt(at + 1);
    const third = text.charCodeAt(at + 2);
    let fourth = terminator;
    if (at + 3 < length) {
      fourth = text.charCodeAt(at + 3);
      seen |= fourth;
    }
    seen |= first | second | third;
    const word = first | (second << 8) | (third << 16) | (fourth << 24);
    low ^= imul(word, prime1Low);
    high ^= imul(word, prime1High) + mulHigh(word, prime1Low);
    const turned = (low << 23) | (high >>> 9);
    const product = imul(turned, prime2Low);
    high = imul(turned, prime2High) + imul((high << 23) | (low >>> 9), prime2Low);
    low = (product + prime3Low) | 0;
    high = (high + mulHigh(turned, prime2Low) + prime3High + carry(product, prime3Low, low)) | 0;
    at += 4;
  }
  for (; at <= length; at += 1) {
    let byte = terminator;
    if (at < length) {
      byte = text.charCodeAt(at);
      seen |= byte;
    }
    low ^= byteLow[byte & 0xff] ?? 0;
    high ^= byteHigh[byte & 0xff] ?? 0;
    const turned = (low << 11) | (high >>> 21);
    high = imul(turned, prime1High) + imul((high << 11) | (low >>> 21), prime1Low);
    high = (high + mulHigh(turned, prime1Low)) | 0;
    low = imul(turned, prime1Low);
  }
  low ^= high >>> 1;
  const mixedLow = imul(low, prime2Low);
  const mixedHigh = imul(low, prime2High) + imul(high, prime2Low) + mulHigh(low, prime2Low);
  const lastLow = mixedLow ^ (mixedLow >>> 29) ^ (mixedHigh << 3);
  const lastHigh = mixedHigh ^ (mixedHigh >>> 29);
  high = imul(lastLow, prime3High) + imul(lastHigh, prime3Low) + mulHigh(lastLow, prime3Low);
  digest[0] = imul(lastLow, prime3Low) ^ high;
  digest[1] = high;
  return seen < 0x80;
}

/** Runs the four lanes over the words before `end`. */
function runLanes(words: Int32Array, end: number): void {
  for (let lane = 0; lane < stripeWords; lane += 2) {
    let low = laneStarts[lane] ?? 0;
    let high = laneStarts[lane + 1] ?? 0;
    for (let at = lane; at < end; at += stripeWords) {
      const word = words[at] ?? 0;
      const above = words[at + 1] ?? 0;
      const addend = imul(word, prime2Low);
      const sum = (low + addend) | 0;
      high += imul(word, prime2High) + imul(above, prime2Low) + mulHigh(word, prime2Low);
      high = (high + carry(low, addend, sum)) | 0;
      const turned = turn(sum, high, 31);
      high = imul(turned, prime1High) + imul(turn(high, sum, 31), prime1Low);
      high = (high + mulHigh(turned, prime1Low)) | 0;
      low = imul(turned, prime1Low);
    }
    lanes[lane] = low;
    lanes[lane + 1] = high;
  }
}

/** Folds the lanes and `length` into {@link digest}. */
function foldLanes(length: number): void {
  let low = 0;
  let high = 0;
  for (let lane = 0; lane < stripeWords; lane += 2) {
    const laneLow = lanes[lane] ?? 0;
    const laneHigh = lanes[lane + 1] ?? 0;
    const bits = laneTurns[lane >>> 1] ?? 0;
    const addend = turn(laneLow, laneHigh, bits);
    const sum = (low + addend) | 0;
    high = (high + turn(laneHigh, laneLow, bits) + carry(low, addend, sum)) | 0;
    low = sum;
  }
  for (let lane = 0; lane < stripeWords; lane += 2) {
    const laneLow = lanes[lane] ?? 0;
    const laneHigh = lanes[lane + 1] ?? 0;
    const mixedLow = imul(laneLow, prime2Low);
    const mixedHigh =
      imul(laneLow, prime2High) + imul(laneHigh, prime2Low) + mulHigh(laneLow, prime2Low);
    const turned = turn(mixedLow, mixedHigh, 31);
    low ^= imul(turned, prime1Low);
    high ^=
      imul(turned, prime1High) +
      imul(turn(mixedHigh, mixedLow, 31), prime1Low) +
      mulHigh(turned, prime1Low);
    const product = imul(low, prime1Low);
    high = imul(low, prime1High) + imul(high, prime1Low) + mulHigh(low, prime1Low);
    low = (product + prime4Low) | 0;
    high = (high + prime4High + carry(product, prime4Low, low)) | 0;
  }
  const total = (low + length) | 0;
  digest[0] = total;
  digest[1] = high + carry(low, length, total);
}

/** Spreads every bit over the whole hash and leaves it in {@link digest}. */
function avalanche(startLow: number, startHigh: number): void {
  const low = startLow ^ (startHigh >>> 1);
  const mixedLow = imul(low, prime2Low);
  const mixedHigh = imul(low, prime2High) + imul(startHigh, prime2Low) + mulHigh(low, prime2Low);
  const lastLow = mixedLow ^ (mixedLow >>> 29) ^ (mixedHigh << 3);
  const lastHigh = mixedHigh ^ (mixedHigh >>> 29);
  const high = imul(lastLow, prime3High) + imul(lastHigh, prime3Low) + mulHigh(lastLow, prime3Low);
  digest[0] = imul(lastLow, prime3Low) ^ high;
  digest[1] = high;
}

/** The upper half of the product of two unsigned 32-bit numbers, as a number modulo 2^32. */
function mulHigh(left: number, right: number): number {
  const top = right >>> 16;
  const bottom = right & mask16;
  const leftBottom = left & mask16;
  const middle = (left >>> 16) * bottom + ((leftBottom * bottom) >>> 16);
  return (left >>> 16) * top + (middle >>> 16) + ((leftBottom * top + (middle & mask16)) >>> 16);
}

/** One half of a 64-bit value rotated left by `bits` (1 to 31): `half` moves up, `other` fills in. */
function turn(half: number, other: number, bits: number): number {
  return (half << bits) | (other >>> (32 - bits));
}

/** 1 if adding the unsigned numbers gave a `sum` beyond 32 bits, else 0. No branch to mispredict. */
function carry(left: number, right: number, sum: number): number {
  return ((left & right) | ((left | right) & ~sum)) >>> 31;
}
