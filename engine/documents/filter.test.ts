import { describe, expect, test } from 'vitest';
import { filterFromQuery, joinFilters, narrowFilter } from './filter.ts';

describe('filters', () => {
  test.each([
    [null, null, null],
    ['"a = 1"', null, '"a = 1"'],
    [null, '["a = 1"]', '["a = 1"]'],
    ['"a = 1"', '"b = 1"', '["a = 1","b = 1"]'],
    ['[ ["a = 1", "b = 1"], "c = 1" ]', '"d = 1"', '[["a = 1", "b = 1"], "c = 1","d = 1"]'],
    ['[]', '[]', '[]'],
    ['["a = 1"]', '[]', '["a = 1"]'],
    ['1.0', '"a = 1"', '[1.0,"a = 1"]'],
  ])('%s and %s are %s', (left, right, joined) => {
    expect(joinFilters(left, right)).toBe(joined);
  });

  test.each([
    [null, null, null],
    ['"a = 1"', null, '"a = 1"'],
    [null, 's IN [1]', '"s IN [1]"'],
    ['"a = 1"', 's = "x"', String.raw`["a = 1","s = \"x\""]`],
    ['[]', 's IN [1]', '["s IN [1]"]'],
  ])('%s is narrowed by %s to %s', (filter, shards, narrowed) => {
    expect(narrowFilter(filter, shards)).toBe(narrowed);
  });

  test.each(['1.0', '{"a":1}', 'true'])('%s, which is none, is left to nodes', (filter) => {
    expect(narrowFilter(filter, 's IN [1]')).toBe(filter);
  });

  test.each([
    ['a = 1', '"a = 1"'],
    ['["a = 1", 1e3]', '["a = 1", 1e3]'],
    ['"a = 1"', '"a = 1"'],
  ])('%s in a query is %s', (text, filter) => {
    expect(filterFromQuery(text)).toBe(filter);
  });

  test('a number is quoted as Meilisearch prints it', () => {
    expect(() => filterFromQuery('1e3')).toThrow('found: 1000.0`');
  });
});
