import { describe, expect, test } from 'vitest';
import { mergedScore, rankOfRule, termsOf } from './relevancy-rank.ts';

/**
 * Details as Meilisearch v1.21 told them under its default rules, with the `_rankingScore` that it made of
 * them. The index has four searchable attributes in an order, or all of them at once.
 */
const told = [
  {
    attributePlaces: 4,
    details: {
      words: { matchingWords: 4, maxMatchingWords: 4 },
      typo: { typoCount: 0, maxTypoCount: 4 },
      proximity: { score: 0.7 },
      attribute: { attributeRankingOrderScore: 9 / 13, queryWordDistanceScore: 36 / 41 },
      exactness: { matchType: 'noExactMatch', matchingWords: 4, maxMatchingWords: 4 },
    },
    ranks: [4, 5, 10, 13, 41, 3, 5],
  },
  {
    attributePlaces: 1,
    details: {
      words: { matchingWords: 3, maxMatchingWords: 3 },
      typo: { typoCount: 0, maxTypoCount: 1 },
      proximity: { score: 0.25 },
      attribute: { attributeRankingOrderScore: 1, queryWordDistanceScore: 17 / 21 },
      exactness: { matchType: 'noExactMatch', matchingWords: 2, maxMatchingWords: 2 },
    },
    ranks: [3, 2, 4, 1, 21, 3, 3],
  },
  {
    attributePlaces: 4,
    details: {
      words: { matchingWords: 2, maxMatchingWords: 4 },
      typo: { typoCount: 0, maxTypoCount: 2 },
      proximity: { score: 1 },
      attribute: { attributeRankingOrderScore: 5 / 7, queryWordDistanceScore: 1 },
      exactness: { matchType: 'matchesStart' },
    },
    ranks: [4, 3, 4, 7, 21, 3],
  },
];

describe('the ranks behind the details of a hit', () => {
  test.each(told)('follow from the number of its terms ($details)', (hit) => {
    const { attribute } = hit.details;
    const [, , , places = 1, positions = 1] = hit.ranks;
    const score = mergedScore([
      { rank: Math.round(attribute.attributeRankingOrderScore * places), ranks: places },
      { rank: Math.round(attribute.queryWordDistanceScore * positions), ranks: positions },
    ]);
    const details = { ...hit.details, attribute: { ...attribute, score } };
    const scale = { terms: termsOf(details), attributePlaces: hit.attributePlaces };
    const ranks = Object.entries(details).flatMap(
      ([rule, detail]) => rankOfRule(rule, detail, scale) ?? [],
    );
    expect(ranks.map((rank) => rank.ranks)).toEqual(hit.ranks);
  });

  test('are as few as their quotient allows if it does not fit the number of terms', () => {
    const scale = { terms: 2, attributePlaces: 1 };
    expect(rankOfRule('proximity', { score: 0.6 }, scale)).toEqual([{ rank: 3, ranks: 5 }]);
    const odd = { attributeRankingOrderScore: 0.3, queryWordDistanceScore: 0.3, score: 0.9 };
    expect(rankOfRule('attribute', odd, scale)).toEqual([{ rank: 9, ranks: 10 }]);
    expect(rankOfRule('proximity', { score: Math.PI / 4 }, scale)).toEqual([
      { rank: Math.PI / 4, ranks: 1 },
    ]);
  });

  test('are none where a search was cut short, and belong to no rule of another kind', () => {
    const scale = { terms: 1, attributePlaces: 1 };
    expect(rankOfRule('skipped', { order: 3 }, scale)).toEqual([{ rank: 0, ranks: 1 }]);
    expect(rankOfRule('year:asc', { order: 0, value: 1 }, scale)).toBeUndefined();
    expect(rankOfRule('vectorSort', { order: 0, similarity: 1 }, scale)).toBeUndefined();
  });

  test('make one score, in which the first ones count for more', () => {
    expect(mergedScore([])).toBe(1);
    expect(mergedScore([{ rank: 2, ranks: 3 }])).toBe(2 / 3);
    const coarse = { rank: 2, ranks: 3 };
    expect(mergedScore([coarse, { rank: 1, ranks: 4 }])).toBe(5 / 12);
    expect(mergedScore([coarse, { rank: 4, ranks: 4 }])).toBe(8 / 12);
  });
});
