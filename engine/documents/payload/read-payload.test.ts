import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonTexts } from '../../base/json/testing/json-texts.ts';
import { ApiError } from '../../protocol/api-error.ts';
import type { ContentType } from './content-type.ts';
import { invalidUnicode, readPayload } from './read-payload.ts';

const read = (contentType: ContentType, text: string): readonly string[] =>
  readPayload({ contentType, csvDelimiter: ',', text }).documents;

const refusal = (contentType: ContentType, text: string): string => {
  try {
    read(contentType, text);
  } catch (error) {
    if (error instanceof ApiError) return `${error.status} ${error.code}: ${error.message}`;
    throw error;
  }
  return 'accepted';
};

const malformed = (type: ContentType, reason: string): string =>
  `400 malformed_payload: The \`${type}\` payload provided is malformed. \`Couldn't serialize document value: ${reason}\`.`;

describe('documents stay exactly as they came', () => {
  const odd = [
    '{"id":9007199254740993}',
    '{ "id" : 1.10 }',
    '{"id":1e400}',
    '{"id":-0}',
    '{"id":1,"id":2,"a":{"b":1,"b":2}}',
    '{"a":"\\ud800","b":"\\u00e9\\/"}',
    '{"a":[[{"b":"]}\\""}]]}',
    '{}',
  ];

  test('in a list', () => {
    expect(read('json', ` [ ${odd.join(' ,\n')} ] `)).toEqual(odd);
  });

  test('line by line, or with nothing in between', () => {
    expect(read('ndjson', odd.join('\n'))).toEqual(odd);
    expect(read('ndjson', odd.join(''))).toEqual(odd);
    expect(read('ndjson', `\n${odd.join('\r\n\r\n')}\n`)).toEqual(odd);
  });

  test('alone', () => {
    expect(read('json', ' {"id":9007199254740993, "a":1.10} \n')).toEqual([
      '{"id":9007199254740993, "a":1.10}',
    ]);
  });

  test('whatever they contain', () => {
    fc.assert(
      fc.property(fc.array(jsonTexts, { minLength: 1 }), (values) => {
        const documents = values.map((value) => `{"a":${value}}`);
        expect(read('json', `[${documents.join(', ')}]`)).toEqual(documents);
        expect(read('ndjson', documents.join('\n'))).toEqual(documents);
      }),
    );
  });

  test('and what follows a list is ignored, as Meilisearch does', () => {
    expect(read('json', '[{"id":1}] x')).toEqual(['{"id":1}']);
    expect(read('json', '[]]')).toEqual([]);
  });

  test('and none is none', () => {
    expect(read('json', '[ ]')).toEqual([]);
    expect(read('ndjson', ' \n')).toEqual([]);
  });
});

describe('an empty body is refused', () => {
  test.each(['json', 'ndjson', 'csv'] as const)('as %s', (type) => {
    expect(refusal(type, '')).toBe(`400 missing_payload: A ${type} payload is missing.`);
  });
});

// All messages of this file were given by Meilisearch 1.21.0.
describe('malformed JSON is refused', () => {
  test.each([
    ['   ', 'EOF while parsing a value at line 1 column 3'],
    ['1', 'data are neither an object nor a list of objects'],
    ['null x', 'data are neither an object nor a list of objects'],
    ['"a\\x"', 'invalid escape at line 1 column 4'],
    ['1e400', 'number out of range at line 1 column 5'],
    ['\ufeff[{"id":1}]', 'expected value at line 1 column 1'],
    ['[', 'EOF while parsing a list at line 1 column 1'],
    ['[,]', 'expected value at line 1 column 2'],
    ['[{"id":1}', 'EOF while parsing a list at line 1 column 9'],
    ['[{"id":1},', 'EOF while parsing a value at line 1 column 10'],
    ['[{"id":1},]', 'trailing comma at line 1 column 11'],
    ['[{"id":1}{"id":2}]', 'expected `,` or `]` at line 1 column 10'],
    ['[{"id":1,"a":{"b":1,}}]', 'key must be a string at line 1 column 21'],
    ['\n\n [{"id":1},\n é', 'expected value at line 4 column 2'],
    ['{"id":1,}', 'trailing comma at line 1 column 9'],
    ['{"id":1} x', 'trailing characters at line 1 column 10'],
    ['{"id":1}\n{"id":2}', 'trailing characters at line 2 column 1'],
    ['{"id":1,"a":1e400}', 'number out of range at line 1 column 17'],
    ['{"id":1,"a":"\\uD800"}', 'unexpected end of hex escape at line 1 column 20'],
    [`{"a":${'['.repeat(127)}`, 'recursion limit exceeded at line 1 column 132'],
    ['[{"id":1,"\\uD800":1}]', 'unexpected end of hex escape at line 1 column 16'],
    ['["\\uD800"]', 'unexpected end of hex escape at line 1 column 8'],
    ['[1,x]', 'trailing characters at line 1 column 4'],
    ['[1 ', 'EOF while parsing a list at line 1 column 3'],
    ['[7, ]', 'trailing comma at line 1 column 5'],
    ['[7,', 'trailing characters at line 1 column 3'],
    ['[7 8]', 'trailing characters at line 1 column 4'],
  ])('%j', (text, reason) => {
    expect(refusal('json', text)).toBe(malformed('json', reason));
  });

  test.each([
    ['{"id":1},{"id":2}', 'expected value at line 1 column 9'],
    ['{"id":1}\nx', 'expected value at line 2 column 1'],
    ['{"id":1}\n  {"id":', 'EOF while parsing a value at line 2 column 8'],
    ['{"id":1}\n{"id":2,"\\uD800":1}', 'unexpected end of hex escape at line 1 column 16'],
    ['nullx', 'trailing characters at line 1 column 5'],
    ['{"id":1,"a":[1,]}', 'expected value at line 1 column 16'],
  ])('line by line: %j', (text, reason) => {
    expect(refusal('ndjson', text)).toBe(malformed('ndjson', reason));
  });

  test.each([
    ['[1]', 'integer `1`', 1],
    ['[{"id":1},\n 123456 ]', 'integer `123456`', 6],
    ['[1.50]', 'floating point `1.5`', 4],
    ['[-0]', 'floating point `-0.0`', 2],
    ['[18446744073709551616]', 'floating point `1.8446744073709552e19`', 20],
    ['[true]', 'boolean `true`', 4],
    ['[null]', 'null', 4],
    ['["é\\n"]', 'string "é\\n"', 6],
    ['["a\\u0000\\u007f\\""]', 'string "a\\0\\u{7f}\\""', 17],
    ['[[1]]', 'sequence', 0],
  ])('elements that are no objects: %j', (text, type, column) => {
    expect(refusal('json', text)).toBe(
      `500 internal: invalid type: ${type}, expected a map at line 1 column ${column}`,
    );
  });

  test('where it is not UTF-8', () => {
    const format = { contentType: 'json', csvDelimiter: ',' } as const;
    expect(invalidUnicode(format, '[{"é').message).toContain(
      'invalid unicode code point at line 1 column 6',
    );
  });
});
