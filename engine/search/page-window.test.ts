import { describe, expect, test } from 'vitest';
import { pageMembers, pageWindow } from './page-window.ts';
import { parseSearchBody } from './parse.ts';

const page = (body: string) => parseSearchBody(body).page;

// Recorded from Meilisearch: `maxTotalHits` 50, of which more match.
const recorded: readonly [string, { start: number; end: number }, string][] = [
  ['{"limit":2}', { start: 0, end: 2 }, '"limit":2,"offset":0,"estimatedTotalHits":50'],
  [
    '{"limit":200,"offset":48}',
    { start: 48, end: 50 },
    '"limit":200,"offset":48,"estimatedTotalHits":50',
  ],
  [
    '{"limit":3,"offset":70}',
    { start: 0, end: 0 },
    '"limit":3,"offset":50,"estimatedTotalHits":50',
  ],
  ['{"limit":0}', { start: 0, end: 0 }, '"limit":0,"offset":0,"estimatedTotalHits":50'],
  [
    '{"limit":3,"offset":18446744073709551615}',
    { start: 0, end: 0 },
    '"limit":3,"offset":50,"estimatedTotalHits":50',
  ],
  [
    '{"limit":18446744073709551615,"offset":3}',
    { start: 3, end: 50 },
    '"limit":18446744073709551615,"offset":3,"estimatedTotalHits":50',
  ],
  [
    '{"page":3,"hitsPerPage":20}',
    { start: 40, end: 50 },
    '"hitsPerPage":20,"page":3,"totalPages":3,"totalHits":50',
  ],
  [
    '{"page":4,"hitsPerPage":20}',
    { start: 0, end: 0 },
    '"hitsPerPage":20,"page":4,"totalPages":3,"totalHits":50',
  ],
  [
    '{"page":1,"hitsPerPage":200}',
    { start: 0, end: 50 },
    '"hitsPerPage":200,"page":1,"totalPages":1,"totalHits":50',
  ],
  ['{"page":0}', { start: 0, end: 0 }, '"hitsPerPage":20,"page":0,"totalPages":3,"totalHits":50'],
  [
    '{"hitsPerPage":0,"page":2}',
    { start: 0, end: 0 },
    '"hitsPerPage":0,"page":2,"totalPages":0,"totalHits":50',
  ],
  [
    '{"page":18446744073709551615,"hitsPerPage":3}',
    { start: 0, end: 0 },
    '"hitsPerPage":3,"page":18446744073709551615,"totalPages":17,"totalHits":50',
  ],
];

describe('a page under maxTotalHits', () => {
  test.each(recorded)('%s', (body, window, members) => {
    expect(pageWindow(page(body), 50)).toEqual(window);
    expect(pageMembers(page(body), 3555, 50)).toBe(members);
  });

  test('tells the hits that were found while these are fewer', () => {
    expect(pageMembers(page('{}'), 7, 50)).toBe('"limit":20,"offset":0,"estimatedTotalHits":7');
    expect(pageMembers(page('{"hitsPerPage":3}'), 7, 50)).toBe(
      '"hitsPerPage":3,"page":1,"totalPages":3,"totalHits":7',
    );
  });
});
