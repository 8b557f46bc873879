import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import xxhash from 'xxhash-wasm';
import { hashBytes, hashOfKey, score, shardForKey } from './hash.ts';

const oracle = await xxhash();
const encoder = new TextEncoder();

function terminated(...parts: readonly (Uint8Array | string)[]): Uint8Array {
  const bytes = parts.flatMap((part) => [
    ...(typeof part === 'string' ? encoder.encode(part) : part),
  ]);
  return Uint8Array.from([...bytes, 0xff]);
}

function littleEndian(number: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, number, true);
  return bytes;
}

/** Texts of every kind: ASCII, any Unicode, lone surrogates. */
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme-ascii', maxLength: 300 }),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc
    .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 300 })
    .map((units) => String.fromCharCode(...units)),
);

describe('against the published vectors', () => {
  test.each([
    ['', 0xef46db3751d8e999n],
    ['a', 0xd24ec4f1a98c6e5bn],
    ['abc', 0x44bc2cf5ad770999n],
  ])('XXH64 of %j', (text, hash) => {
    expect(hashBytes(encoder.encode(text))).toBe(hash);
  });

  test.each([
    ['order:xyz', 64, 10, 8681985836507538570n],
    ['alpha', 128, 104, 14049985273381529064n],
    ['beta', 128, 91, 15447790403186457819n],
    ['user:123', 64, 46, 16845704173876250158n],
    ['user:456', 64, 48, 3250797293330841776n],
    ['product:abc', 64, 24, 14984776139073514584n],
    ['user:12345', 64, 15, 4838344264720400847n],
    ['order:99999', 64, 4, 4252231143384119044n],
    ['test', 16, 10, 3355539057510317530n],
    ['hello', 32, 6, 2294226520621865126n],
  ])('the key %j of %i shards lives on shard %i', (key, shards, shard, hash) => {
    expect(hashOfKey(key)).toBe(hash);
    expect(shardForKey(key, shards)).toBe(shard);
  });

  test.each([
    ['1', 36],
    ['2', 33],
    ['42', 53],
    ['sku_123', 62],
    ['user:1', 50],
  ])('the key %j of 64 shards lives on shard %i', (key, shard) => {
    expect(shardForKey(key, 64)).toBe(shard);
  });

  test.each([
    [0, 'node-a', 14466948925507689025n],
    [42, 'node1', 16409395505008936582n],
    [0, 'meili-0', 12731063314527458815n],
    [1, 'meili-0', 2388035907087595661n],
    [2, 'meili-0', 5430686032307291634n],
    [3, 'meili-0', 16304444826525916388n],
  ])('the score of shard %i on %s', (shard, node, value) => {
    expect(score(shard, node)).toBe(value);
  });

  test.each([
    ['1', 212n],
    ['doc-1', 170n],
    ['user:123', 243n],
  ])('the unterminated bytes of %j fall into bucket %i of 256', (key, bucket) => {
    expect(hashBytes(encoder.encode(key)) % 256n).toBe(bucket);
  });

  test.each([
    ['7||miroir-0', 5065547231231342313n],
    ['7||miroir-1', 13077357488769820945n],
    ['7||miroir-2', 7850679835404007048n],
  ])('the unterminated bytes of %j', (text, hash) => {
    expect(hashBytes(encoder.encode(text))).toBe(hash);
  });
});

describe('against xxhash-wasm', () => {
  test('bytes of every length up to 300', () => {
    for (let length = 0; length <= 300; length += 1) {
      const bytes = Uint8Array.from({ length }, (_, index) => (index * 167 + length) & 0xff);
      expect(hashBytes(bytes), `${length} bytes`).toBe(oracle.h64Raw(bytes));
    }
  });

  test('ASCII keys of every length up to 600, around and beyond the scratch buffer', () => {
    for (let length = 0; length <= 600; length += 1) {
      const key = 'k'.repeat(length);
      expect(hashOfKey(key), `${length} characters`).toBe(oracle.h64Raw(terminated(key)));
    }
  });

  test('any bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(hashBytes(bytes)).toBe(oracle.h64Raw(bytes));
      }),
    );
  });

  test('any key, with lone surrogates as U+FFFD', () => {
    fc.assert(
      fc.property(anyText, (key) => {
        expect(hashOfKey(key)).toBe(oracle.h64Raw(terminated(key)));
      }),
      { numRuns: 500 },
    );
  });

  test('any shard and node, in any order of calls', () => {
    fc.assert(
      fc.property(fc.nat(4095), anyText, anyText, (shard, node, key) => {
        const expected = oracle.h64Raw(terminated(littleEndian(shard), node));
        expect(score(shard, node)).toBe(expected);
        expect(hashOfKey(key)).toBe(oracle.h64Raw(terminated(key)));
        expect(score(shard, node)).toBe(expected);
      }),
      { numRuns: 300 },
    );
  });

  test('the remainder is exact for every number of shards', () => {
    fc.assert(
      fc.property(anyText, fc.integer({ min: 1, max: 4096 }), (key, shards) => {
        const hash = oracle.h64Raw(terminated(key));
        expect(shardForKey(key, shards)).toBe(Number(hash % BigInt(shards)));
      }),
      { numRuns: 500 },
    );
  });
});

test.each([0, 4097])('%i shards are refused', (shards) => {
  expect(() => shardForKey('key', shards)).toThrow('number of shards');
});

test.each([16, 64, 100])('keys spread evenly over %i shards (chi-square)', (shards) => {
  for (const prefix of ['user:', 'order-', '', 'é']) {
    const counts = Array.from({ length: shards }, () => 0);
    const keys = shards * 200;
    for (let key = 0; key < keys; key += 1) {
      const shard = shardForKey(`${prefix}${key}`, shards);
      counts[shard] = (counts[shard] ?? 0) + 1;
    }
    const expected = keys / shards;
    const chiSquare = counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // Mean and variance of the distribution are the degrees of freedom and twice that.
    const freedom = shards - 1;
    expect(chiSquare).toBeLessThan(freedom + 4 * Math.sqrt(2 * freedom));
    expect(chiSquare).toBeGreaterThan(freedom - 4 * Math.sqrt(2 * freedom));
  }
});
