import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FilterSyntaxError } from './filter-error.ts';
import { parseFilterExpression } from './filter-parser.ts';
import { printFilter } from './filter-print.ts';
import type { FilterTree, FilterWord } from './filter-tree.ts';
import { FilterTypeError, parseFilterValue } from './filter-value.ts';

const operations =
  '`=`, `!=`, `>=`, `>`, `<=`, `<`, `IN`, `NOT IN`, `TO`, `EXISTS`, `NOT EXISTS`, `IS NULL`, `IS NOT NULL`, `IS EMPTY`, `IS NOT EMPTY`, `CONTAINS`, `NOT CONTAINS`, `STARTS WITH`, `NOT STARTS WITH`, `_geoRadius`, or `_geoBoundingBox`';

/** The tree as printed: words without their places. */
function readAs(expression: unknown): string {
  const tree = parseFilterValue(expression);
  return tree === undefined ? '' : printFilter(tree);
}

describe('reads', () => {
  test.each([
    ['a = 1', '"a" = "1"'],
    ['a=1', '"a" = "1"'],
    ['a != b-c.d_e', '"a" != "b-c.d_e"'],
    ["a >= 'x y'", '"a" >= "x y"'],
    ['a = "it\\"s"', '"a" = "it\\"s"'],
    ["a = 'it\\'s'", '"a" = "it\'s"'],
    ['a 1 TO 5', '"a" "1" TO "5"'],
    ['a IN [1, "b",]', '"a" IN ["1", "b"]'],
    ['a IN[]', '"a" IN []'],
    ['a NOT IN [1]', 'NOT ("a" IN ["1"])'],
    ['a EXISTS', '"a" EXISTS'],
    ['a NOT EXISTS', 'NOT ("a" EXISTS)'],
    ['a IS NULL', '"a" IS NULL'],
    ['a IS NOT NULL', 'NOT ("a" IS NULL)'],
    ['a IS NOT EMPTY', 'NOT ("a" IS EMPTY)'],
    ['a STARTS WITH b', '"a" STARTS WITH "b"'],
    ['a NOT CONTAINS b', 'NOT ("a" CONTAINS "b")'],
    ['_geoRadius(1, -2.5,1e3)', '_geoRadius(1, -2.5, 1e3)'],
    ['_geoBoundingBox([3,4], [1,2])', '_geoBoundingBox([3, 4], [1, 2])'],
    ['a = 1 OR b = 2 AND c = 3', '"a" = "1" OR ("b" = "2" AND "c" = "3")'],
    ['(a = 1 OR b = 2) AND c = 3', '("a" = "1" OR "b" = "2") AND "c" = "3"'],
    ['NOT a = 1 AND b = 2', 'NOT ("a" = "1") AND "b" = "2"'],
    ['NOT(a = 1)AND(b = 2)', 'NOT ("a" = "1") AND "b" = "2"'],
    ['  ', ''],
  ])('%s', (expression, printed) => {
    expect(readAs(expression)).toBe(printed);
  });

  test('arrays: all of them, with alternatives inside', () => {
    expect(readAs(['a = 1', ['b = 2', 'c = 3'], []])).toBe(
      '"a" = "1" AND ("b" = "2" OR "c" = "3")',
    );
    expect(readAs([[], ' '])).toBe('');
  });
});

describe('refuses in the words of Meilisearch', () => {
  test.each([
    ['a', `Was expecting an operation ${operations} at \`a\`.\n1:2 a`],
    [
      'a = 1 AND',
      `Was expecting an operation ${operations} but instead got nothing.\n10:10 a = 1 AND`,
    ],
    ['a 1 TO', `Was expecting an operation ${operations} at \`a 1 TO\`.\n1:7 a 1 TO`],
    ['a =', 'Was expecting a value but instead got nothing.\n4:4 a ='],
    ['a = +1', 'Was expecting a value but instead got `+1`.\n5:7 a = +1'],
    [
      'a = AND',
      'Was expecting a value but instead got `AND`, which is a reserved keyword. To use `AND` as a field name or a value, surround it by quotes.\n5:8 a = AND',
    ],
    [
      'a = 1 b = 2',
      'Found unexpected characters at the end of the filter: `b = 2`. You probably forgot an `OR` or an `AND` rule.\n7:12 a = 1 b = 2',
    ],
    ['(a = 1', 'Expression `(a = 1` is missing the following closing delimiter: `)`.\n1:7 (a = 1'],
    ['a = "x', 'Expression `\\"x` is missing the following closing delimiter: `"`.\n5:7 a = "x'],
    ['a IN 1', 'Expected `[` after `IN` keyword.\n6:7 a IN 1'],
    ['a IN [1', 'Expected matching `]` after the list of field names given to `IN[`\n8:8 a IN [1'],
    [
      'a IN [a b]',
      'Expected only comma-separated field names inside `IN[..]` but instead found `b]`.\n9:11 a IN [a b]',
    ],
    [
      '_geoRadius(1,2)',
      'The `_geoRadius` filter expects three arguments: `_geoRadius(latitude, longitude, radius)`.\n16:16 _geoRadius(1,2)',
    ],
    [
      'a = _geoRadius(1,2,3)',
      "The `_geoRadius` filter is an operation and can't be used as a value.\n5:22 a = _geoRadius(1,2,3)",
    ],
    ['é = 1 AND\né', `Was expecting an operation ${operations} at \`é\`.\n1:2 é = 1 AND\né`],
  ])('%s', (expression, message) => {
    expect(() => parseFilterExpression(expression)).toThrow(FilterSyntaxError);
    expect(() => parseFilterExpression(expression)).toThrow(message);
  });

  test.each([
    [1, 'Invalid syntax for the filter parameter: `expected String, Array, found: 1`.'],
    [[1], 'Invalid syntax for the filter parameter: `expected String, [String], found: 1`.'],
    [[['a = 1', 1]], 'Invalid syntax for the filter parameter: `expected String, found: 1`.'],
  ])('the value %j', (value, message) => {
    expect(() => parseFilterValue(value)).toThrow(FilterTypeError);
    expect(() => parseFilterValue(value)).toThrow(message);
  });
});

test('what is printed reads as the same tree', () => {
  fc.assert(
    fc.property(arbitraryTree, (tree) => {
      const printed = printFilter(tree);
      const read = parseFilterExpression(printed);
      expect(read === undefined ? '' : printFilter(read)).toBe(printed);
      expect(shapeOf(read)).toEqual(shapeOf(tree));
    }),
  );
});

test('any text either reads or is refused with a reason', () => {
  const fragments = [
    'a',
    '=',
    '1',
    'AND',
    'NOT',
    '(',
    ')',
    'IN',
    '[',
    ']',
    ',',
    '"',
    "'",
    '\\',
    ' ',
  ];
  const text = fc.array(fc.constantFrom(...fragments, '_geoRadius', 'IS', 'NULL', 'é', '\n'));
  fc.assert(
    fc.property(text, (parts) => {
      try {
        parseFilterExpression(parts.join(' '));
      } catch (error) {
        expect(error).toBeInstanceOf(FilterSyntaxError);
      }
    }),
  );
});

const word: fc.Arbitrary<FilterWord> = fc
  .string({ unit: 'grapheme', maxLength: 6 })
  .map((text) => ({ text, source: '', start: 0, end: 0 }));
const number = fc.integer().map((value) => ({ text: String(value), source: '', start: 0, end: 0 }));

const arbitraryTree: fc.Arbitrary<FilterTree> = fc.letrec<{ tree: FilterTree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.record({
      kind: fc.constant('comparison' as const),
      attribute: word,
      operator: fc.constantFrom('=' as const, '!=' as const, '>=' as const, '<' as const),
      value: word,
    }),
    fc.record({
      kind: fc.constantFrom('exists' as const, 'null' as const, 'empty' as const),
      attribute: word,
    }),
    fc.record({ kind: fc.constant('in' as const), attribute: word, values: fc.array(word) }),
    fc.record({ kind: fc.constant('between' as const), attribute: word, from: word, to: word }),
    fc.record({
      kind: fc.constant('geo-radius' as const),
      latitude: number,
      longitude: number,
      radius: number,
    }),
    fc.record({ kind: fc.constant('not' as const), operand: tie('tree') }),
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      operands: fc.array(tie('tree'), { minLength: 2, maxLength: 3 }),
    }),
  ),
})).tree;

/** A tree without places; a chain inside a chain of its own kind stays as it was written. */
function shapeOf(tree: unknown): unknown {
  return JSON.parse(
    JSON.stringify(tree, (name, value: unknown) =>
      ['source', 'start', 'end'].includes(name) ? undefined : value,
    ),
  );
}
