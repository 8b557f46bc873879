import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkDecodable } from './decode.ts';
import { skipSpace } from './scan.ts';
import { describeSyntaxError, JsonSyntaxError } from './syntax-error.ts';
import { jsonTexts, nearlyJsonTexts } from './testing/json-texts.ts';
import { validateJson } from './validate.ts';

const attempt = (text: string, check: (text: string) => void): string => {
  try {
    check(text);
    return 'accepted';
  } catch (error) {
    if (error instanceof JsonSyntaxError) return describeSyntaxError(text, error);
    throw error;
  }
};

const accepts = (check: () => void): boolean => {
  try {
    check();
    return true;
  } catch {
    return false;
  }
};

describe('a text is accepted exactly when JSON.parse accepts it', () => {
  test.each([
    ['valid texts', jsonTexts],
    ['nearly valid texts', nearlyJsonTexts],
    ['any text', fc.string({ unit: 'binary' })],
  ])('%s', (_kind, texts) => {
    fc.assert(
      fc.property(texts, (text) => {
        const parses = accepts(() => JSON.parse(text));
        expect(attempt(text, validateJson) === 'accepted').toBe(parses);
      }),
      { numRuns: 2000 },
    );
  });

  test('however deep it is, and however many escapes it has', () => {
    validateJson('['.repeat(100_000) + ']'.repeat(100_000));
    validateJson(JSON.stringify({ a: '\n'.repeat(3_000_000) }));
    validateJson(JSON.stringify({ a: Array.from({ length: 500 }, () => '"'.repeat(500)) }));
  });
});

// The words and places of serde_json 1.x inside Meilisearch 1.21.0.
describe('the error is the one of serde_json', () => {
  test.each([
    ['', 'EOF while parsing a value at line 1 column 0'],
    ['  ', 'EOF while parsing a value at line 1 column 2'],
    ['x', 'expected value at line 1 column 1'],
    ['+1', 'expected value at line 1 column 1'],
    ['[', 'EOF while parsing a list at line 1 column 1'],
    ['[1', 'EOF while parsing a list at line 1 column 2'],
    ['[1,', 'EOF while parsing a value at line 1 column 3'],
    ['[1,]', 'expected value at line 1 column 4'],
    ['[1 2]', 'expected `,` or `]` at line 1 column 4'],
    ['{', 'EOF while parsing an object at line 1 column 1'],
    ['{"a"', 'EOF while parsing an object at line 1 column 4'],
    ['{"a":', 'EOF while parsing a value at line 1 column 5'],
    ['{"a":1', 'EOF while parsing an object at line 1 column 6'],
    ['{"a":1,', 'EOF while parsing an object at line 1 column 7'],
    ['{"a":1,}', 'key must be a string at line 1 column 8'],
    ['{"a" 1}', 'expected `:` at line 1 column 6'],
    ['{"a":1 "b":2}', 'expected `,` or `}` at line 1 column 8'],
    ['{"a":tru}', 'expected ident at line 1 column 9'],
    ['nul', 'EOF while parsing a value at line 1 column 3'],
    ['{"a":01}', 'invalid number at line 1 column 7'],
    ['{"a":-}', 'invalid number at line 1 column 7'],
    ['1.', 'invalid number at line 1 column 2'],
    ['1e+', 'invalid number at line 1 column 3'],
    ['[1.5.2]', 'expected `,` or `]` at line 1 column 5'],
    ['"abc', 'EOF while parsing a string at line 1 column 4'],
    ['"\\u1', 'EOF while parsing a string at line 1 column 4'],
    ['"\\x"', 'invalid escape at line 1 column 3'],
    ['"\\u12"}', 'invalid escape at line 1 column 7'],
    ['"\\\n"', 'invalid escape at line 2 column 0'],
    [
      '"é\n"',
      'control character (\\u0000-\\u001F) found while parsing a string at line 1 column 3',
    ],
    ['1 x', 'trailing characters at line 1 column 3'],
    ['{}\n\n é', 'trailing characters at line 3 column 2'],
  ])('%j', (text, message) => {
    expect(attempt(text, validateJson)).toBe(message);
  });
});

describe('a text that is to be decoded must also', () => {
  const decode = (text: string): void => {
    checkDecodable(text, skipSpace(text, 0));
  };

  test.each([
    ['[1,]', 'trailing comma at line 1 column 4'],
    ['{"a":1,}', 'trailing comma at line 1 column 8'],
    ['{"a":1,', 'EOF while parsing a value at line 1 column 7'],
    ['-', 'EOF while parsing a value at line 1 column 1'],
    [
      '"a\nb"',
      'control character (\\u0000-\\u001F) found while parsing a string at line 2 column 0',
    ],
    ['"\\ud800"', 'unexpected end of hex escape at line 1 column 8'],
    ['"\\ud800\\n"', 'unexpected end of hex escape at line 1 column 9'],
    ['"\\ud800\\u0041"', 'lone leading surrogate in hex escape at line 1 column 13'],
    ['"\\udc00"', 'lone leading surrogate in hex escape at line 1 column 7'],
    ['"\\ud800\\', 'EOF while parsing a string at line 1 column 8'],
    ['1e400', 'number out of range at line 1 column 5'],
    ['1e99999999999', 'number out of range at line 1 column 12'],
    ['0e99999999999', 'accepted'],
    ['"\\ud83d\\ude00"', 'accepted'],
    [`${'['.repeat(127)}${']'.repeat(127)}`, 'accepted'],
    [`${'['.repeat(128)}${']'.repeat(128)}`, 'recursion limit exceeded at line 1 column 128'],
  ])('be representable: %j', (text, message) => {
    expect(attempt(text, decode)).toBe(message);
  });

  test('be valid, and no more if it is plain', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(attempt(text, decode)).toBe('accepted');
      }),
    );
    fc.assert(
      fc.property(nearlyJsonTexts, (text) => {
        fc.pre(attempt(text, decode) === 'accepted');
        expect(
          accepts(() => JSON.parse(text.slice(0, checkDecodable(text, skipSpace(text, 0))))),
        ).toBe(true);
      }),
    );
  });
});
