import { describe, expect, test } from 'vitest';
import { compareScored, scoredHit, type ScoredHit } from './score-values.ts';

/** As Meilisearch v1.21 prints them, in the order in which it applies the rules. */
const words = { order: 0, matchingWords: 2, maxMatchingWords: 2, score: 1 };
const typo = { order: 1, typoCount: 1, maxTypoCount: 2, score: 2 / 3 };
const proximity = { order: 2, score: 0.75 };
const exactness = {
  order: 4,
  matchType: 'noExactMatch',
  matchingWords: 2,
  maxMatchingWords: 2,
  score: 1 / 3,
};

function scored(details: unknown, score = 1, weight = 1): ScoredHit {
  return scoredHit(details, score, { weight, attributePlaces: 1 });
}

function byYear(value: unknown, way = 'asc', score = 1): ScoredHit {
  return scored({ [`year:${way}`]: { order: 0, value } }, score);
}

function byDistance(distance: unknown, way = 'asc'): ScoredHit {
  return scored({ [`_geoPoint(1, 2):${way}`]: { order: 0, value: null, distance } });
}

describe('what hits are compared by', () => {
  test('is one score for all rules of relevancy that follow one another, times the weight', () => {
    const hit = scored({ words, typo, proximity, exactness }, 0.9, 2);
    expect(hit).toEqual({ values: [{ kind: 'score', score: 1.8 }], weightedScore: 1.8 });
  });

  test('is a value for each rule between them, and then a score that no node tells', () => {
    const { values } = scored(
      { words, 'year:desc': { order: 1, value: 1990 }, typo, proximity, exactness },
      1,
      3,
    );
    // The typo is the second best of 3, the proximity the third best of 4, exactness the worst 3 of 9.
    expect(values).toEqual([
      { kind: 'score', score: 3 },
      { kind: 'sort', part: { direction: 'descending', value: 1990 } },
      { kind: 'score', score: (((1 * 4 + 2) * 9 + 3) / (3 * 4 * 9)) * 3 },
    ]);
  });

  test('is nothing where nothing was asked, and never the hidden order of insertion', () => {
    expect(scored({}, 1, 2)).toEqual({ values: [], weightedScore: 2 });
    expect(scored({ '_miroir_seq:asc': { order: 0, value: '((' } }).values).toEqual([]);
  });

  test('is a similarity apart from other scores', () => {
    const { values } = scored({ vectorSort: { order: 0, similarity: 0.5 }, words }, 0.5, 2);
    expect(values).toEqual([
      { kind: 'score', score: 1 },
      { kind: 'score', score: 2 },
    ]);
  });
});

describe('of two hits the first is', () => {
  test.each<[string, ScoredHit, ScoredHit]>([
    ['the one with the better score', scored({ words }, 0.9), scored({ words }, 0.8)],
    ['the one with the better weighted score', scored({ words }, 0.5, 2), scored({ words }, 0.9)],
    ['the one that was measured at all', scored({ words }, 0.1), scored({}, 1, 9)],
    ['the smaller value if that is the way', byYear(1980), byYear(1990)],
    ['the larger value if that is the way', byYear(1990, 'desc'), byYear(1980, 'desc')],
    ['a number before a text', byYear(1990), byYear('a')],
    ['a text before nothing', byYear('z', 'desc'), byYear(null, 'desc')],
    ['the better score if the ways differ', byYear(1, 'asc', 0.9), byYear(1, 'desc', 0.8)],
    ['the further one, whatever the way', byDistance(20), byDistance(10)],
    ['the further one the other way, too', byDistance(20, 'desc'), byDistance(10, 'desc')],
    ['the one that is anywhere', byDistance(20), byDistance(null)],
    [
      'the one with more values left if these cannot be compared',
      scored({ words, 'year:asc': { order: 1, value: 1 } }, 0.1),
      byYear(1, 'asc', 0.9),
    ],
    ['the better score if as many are left', byYear(1, 'asc', 0.9), scored({ words }, 0.8)],
  ])('%s', (_which, first, second) => {
    expect(compareScored(first, second)).toBeLessThan(0);
    expect(compareScored(second, first)).toBeGreaterThan(0);
  });

  test('none if all values are the same, or nearly', () => {
    expect(compareScored(byYear('a'), byYear('a'))).toBe(0);
    expect(compareScored(byDistance(1), byDistance(1, 'desc'))).toBe(0);
    expect(compareScored(byDistance(null), byDistance(null))).toBe(0);
    const almost = scored({ words }, 0.3 - Number.EPSILON / 4);
    expect(compareScored(scored({ words }, 0.3), almost)).toBe(0);
  });
});
