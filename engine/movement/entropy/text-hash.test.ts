import fc from 'fast-check';
import { expect, test } from 'vitest';
import xxhash from 'xxhash-wasm';
import { digest } from '../../placement/xxh64.ts';
import { bucketOf, digestText } from './text-hash.ts';

const oracle = await xxhash();

test.each([
  ['1', 212],
  ['doc-1', 170],
  ['user:123', 243],
])('the document %j is in bucket %i', (id, bucket) => {
  expect(bucketOf(id)).toBe(bucket);
});

test('any text is hashed as its UTF-8 bytes', () => {
  const text = fc.oneof(
    fc.string({ unit: 'grapheme-ascii', maxLength: 200 }),
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 200 })
      .map((units) => String.fromCharCode(...units)),
  );
  fc.assert(
    fc.property(text, (one) => {
      digestText(one);
      const [low = 0, high = 0] = digest;
      const found = (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
      expect(found).toBe(oracle.h64Raw(new TextEncoder().encode(one)));
    }),
  );
});
