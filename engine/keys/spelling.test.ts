import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keyedRandom } from '../../proxy/random.ts';
import { formatTime } from '../base/time.ts';
import { decodeBase64url, decodeUtf8 } from './base64url.ts';
import { readExpiry } from './expiry.ts';
import { randomUuid, readUuid } from './uuid.ts';

describe('a UUID', () => {
  test('that is made at random is one, of version 4, and unlike the others', () => {
    const random = keyedRandom('uuids');
    const made = Array.from({ length: 1000 }, () => randomUuid(random));
    expect(new Set(made).size).toBe(made.length);
    for (const uid of made) {
      expect(uid).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
      expect(readUuid(uid)).toEqual({ uid });
    }
  });

  test('is the same however it is written', () => {
    fc.assert(
      fc.property(fc.uuid(), (uid) => {
        const plain = uid.replaceAll('-', '');
        for (const text of [uid, uid.toUpperCase(), plain, `{${uid}}`, `urn:uuid:${uid}`]) {
          expect(readUuid(text)).toEqual({ uid });
        }
      }),
    );
  });

  test('is read or found at fault, whatever it is', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const reading = readUuid(text);
        if ('uid' in reading) expect(reading.uid).toHaveLength(36);
        else expect(reading.fault).toMatch(/^invalid /);
      }),
    );
  });
});

describe('base64url', () => {
  test('is decoded as it was encoded', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        const text = Buffer.from(bytes).toString('base64url');
        expect(decodeBase64url(text)).toEqual({ bytes: [...bytes] });
      }),
    );
  });

  test('has one spelling of everything', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('A', 'B', 'g', 'w', '_', '-', '0', '9', '=', '.'),
          maxLength: 9,
        }),
        (text) => {
          const reading = decodeBase64url(text);
          if ('fault' in reading) return;
          expect(Buffer.from(reading.bytes).toString('base64url')).toBe(text);
        },
      ),
    );
  });

  test('holds text, or bytes that are none', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(decodeUtf8([...Buffer.from(text)])).toBe(text);
      }),
    );
    expect(decodeUtf8([0xff])).toBeUndefined();
    expect(decodeUtf8([0xc3])).toBeUndefined();
  });
});

describe('the end of a key', () => {
  test('is read as it is shown', () => {
    const momentMax = Date.UTC(9999, 11, 31);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: momentMax }), (wallMs) => {
        const shown = formatTime(wallMs);
        expect(readExpiry(shown)).toEqual({ shown, wallMs });
      }),
    );
  });

  test.each([
    ['2099-01-01', '2099-01-01T00:00:00Z'],
    ['2099-01-01 10:00:00', '2099-01-01T10:00:00Z'],
    ['2099-01-01T10:00:00.120-00:00', '2099-01-01T10:00:00.12Z'],
    ['2099-01-01T10:00:00+05:30', '2099-01-01T10:00:00+05:30'],
    ['2099-12-31T23:59:60Z', '2099-12-31T23:59:59.999999999Z'],
    ['2099-12-31T23:59:60', undefined],
    ['2099-12-30T23:59:60Z', undefined],
    ['2099-01-01T10:00:00+24:00', undefined],
    ['2099-02-29', undefined],
    ['', undefined],
  ])('%j is %j', (text, shown) => {
    expect(readExpiry(text)?.shown).toBe(shown);
  });
});
