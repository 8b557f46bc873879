/** The 64 bits that decide a run, as two unsigned words. */
export interface Seed {
  readonly high: number;
  readonly low: number;
}

/** A text that is no seed. */
export class InvalidSeed extends Error {
  override name = 'InvalidSeed';
}

/**
 * Reads a seed: `0x` and up to 16 hexadecimal digits, a decimal number, or a commit hash of 40
 * digits, of which the first 64 bits count. Throws {@link InvalidSeed}.
 */
export function parseSeed(text: string): Seed {
  const digits = /^[0-9a-f]{40}$/i.test(text) ? `0x${text.slice(0, 16)}` : text;
  if (!/^(?:0x[0-9a-f]{1,16}|\d{1,20})$/i.test(digits) || BigInt(digits) >= 2n ** 64n) {
    throw new InvalidSeed(
      `\`${text}\` is not a seed: it should be a whole number below 2^64, \`0x\` with up to 16 hexadecimal digits, or a commit hash.`,
    );
  }
  const value = BigInt(digits);
  return { high: Number(value >> 32n), low: Number(value & 0xffffffffn) };
}

/** Writes a seed as `0x` and 16 digits, as {@link parseSeed} reads it. */
export function formatSeed({ high, low }: Seed): string {
  return `0x${[high, low].map((word) => word.toString(16).padStart(8, '0')).join('')}`;
}

/** The seed of the run number `place` of a campaign that begins at `first`. */
export function nthSeed(first: Seed, place: number): Seed {
  const low = first.low + place;
  return { high: (first.high + Math.floor(low / 2 ** 32)) >>> 0, low: low >>> 0 };
}
