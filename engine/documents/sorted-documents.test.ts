import { expect, test } from 'vitest';
import { readSortRule } from './sort-rule.ts';
import { sortDocuments } from './sorted-documents.ts';

/** The places (in `values`) of the documents `{"v":…}`, sorted by `rules`. */
function order(values: readonly string[], ...rules: readonly string[]): number[] {
  const documents = values.map((value, place) => ({
    text: `{"v":${value},"place":${place}}`,
    sequence: String.fromCharCode(33 + place),
  }));
  return sortDocuments(documents, rules.map(readSortRule))
    .flat()
    .map(({ text }) => JSON.parse(text).place);
}

test('without rules documents come in the order of first insertion', () => {
  expect(order(['3', '1', '2'])).toEqual([0, 1, 2]);
});

test('numbers come before texts in both directions, and what has no value is not listed', () => {
  const values = ['null', '"b"', '2', '"A"', '10', '""'];
  expect(order(values, 'v:asc')).toEqual([2, 4, 3, 1]);
  expect(order(values, 'v:desc')).toEqual([4, 2, 1, 3]);
});

test('of several values the one counts that comes first', () => {
  expect(order(['[1, 9]', '[2, 3]'], 'v:asc')).toEqual([0, 1]);
  expect(order(['[2, 3]', '[1, 9]'], 'v:desc')).toEqual([1, 0]);
});

test('a document with numbers and texts is listed among both', () => {
  expect(order(['[1, "a"]', '2', '"b"'], 'v:asc')).toEqual([0, 1, 0, 2]);
});

test('texts are compared in their normalised form, by their first 468 bytes', () => {
  expect(order(['" b "', '"B"', '"a"'], 'v:asc')).toEqual([2, 0, 1]);
  const long = 'x'.repeat(468);
  expect(order([`"${long}b"`, `"${long}a"`], 'v:asc')).toEqual([0, 1]);
  expect(order([`"${long.slice(1)}b"`, `"${long.slice(1)}a"`], 'v:asc')).toEqual([1, 0]);
});

test('equal values are told apart by the next rule', () => {
  expect(order(['{"a":1,"b":1}', '{"a":1,"b":2}', '{"a":0,"b":0}'], 'v.a:asc', 'v.b:desc')).toEqual(
    [2, 1, 0],
  );
});

test('points within a metre of the first of them are equally far', () => {
  const documents = [1.5, 0.8, 0, undefined].map((metres, place) => ({
    text: metres === undefined ? '{}' : `{"_geo":{"lat":"${metres / 111_195}","lng":0}}`,
    sequence: String(place),
  }));
  const sequences = (rule: string): string[] =>
    sortDocuments(documents, [readSortRule(rule)])
      .flat()
      .map(({ sequence }) => sequence);
  expect(sequences('_geoPoint(0, 0):asc')).toEqual(['1', '2', '0', '3']);
  expect(sequences('_geoPoint(0, 0):desc')).toEqual(['0', '1', '2', '3']);
});
