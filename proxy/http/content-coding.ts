import { brotliDecompress, gunzip, inflate, zstdDecompress } from 'node:zlib';

/** The outcome of undoing a `Content-Encoding`. */
export type Decoded =
  | { readonly kind: 'decoded'; readonly bytes: Buffer }
  | { readonly kind: 'too-large' }
  /** The bytes are not what the header says. */
  | { readonly kind: 'broken' };

type Decompress = (
  bytes: Buffer,
  options: { readonly maxOutputLength: number },
  callback: (error: Error | null, decoded: Buffer) => void,
) => void;

/** Every encoding that Meilisearch knows. */
const decompressors: ReadonlyMap<string, Decompress> = new Map<string, Decompress>([
  ['gzip', gunzip],
  ['deflate', inflate],
  ['br', brotliDecompress],
  ['zstd', zstdDecompress],
]);

/**
 * Undoes a `Content-Encoding`, giving up once the result exceeds `limitBytes`. Bytes in an encoding
 * that Meilisearch does not know pass as they are, as it lets them.
 */
export function decodeContent(
  bytes: Buffer,
  encoding: string | undefined,
  limitBytes: number,
): Promise<Decoded> {
  const decompress = decompressors.get(encoding?.toLowerCase() ?? '');
  if (decompress === undefined) return Promise.resolve({ kind: 'decoded', bytes });
  return new Promise((resolve) => {
    decompress(bytes, { maxOutputLength: limitBytes }, (error, decoded) => {
      if (error === null) resolve({ kind: 'decoded', bytes: decoded });
      else resolve({ kind: isOverflow(error) ? 'too-large' : 'broken' });
    });
  });
}

function isOverflow(error: Error): boolean {
  return 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
}
