import { describe, expect, test } from 'vitest';
import { joinFilters, narrowFilterText } from './filter-text.ts';

describe('filters as text', () => {
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
    expect(narrowFilterText(filter, shards)).toBe(narrowed);
  });

  test.each(['1.0', '{"a":1}', 'true'])('%s, which is none, is left to nodes', (filter) => {
    expect(narrowFilterText(filter, 's IN [1]')).toBe(filter);
  });
});
