import { expect, test } from 'vitest';
import { parseQuery, queryValue } from './routed-request.ts';

test('of a repeated parameter the last value counts, in the place of the first', () => {
  const query = parseQuery('limit=1&offset=2&li%6Dit=3');
  expect(query).toEqual([
    { name: 'limit', value: '3' },
    { name: 'offset', value: '2' },
  ]);
  expect(queryValue(query, 'limit')).toBe('3');
  expect(queryValue(query, 'page')).toBeUndefined();
});

test('a query string may have empty parts, names alone and escapes', () => {
  expect(parseQuery('&q=a+b%20%C3%A9&&limit&=x&')).toEqual([
    { name: 'q', value: 'a b é' },
    { name: 'limit', value: '' },
    { name: '', value: 'x' },
  ]);
  expect(parseQuery('')).toEqual([]);
});
