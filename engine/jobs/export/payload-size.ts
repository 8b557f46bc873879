/** A size that a client named, in bytes; or why it is none, in Meilisearch's words. */
export type SizeReading =
  | { readonly ok: true; readonly bytes: bigint }
  | { readonly ok: false; readonly reason: string };

const bytesMax = 2n ** 64n - 1n;
const prefixes = 'KMGTPE';

/**
 * Reads a size such as `50 MiB`. A small `b` stands for bits, a prefix without `i` for powers of a
 * thousand; what is no whole number of bytes is rounded up.
 */
export function readSize(text: string): SizeReading {
  const trimmed = text.trim();
  if (trimmed === '') return { ok: false, reason: 'no value can be found' };
  const number = /^\d+(?:\.\d*)?/.exec(trimmed)?.[0];
  if (number === undefined) {
    return { ok: false, reason: `the character ${quoted(trimmed)} is not a number` };
  }
  const unit = trimmed.slice(number.length).trimStart();
  const scale = readUnit(unit);
  if (!scale.ok) return scale;
  const [whole = '', fraction = ''] = number.split('.');
  const divisor = 10n ** BigInt(fraction.length) * (scale.isBits ? 8n : 1n);
  const scaled = BigInt(whole + fraction) * scale.factor;
  const bytes = (scaled + divisor - 1n) / divisor;
  if (bytes > bytesMax) return { ok: false, reason: `the value ${number} exceeds the valid range` };
  return { ok: true, bytes };
}

/** Writes a size in the largest unit that it reaches, of both kinds, as Meilisearch does. */
export function printSize(bytes: bigint): string {
  const unit = units.find(({ size }) => bytes >= size);
  return unit === undefined ? `${bytes} B` : `${Number(bytes) / Number(unit.size)} ${unit.name}`;
}

const units = Array.from(prefixes)
  .flatMap((prefix, place) => {
    const power = BigInt(place + 1);
    return [
      { name: `${prefix}iB`, size: 1024n ** power },
      { name: `${prefix}B`, size: 1000n ** power },
    ];
  })
  .toSorted((left, right) => (left.size > right.size ? -1 : 1));

type Scale =
  | { readonly ok: true; readonly factor: bigint; readonly isBits: boolean }
  | { readonly ok: false; readonly reason: string };

function readUnit(unit: string): Scale {
  if (unit === '' || unit === 'B' || unit === 'b') {
    return { ok: true, factor: 1n, isBits: unit === 'b' };
  }
  const power = BigInt(prefixes.indexOf(unit.charAt(0).toUpperCase()) + 1);
  if (power === 0n)
    return { ok: false, reason: incorrect(unit, "'B', 'K', 'M', 'G', 'T', 'P', 'E'") };
  const isBinary = /^.i/i.test(unit);
  const rest = unit.slice(isBinary ? 2 : 1);
  if (rest !== '' && rest !== 'B' && rest !== 'b') {
    return { ok: false, reason: incorrect(rest, "'B', 'b'") };
  }
  return { ok: true, factor: (isBinary ? 1024n : 1000n) ** power, isBits: rest === 'b' };
}

function incorrect(at: string, expected: string): string {
  return `the character ${quoted(at)} is incorrect (${expected} or no character or no character is expected)`;
}

function quoted(text: string): string {
  return `'${String.fromCodePoint(text.codePointAt(0) ?? 0)}'`;
}
