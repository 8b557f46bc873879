import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testIndex } from '../testing/context.ts';
import { NodeHit } from './node-hit.ts';
import { parseSearchBody } from './parse.ts';
import { planSearch } from './plan.ts';
import { compareHits, type RankedHit, rankHit } from './rank.ts';

const planOf = (body: string) => planSearch(testIndex(), parseSearchBody(body));

function ranked(hit: Record<string, unknown>, body: string): RankedHit {
  return rankHit(new NodeHit(JSON.stringify(hit), 0), planOf(body));
}

/** Hits of a search sorted by `rule`, with these values, in merged order. */
function inOrder(rule: string, values: readonly unknown[]): unknown[] {
  const body = JSON.stringify({ sort: [rule] });
  const hits = values.map((value, place) => ({
    value,
    ranked: ranked(
      { _miroir_seq: `${place}`, _rankingScoreDetails: { [rule]: { order: 0, value } } },
      body,
    ),
  }));
  return hits.toSorted((a, b) => compareHits(a.ranked, b.ranked)).map(({ value }) => value);
}

describe('the order of hits', () => {
  test('of sorted values has numbers before strings and what is missing last, both ways', () => {
    const values = ['b', null, 2, '\u{1d400}', -1, '\uff5e', 'a'];
    expect(inOrder('year:asc', values)).toEqual([-1, 2, 'a', 'b', '\uff5e', '\u{1d400}', null]);
    expect(inOrder('year:desc', values)).toEqual([2, -1, '\u{1d400}', '\uff5e', 'b', 'a', null]);
  });

  test('of distances follows the direction of the rule', () => {
    const body = '{"sort":["_geoPoint(1,2):asc"]}';
    const at = (direction: string, distance: number | null, sequence: string): RankedHit =>
      ranked(
        {
          _miroir_seq: sequence,
          _rankingScoreDetails: {
            [`_geoPoint(1, 2):${direction}`]: { order: 0, value: null, distance },
          },
        },
        body,
      );
    expect(compareHits(at('asc', 3, ')'), at('asc', 7, '('))).toBeLessThan(0);
    expect(compareHits(at('desc', 3, '('), at('desc', 7, ')'))).toBeGreaterThan(0);
    expect(compareHits(at('desc', null, '('), at('desc', 7, ')'))).toBeGreaterThan(0);
  });

  test('of scores is the greater first, and then that of first insertion', () => {
    const at = (score: number, sequence: string): RankedHit =>
      ranked({ id: 1, _miroir_seq: sequence, _rankingScore: score }, '{}');
    expect(compareHits(at(0.9, ')'), at(0.8, '('))).toBeLessThan(0);
    expect(compareHits(at(0.9, ')'), at(0.9, '('))).toBeGreaterThan(0);
  });

  test('leaves hits last that the search was cut short for', () => {
    const body = '{"showRankingScoreDetails":true}';
    const whole = { words: { order: 0, score: 0.5 }, typo: { order: 1, score: 0 } };
    const cut = { words: { order: 0, score: 0.5 }, skipped: { order: 1, score: 0 } };
    const order = compareHits(
      ranked({ _rankingScoreDetails: whole, _miroir_seq: ')' }, body),
      ranked({ _rankingScoreDetails: cut, _miroir_seq: '(' }, body),
    );
    expect(order).toBeLessThan(0);
  });

  test('of a hybrid search weighs keyword hits against semantic ones', () => {
    const body = '{"hybrid":{"embedder":"v","semanticRatio":0.7}}';
    const keyword = ranked(
      { _rankingScore: 1, _rankingScoreDetails: { words: { order: 0, score: 1 } } },
      body,
    );
    const semantic = (similarity: number): RankedHit =>
      ranked(
        {
          _rankingScore: similarity,
          _rankingScoreDetails: { vectorSort: { order: 0, similarity } },
        },
        body,
      );
    expect(compareHits(semantic(0.5), keyword)).toBeLessThan(0);
    expect(compareHits(semantic(0.4), keyword)).toBeGreaterThan(0);
    expect([keyword.isSemantic, semantic(0.5).isSemantic]).toEqual([false, true]);
  });

  test('is a total order over any values', () => {
    const value = fc.oneof(
      // JSON has no infinity.
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.string({ unit: 'grapheme' }),
      fc.constant(null),
    );
    fc.assert(
      fc.property(fc.array(value, { maxLength: 12 }), (values) => {
        const sorted = inOrder('a:desc', values);
        const reversed = inOrder('a:desc', values.toReversed());
        expect(reversed.map(String)).toEqual(sorted.map(String));
      }),
    );
  });
});

describe('a hit in the text of an answer', () => {
  test('is read at its top level only', () => {
    const nested = '{"a":{"_miroir_seq":"x","_rankingScore":9},"b":["}",{"_rankingScore":8}],';
    const body = `[${nested}"_miroir_seq":"(),","c":"\\"_rankingScore\\":7","_rankingScore":0.25}]`;
    const hit = new NodeHit(body, 1);
    expect([hit.sequence, hit.score, hit.end]).toEqual(['(),', 0.25, body.length - 1]);
    expect(hit.text).toBe(body.slice(1, -1));
  });

  test('has the lowest place in the order of insertion if it has no marker', () => {
    expect(new NodeHit('{}', 0).sequence).toBe('');
  });

  test.each(['', '[', '{', '{"a"', '{"a":', '{"a":1', '{"a":"', '{"a":{}'])(
    'is refused when it is cut short: %s',
    (text) => {
      expect(() => new NodeHit(text, 0)).toThrow();
    },
  );
});
