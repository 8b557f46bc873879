import { expect, test } from 'vitest';
import { sortedPage } from './sorted-page.ts';

interface Content {
  readonly id: number;
  readonly [name: string]: unknown;
}

function list(contents: readonly Content[]) {
  return {
    documents: contents.map((content) => ({
      text: JSON.stringify(content),
      sequence: String(content.id).padStart(3, '0'),
    })),
  };
}

function ids(
  lists: readonly (readonly Content[])[],
  sort: readonly string[],
  offset = 0,
  limit = 100,
): number[] {
  const page = sortedPage(lists.map(list), sort, { offset, limit });
  return page.map(({ sequence }) => Number(sequence));
}

const twoNodes = [
  [
    { id: 1, a: 'b', g: 1 },
    { id: 3, a: [7, 'A'], g: 1 },
    { id: 5, a: null, g: 2 },
  ],
  [
    { id: 2, a: 2, g: 1 },
    { id: 4, a: ['ä', 'c'], g: 2 },
    { id: 6, g: 2 },
  ],
];

test('numbers come before texts in both directions, and what has no value is not listed', () => {
  expect(ids(twoNodes, ['a:asc'])).toEqual([2, 3, 3, 4, 1]);
  expect(ids(twoNodes, ['a:desc'])).toEqual([3, 2, 4, 1, 3]);
});

test('equal documents follow one another as they were inserted', () => {
  expect(ids(twoNodes, ['g:desc'])).toEqual([4, 5, 6, 1, 2, 3]);
});

test('a document that both lists hold is listed once', () => {
  const [first = []] = twoNodes;
  expect(ids([first, first], ['g:asc'])).toEqual([1, 3, 5]);
});

test.each([
  [0, [1, 2, 3, 4, 5, 6]],
  [1, [1, 2, 3, 4, 5, 6]],
  [2, [3, 4, 5, 6]],
  [3, []],
  [4, [4, 5, 6]],
  [5, [6]],
  [6, []],
  [9, []],
])('skipping %i in groups of three goes as wrong as in Meilisearch', (offset, expected) => {
  expect(ids(twoNodes, ['g:asc'], offset)).toEqual(expected);
});

test('places are sorted by their distance, and what has none comes last', () => {
  const places = [
    { id: 1, _geo: { lat: 0, lng: 179 } },
    { id: 2 },
    { id: 3, _geo: { lat: '0', lng: '-179.5' } },
    { id: 4, _geo: { lat: 0, lng: 0 } },
  ];
  expect(ids([places], ['_geoPoint(0, 180):asc'])).toEqual([3, 1, 4, 2]);
  expect(ids([places], ['_geoPoint(0,180):desc'])).toEqual([4, 1, 3, 2]);
});

test('values lie deep in lists and under names with dots', () => {
  const documents = [
    { id: 1, a: { b: [{ c: 3 }, { c: 9 }] } },
    { id: 2, 'a.b': { c: 5 } },
    { id: 3, a: { 'b.c': 4 } },
  ];
  expect(ids([documents], ['a.b.c:asc'])).toEqual([1, 3, 2]);
});
