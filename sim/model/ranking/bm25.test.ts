import { expect, test } from 'vitest';
import type { RankingQuery } from './ranking.ts';
import { idsOfAll, indexOf, queryFor } from './testing/small-index.ts';

const documents = ['apple', 'apple apple pie', 'a pie of plums and apples and more', 'plum'].map(
  (title) => ({ title }),
);

function ranked(texts: readonly { title: string }[], query: RankingQuery) {
  return indexOf(texts, {}, 'bm25').rank(idsOfAll(texts), query);
}

test('shorter texts and more occurrences come first', () => {
  const hits = ranked(documents, queryFor('apple '));
  expect(hits.map(({ internalId }) => internalId)).toEqual([1, 0, 2]);
});

test('the score is that of the formula', () => {
  const texts = [{ title: 'plum' }, { title: 'plum pear' }, { title: 'fig' }];
  const [first, second] = ranked(texts, queryFor('plum '));
  const weight = Math.log(1 + 1.5 / 2.5);
  const scoreOf = (length: number) => {
    const sum = (weight * 2.2) / (1 + 1.2 * (0.25 + (0.75 * length) / (4 / 3)));
    return sum / (1 + sum);
  };
  expect(first?.score).toBeCloseTo(scoreOf(1), 12);
  expect(second?.score).toBeCloseTo(scoreOf(2), 12);
  expect(first?.details).toEqual([['bm25', { order: 0, score: first?.score }]]);
});

test('the same document scores differently among others', () => {
  const [alone] = ranked(documents.slice(0, 1), queryFor('apple '));
  const among = ranked(documents, queryFor('apple ')).find(({ internalId }) => internalId === 0);
  expect(alone?.score).not.toBe(among?.score);
});

test('scores that tie are sorted as the request says', () => {
  const texts = [
    { title: 'plum', price: 3 },
    { title: 'plum', price: 1 },
  ];
  const hits = ranked(
    texts,
    queryFor('plum ', { sort: [{ kind: 'attribute', attribute: 'price', direction: 'asc' }] }),
  );
  // The number is a word of the document too, so that both have the same length.
  expect(hits.map(({ internalId }) => internalId)).toEqual([1, 0]);
  expect(hits[0]?.details[1]).toEqual(['price:asc', { order: 1, value: 1 }]);
});
