import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonTexts } from '../../base/json/testing/json-texts.ts';
import { removeMembers } from '../../base/json/scan.ts';
import { hasReservedField, listParts, spliceMembers } from './splice.ts';

const spliced = (document: string, members: string): string => {
  const { head, tail } = spliceMembers(document, members);
  return head + tail;
};

describe('members are spliced in', () => {
  test.each([
    ['{}', '{"m":1}'],
    ['{ }', '{ "m":1}'],
    ['{"a":1}', '{"a":1,"m":1}'],
    ['{"a":{}}', '{"a":{},"m":1}'],
    ['{"a":"{"}', '{"a":"{","m":1}'],
    ['{"a":1 }', '{"a":1 ,"m":1}'],
  ])('to %j', (document, expected) => {
    expect(spliced(document, '"m":1')).toBe(expected);
  });

  test('and can be taken out again', () => {
    fc.assert(
      fc.property(fc.array(jsonTexts, { minLength: 1 }), (values) => {
        const document = `{${values.map((value, place) => `"k${place}":${value}`).join(',')}}`;
        const longer = spliced(document, '"m":1,"n":"}"');
        const rest = removeMembers(longer, 0, longer.length, new Set(['m', 'n']));
        expect(rest.replace(/\s*\}$/, '')).toBe(document.replace(/\s*\}$/, ''));
      }),
    );
  });
});

test('documents are joined to a list', () => {
  const list = (...documents: readonly string[]): string =>
    listParts(documents.map((document) => spliceMembers(document, '"m":1'))).join('');
  expect(list()).toBe('[]');
  expect(list('{"a":1.10}')).toBe('[{"a":1.10,"m":1}]');
  expect(list('{}', '{"a":1}', '{}')).toBe('[{"m":1},{"a":1,"m":1},{"m":1}]');
});

describe('a reserved field', () => {
  const names = ['_miroir_seq', '_miroir_shard'];

  test.each(['{"_miroir_seq":1}', '{"a":1, "_miroir_shard" :2}', '{"\\u005fmiroir_seq":1}'])(
    'is noticed in %s',
    (document) => {
      expect(hasReservedField(document, names)).toBe(true);
    },
  );

  test.each([
    '{}',
    '{"a":"_miroir_seq"}',
    '{"a":{"_miroir_seq":1}}',
    '{"_miroir_x":1}',
    '{"\\u0061":1}',
  ])('is not seen in %s', (document) => {
    expect(hasReservedField(document, names)).toBe(false);
  });
});
