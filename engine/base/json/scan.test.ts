import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  findMember,
  forEachElement,
  forEachMember,
  removeMembers,
  skipSpace,
  skipValue,
} from './scan.ts';
import { JsonSyntaxError } from './syntax-error.ts';
import { jsonTexts } from './testing/json-texts.ts';

describe('a value is skipped', () => {
  test('to its end, whatever follows', () => {
    fc.assert(
      fc.property(jsonTexts, fc.constantFrom('', ' ', ',1', ']', '}'), (text, tail) => {
        const start = skipSpace(text, 0);
        expect(skipValue(text + tail, start)).toBe(text.trimEnd().length);
      }),
    );
  });

  test('or refused when it is cut off', () => {
    fc.assert(
      fc.property(fc.array(fc.jsonValue()), fc.nat(), (value, cut) => {
        const text = JSON.stringify(value);
        expect(() => skipValue(text.slice(0, cut % text.length), 0)).toThrow(JsonSyntaxError);
      }),
    );
  });

  test('however deep it is', () => {
    const text = '['.repeat(100_000) + ']'.repeat(100_000);
    expect(skipValue(text, 0)).toBe(text.length);
  });

  test.each(['[1}', '{"a":1]', 'x]', ']', '', ',', '"a\\"', '"a\\\\\\"'])(
    'but not when it is garbled: %s',
    (text) => {
      expect(() => {
        if (skipValue(text, 0) < text.length) throw new JsonSyntaxError('rest', 0);
      }).toThrow(JsonSyntaxError);
    },
  );
});

describe('elements and members', () => {
  test('of a list are those that JSON.parse sees', () => {
    fc.assert(
      fc.property(jsonTexts, (text) => {
        const start = skipSpace(text, 0);
        const parsed: unknown = JSON.parse(text);
        if (!Array.isArray(parsed)) return;
        const seen: unknown[] = [];
        forEachElement(text, start, (from, to) => seen.push(JSON.parse(text.slice(from, to))));
        expect(seen).toEqual(parsed);
      }),
    );
  });

  test('of an object are those that JSON.parse sees', () => {
    fc.assert(
      fc.property(jsonTexts, (text) => {
        const start = skipSpace(text, 0);
        if (text.charAt(start) !== '{') return;
        const seen: [string, unknown][] = [];
        forEachMember(text, start, (key, keyStart, from, to) => {
          expect(text.charAt(keyStart)).toBe('"');
          seen.push([key, JSON.parse(text.slice(from, to))]);
        });
        expect(Object.fromEntries(seen)).toEqual(JSON.parse(text));
      }),
    );
  });

  test.each(['[1 2]', '[1', '[1,', '{}', '[1,'])('are refused in a garbled list: %s', (text) => {
    expect(() => forEachElement(text, 0, () => {})).toThrow(JsonSyntaxError);
  });

  test.each(['{"a" 1}', '{"a":1 "b":2}', '{a:1}', '{"a":1', '{"\\x":1}', '[]'])(
    'are refused in a garbled object: %s',
    (text) => {
      expect(() => forEachMember(text, 0, () => {})).toThrow(JsonSyntaxError);
    },
  );
});

describe('a member is found', () => {
  const find = (text: string, name: string): string | undefined => {
    const span = findMember(text, 0, name);
    return span && text.slice(span.start, span.end);
  };

  test.each([
    ['{"a":1}', 'a', '1'],
    ['{"a":1,"a":2}', 'a', '2'],
    ['{ "b" : {"a":1} , "a" : 1.10 }', 'a', '1.10'],
    ['{"\\u0061":[ 1 ]}', 'a', '[ 1 ]'],
    ['{"a":1,"\\u0061":2}', 'a', '2'],
    ['{"a\\\\b":1}', 'a\\\\b', undefined],
    ['{"a\\\\b":1}', 'a\\b', '1'],
    ['{"ab":1}', 'a', undefined],
    ['{"":"x"}', '', '"x"'],
    ['{}', 'a', undefined],
  ])('in %s by the name %s', (text, name, value) => {
    expect(find(text, name)).toBe(value);
  });

  test('exactly when JSON.parse finds it', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.string(), (object, name) => {
        const text = JSON.stringify(object);
        for (const key of [name, ...Object.keys(object)]) {
          const value = find(text, key);
          expect(value).toBe(Object.hasOwn(object, key) ? JSON.stringify(object[key]) : undefined);
        }
      }),
    );
  });
});

describe('members are removed', () => {
  const remove = (text: string): string =>
    removeMembers(text, 0, text.length, new Set(['_m', '_n']));

  test.each([
    ['{"a":1,"_m":2}', '{"a":1}'],
    ['{"_m":2,"a":1}', '{"a":1}'],
    ['{"_m":2}', '{}'],
    ['{ "_m" : 2 , "_n":[3] }', '{  }'],
    ['{ "a" : 1.10 , "_m" : 2 , "b" : 1e400 }', '{ "a" : 1.10 , "b" : 1e400 }'],
    ['{"_m":1,"a":2,"_n":3,"_m":4,"b":5,"_n":6}', '{"a":2,"b":5}'],
    ['{"a":{"_m":1}}', '{"a":{"_m":1}}'],
    ['{"\\u005fm":1,"a":2}', '{"a":2}'],
    ['{"a":1,"a":2}', '{"a":1,"a":2}'],
  ])('from %s', (text, rest) => {
    expect(remove(text)).toBe(rest);
  });

  test('from the middle of a longer text', () => {
    expect(removeMembers('[{"a":1,"_m":2},3]', 1, 15, new Set(['_m']))).toBe('{"a":1}');
  });
});
