import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { markers } from '../protocol/markers.ts';
import { clientHit } from './client-hit.ts';
import type { HitProjection } from './projection.ts';

const everything: HitProjection = {
  retrieved: null,
  document: null,
  formatted: null,
  named: null,
  showsScore: true,
  showsScoreDetails: true,
};

describe('what a client sees of a hit', () => {
  test('is its text as the node wrote it, without markers', () => {
    const hit =
      '{"id":9007199254740993,"_miroir_shard":"((((","price":1.10,"tags":[ "a\\u0062" ],"_miroir_seq":"(("}';
    expect(clientHit(hit, everything)).toBe(
      '{"id":9007199254740993,"price":1.10,"tags":[ "a\\u0062" ]}',
    );
  });

  test('has the scores that were asked for only', () => {
    const hit = '{"id":1,"_rankingScore":0.5,"_rankingScoreDetails":{"words":{"order":0}}}';
    expect(clientHit(hit, { ...everything, showsScoreDetails: false })).toBe(
      '{"id":1,"_rankingScore":0.5}',
    );
    expect(clientHit(hit, { ...everything, showsScore: false })).toBe(
      '{"id":1,"_rankingScoreDetails":{"words":{"order":0}}}',
    );
  });

  test('has no `_formatted` when nothing is left of it', () => {
    const hit = '{"_formatted":{"_miroir_seq":"(("},"_matchesPosition":{"_miroir_seq":[]}}';
    expect(clientHit(hit, everything)).toBe('{"_matchesPosition":{}}');
  });

  test('has the paths that are shown, of lists the elements that have some', () => {
    const projection = { ...everything, document: new Set(['a.b', 'l.x', 'a.lit']) };
    const hit =
      '{"a":{"b":[1],"c":2},"l":[{"x":1,"y":2},{"y":3}],"a.lit":5,"d":1,"_geoDistance":3,"_vectors":{}}';
    expect(clientHit(hit, projection)).toBe(
      '{"a":{"b":[1]},"l":[{"x":1}],"a.lit":5,"_geoDistance":3,"_vectors":{}}',
    );
    expect(clientHit('{"a":{"c":1},"l":[]}', projection)).toBe('{"a":{},"l":[]}');
    expect(clientHit('{"a":1,"l":"x"}', projection)).toBe('{}');
  });

  test('names no rule and no match outside what is displayed', () => {
    const hit = [
      '{"_matchesPosition":{"a.b":[],"ab":[],"c":[]},"_rankingScoreDetails":{',
      '"words":{"order":0},"c:asc":{"order":1,"value":"x"},"a.b:desc":{"order":2,"value":3.0},',
      '"_geoPoint(1, 2):asc":{"order":3},"a:asc":{"order":4,"value":1.0},',
      '"_miroir_seq:asc":{"order":5,"value":"(("}}}',
    ].join('');
    expect(clientHit(hit, { ...everything, named: new Set(['a']) })).toBe(
      [
        '{"_matchesPosition":{"a.b":[]},"_rankingScoreDetails":{"words":{"order":0},',
        '"<hidden-rule-1>":{"order":1,"value":"<hidden>"},',
        '"<hidden-rule-2>":{"order":2,"value":"<hidden>"},',
        '"_geoPoint(1, 2):asc":{"order":3},"a:asc":{"order":4,"value":1.0}}}',
      ].join(''),
    );
  });

  test('never names a marker', () => {
    const name = fc.oneof(fc.constantFrom(...Object.values(markers)), fc.string({ maxLength: 3 }));
    const fields = fc.dictionary(name, fc.integer(), { noNullPrototype: true });
    const rules = fc.dictionary(
      fc.oneof(
        fc.constantFrom('words', 'a:asc', ...Object.values(markers).map((m) => `${m}:desc`)),
      ),
      fc.record({ order: fc.nat(9), value: fc.string({ maxLength: 3 }) }),
      { noNullPrototype: true },
    );
    const shown = fc.option(fc.constant(new Set(['a'])));
    fc.assert(
      fc.property(fields, rules, shown, (values, details, set) => {
        const hit = {
          ...values,
          _formatted: values,
          _matchesPosition: values,
          _rankingScoreDetails: details,
        };
        const projection = { ...everything, document: set, formatted: set, named: set };
        expect(clientHit(JSON.stringify(hit), projection)).not.toContain('_miroir_');
      }),
    );
  });
});
