import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkDecodable } from './decode.ts';
import { endOfFlatObject } from './flat-object.ts';
import { jsonTexts, nearlyJsonTexts } from './testing/json-texts.ts';

test('what matches can be decoded, and ends where the object ends', () => {
  const values = fc.array(fc.oneof(jsonTexts, nearlyJsonTexts), { maxLength: 3 });
  const objects = values.map((texts) => `{${texts.map((text) => `"a":${text}`).join(',')}}`);
  let matches = 0;
  fc.assert(
    fc.property(objects, fc.constantFrom('', ',', ' x', '}'), (object, rest) => {
      const end = endOfFlatObject(object + rest, 0);
      if (end === undefined) return;
      matches += 1;
      expect(checkDecodable(object + rest, 0)).toBe(end);
    }),
    { numRuns: 3000 },
  );
  expect(matches).toBeGreaterThan(300);
});

describe('matches', () => {
  test.each([
    '{}',
    '{ "a" : [ 1 , -0.5e+10 , true ] , "b" : null }',
    String.raw`{"a":"\\ \" \u00e9 \ud7ff \uD83D\uDE00 \uffff"}`,
    `{"a":${'9'.repeat(100)}e99,"b":1e-99}`,
  ])('%s', (object) => {
    expect(endOfFlatObject(` ${object} `, 1)).toBe(object.length + 1);
  });
});

describe('does not match', () => {
  test.each([
    '{"a":{}}',
    '{"a":[[]]}',
    '{"a":1,}',
    '{"a":01}',
    '{"a":"\t"}',
    '{"a":1e400}',
    `{"a":1${'0'.repeat(310)}}`,
    String.raw`{"a":"\ud800"}`,
    String.raw`{"a":"\ude00\ud83d"}`,
    String.raw`{"\uD83Dx":1}`,
  ])('%s', (object) => {
    expect(endOfFlatObject(object, 0)).toBeUndefined();
  });
});
