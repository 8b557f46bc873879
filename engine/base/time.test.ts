import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatDuration, formatTime, parseDate, parseTime } from './time.ts';

const years1900To2200 = fc.integer({ min: Date.UTC(1900, 0), max: Date.UTC(2200, 0) });

describe('time', () => {
  test('is written as JavaScript writes it, without trailing zeros', () => {
    fc.assert(
      fc.property(years1900To2200, (wallMs) => {
        const expected = new Date(wallMs)
          .toISOString()
          .replace(/\.?0*Z$/, (zeros) => (zeros.startsWith('.') ? 'Z' : zeros));
        expect(parseTime(formatTime(wallMs))).toBe(wallMs);
        expect(Date.parse(formatTime(wallMs))).toBe(Date.parse(expected));
      }),
    );
  });

  test('is read with zones and fractions', () => {
    expect(parseTime('2026-11-22T10:59:00.5+01:30')).toBe(Date.UTC(2026, 10, 22, 9, 29, 0, 500));
    expect(parseTime('2026-11-22T10:59:00Z')).toBe(Date.UTC(2026, 10, 22, 10, 59));
  });

  test.each([
    '2026-02-30T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01',
    'yesterday',
    '2026-01-01T24:00:00Z',
  ])('%s is not a time', (text) => {
    expect(parseTime(text)).toBeUndefined();
  });

  test('bare dates are read at their start', () => {
    expect(parseDate('2024-02-29')).toBe(Date.UTC(2024, 1, 29));
    expect(parseDate('2023-02-29')).toBeUndefined();
  });

  test('durations look like Meilisearch’s', () => {
    expect(formatDuration(23)).toBe('PT0.023S');
    expect(formatDuration(61_000)).toBe('PT61S');
  });
});
