import { expect, test } from 'vitest';
import { formatSeed, InvalidSeed, nthSeed, parseSeed } from './seed.ts';

test('a seed is read as decimal, as hexadecimal, and from the head of a commit hash', () => {
  expect(parseSeed('12')).toEqual({ high: 0, low: 12 });
  expect(parseSeed('0x1ffffffff')).toEqual({ high: 1, low: 0xffffffff });
  expect(parseSeed('0123456789abcdef0123456789abcdef01234567')).toEqual({
    high: 0x01234567,
    low: 0x89abcdef,
  });
});

test('a seed is written so that it is read again', () => {
  const seed = { high: 7, low: 0xdeadbeef };
  expect(formatSeed(seed)).toBe('0x00000007deadbeef');
  expect(parseSeed(formatSeed(seed))).toEqual(seed);
});

test.each(['', 'x', '-1', '0x', '0x12345678901234567', '18446744073709551616', '1.5'])(
  '%j is no seed, and the message says what is one',
  (text) => {
    expect(() => parseSeed(text)).toThrow(InvalidSeed);
    expect(() => parseSeed(text)).toThrow('should be a whole number below 2^64');
  },
);

test('the seeds of a campaign follow one another, past 32 bits too', () => {
  expect(nthSeed({ high: 0, low: 5 }, 3)).toEqual({ high: 0, low: 8 });
  expect(nthSeed({ high: 1, low: 0xffffffff }, 2)).toEqual({ high: 2, low: 1 });
});
