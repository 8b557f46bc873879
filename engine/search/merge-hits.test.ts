import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type HitSource, mergeHits } from './merge-hits.ts';
import { NodeHit } from './node-hit.ts';
import { compareHits, type RankedHit } from './rank.ts';

const noHit = new NodeHit('{}', 0);

function hit(score: number, place: number): RankedHit {
  const sequence = place.toString().padStart(4, '0');
  return {
    hit: noHit,
    rank: [{ direction: 'descending', value: score }],
    sequence,
    isSemantic: false,
  };
}

function sourceOf(hits: readonly RankedHit[]): HitSource {
  const sorted = hits.toSorted(compareHits);
  return { length: sorted.length, hitAt: (place) => sorted[place] ?? hit(0, 0) };
}

/** Documents with few scores, so that most tie, and the shard of each. */
const documents = fc
  .array(
    fc.record({ score: fc.integer({ min: 0, max: 3 }), shard: fc.integer({ min: 0, max: 4 }) }),
    {
      minLength: 50,
      maxLength: 80,
    },
  )
  .map((list) => list.map(({ score, shard }, place) => ({ shard, hit: hit(score, place) })));

function split(list: readonly { shard: number; hit: RankedHit }[]): HitSource[] {
  return [0, 1, 2, 3, 4].map((shard) =>
    sourceOf(list.filter((document) => document.shard === shard).map((document) => document.hit)),
  );
}

const sequences = (hits: readonly RankedHit[]) => hits.map(({ sequence }) => sequence);

describe('merging the hits of nodes', () => {
  test('gives the order of a whole index, however the documents are split', () => {
    fc.assert(
      fc.property(documents, (list) => {
        const whole = list.map((document) => document.hit).toSorted(compareHits);
        const { page } = mergeHits(split(list), { start: 0, end: list.length });
        expect(sequences(page)).toEqual(sequences(whole));
      }),
    );
  });

  test('gives the same for five pages of ten as for one of fifty', () => {
    fc.assert(
      fc.property(documents, (list) => {
        const sources = split(list);
        const pages = [0, 10, 20, 30, 40].flatMap(
          (start) => mergeHits(sources, { start, end: start + 10 }).page,
        );
        expect(sequences(pages)).toEqual(sequences(mergeHits(sources, { start: 0, end: 50 }).page));
      }),
    );
  });

  test('does not depend on which node answers first', () => {
    fc.assert(
      fc.property(documents, (list) => {
        const window = { start: 3, end: 33 };
        const sources = split(list);
        expect(sequences(mergeHits(sources.toReversed(), window).page)).toEqual(
          sequences(mergeHits(sources, window).page),
        );
      }),
    );
  });

  test('looks at no more hits than the page needs', () => {
    const places: number[] = [];
    const source = sourceOf([hit(3, 0), hit(2, 1), hit(1, 2), hit(0, 3)]);
    const watched: HitSource = {
      length: source.length,
      hitAt(place) {
        places.push(place);
        return source.hitAt(place);
      },
    };
    mergeHits([watched], { start: 0, end: 2 });
    expect(places).toEqual([0, 1, 2]);
  });

  test('fills the page with other hits for those that are left out, and counts these', () => {
    const sources = [sourceOf([hit(9, 0), hit(8, 1), hit(7, 2)]), sourceOf([hit(6, 3), hit(5, 4)])];
    const odd = ({ sequence }: RankedHit): boolean => Number(sequence) % 2 === 1;
    const { page, leftOut } = mergeHits(sources, { start: 1, end: 2 }, odd);
    expect([sequences(page), leftOut]).toEqual([['0003'], 3]);
  });
});
