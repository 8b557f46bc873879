import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import {
  brotliCompressSync,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ReadBody, readBody } from './request-body.ts';

function read(chunks: readonly Uint8Array[], encoding?: string, limit = 1000): Promise<ReadBody> {
  const message = new IncomingMessage(new Socket());
  if (encoding !== undefined) message.headers['content-encoding'] = encoding;
  for (const chunk of chunks) message.push(Buffer.from(chunk));
  message.push(null);
  return readBody(message, limit);
}

const text = '[{"id":1,"name":"名 😀"}]';
const bytes = Buffer.from(text);

describe('a body', () => {
  test('is text, wherever its chunks begin', async () => {
    const chunks = [...bytes].map((byte) => Uint8Array.of(byte));
    expect(await read(chunks)).toEqual({ kind: 'text', text });
    expect(await read([])).toEqual({ kind: 'text', text: '' });
  });

  test('may be exactly as large as the limit, not larger', async () => {
    expect(await read([bytes], undefined, bytes.length)).toEqual({ kind: 'text', text });
    const limitBytes = bytes.length - 1;
    expect(await read([bytes], undefined, limitBytes)).toEqual({ kind: 'too-large', limitBytes });
  });

  test.each([
    ['gzip', gzipSync(bytes)],
    ['GZIP', gzipSync(bytes)],
    ['deflate', deflateSync(bytes)],
    ['br', brotliCompressSync(bytes)],
    ['zstd', zstdCompressSync(bytes)],
    ['identity', bytes],
    ['lzma', bytes],
    ['gzip, br', bytes],
  ])('in the encoding %s is decoded as Meilisearch does', async (encoding, encoded) => {
    expect(await read([encoded], encoding)).toEqual({ kind: 'text', text });
  });

  test.each([
    ['text that claims to be gzip', 'gzip', bytes],
    ['gzip that ends early', 'gzip', gzipSync(bytes).subarray(0, -6)],
    ['deflate without its header', 'deflate', deflateRawSync(bytes)],
    ['text that claims to be zstd', 'zstd', bytes],
  ])('such as %s cannot be decoded', async (_, encoding, encoded) => {
    expect(await read([encoded], encoding)).toEqual({ kind: 'undecodable' });
  });

  test.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ])('that explodes when %s is undone is too large', async (encoding, compress) => {
    const bomb = compress(Buffer.alloc(10_000_000));
    const limitBytes = 100_000;
    expect(bomb.length).toBeLessThan(limitBytes);
    expect(await read([bomb], encoding, limitBytes)).toEqual({ kind: 'too-large', limitBytes });
  });

  test('that is not UTF-8 is known up to the first bad byte', async () => {
    const cases: [string, string][] = [
      ['61 62 ff 63', 'ab'],
      ['ff', ''],
      ['c3 a9 e5 90', 'é'],
      ['ef bf bd 80 61', '\uFFFD'],
      ['61 f0 9f 98', 'a'],
      ['61 ed a0 80', 'a'],
      ['c0 80', ''],
    ];
    for (const [hex, validText] of cases) {
      const body = await read([Buffer.from(hex.replaceAll(' ', ''), 'hex')]);
      expect(body, hex).toEqual({ kind: 'invalid-utf8', validText });
    }
  });

  test('loses nothing before its first bad byte', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary' }), fc.string(), async (before, after) => {
        const bad = [Buffer.from(before), Buffer.from([0xff]), Buffer.from(after)];
        const body = await read(bad, undefined, 1e6);
        expect(body).toEqual({ kind: 'invalid-utf8', validText: before });
      }),
    );
  });
});
