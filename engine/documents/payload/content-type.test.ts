import { describe, expect, test } from 'vitest';
import { payloadFormat } from './content-type.ts';

const accepted =
  'Accepted values for the Content-Type header are: `application/json`, `application/x-ndjson`, `text/csv`';

describe('the format of a payload', () => {
  test.each([
    ['application/json', 'json'],
    ['Application/JSON', 'json'],
    ['application/json; charset=utf-8', 'json'],
    ['application/json;a="b c"', 'json'],
    ['application/json;', 'json'],
    ['application/x-ndjson;a=', 'ndjson'],
    ['text/csv', 'csv'],
    ['text/csv+foo', 'csv'],
  ])('is read from %s', (header, contentType) => {
    expect(payloadFormat({ 'content-type': header }, undefined)).toEqual({
      contentType,
      csvDelimiter: ',',
    });
  });

  test.each([
    ['text/plain', 'text/plain'],
    ['A/B; c=d', 'a/b'],
    ['application/vnd.api+json', 'application/vnd.api'],
    ['application/+json', 'application/+json'],
    ['application/json ;a=b', 'application/json ;a=b'],
    ['application/json;;', 'application/json;;'],
    ['application/json;A', 'application/json;A'],
    ['constructor', 'constructor'],
    ['', ''],
  ])('is not read from %j', (header, quoted) => {
    expect(() => payloadFormat({ 'content-type': header }, undefined)).toThrow(
      expect.objectContaining({
        status: 415,
        code: 'invalid_content_type',
        message: `The Content-Type \`${quoted}\` is invalid. ${accepted}`,
      }),
    );
  });

  test('must be given', () => {
    expect(() => payloadFormat({}, ';')).toThrow(
      expect.objectContaining({
        status: 415,
        code: 'missing_content_type',
        message: `A Content-Type header is missing. ${accepted}`,
      }),
    );
  });
});

describe('the delimiter of CSV', () => {
  test('is taken as it is', () => {
    expect(payloadFormat({ 'content-type': 'text/csv' }, '\t').csvDelimiter).toBe('\t');
  });

  test.each([
    [
      '',
      'Invalid value in parameter `csvDelimiter`: expected a string of one character, but found an empty string',
    ],
    [
      'ab',
      'Invalid value in parameter `csvDelimiter`: expected a string of one character, but found the following string of 2 characters: `ab`',
    ],
    [
      '😀😀',
      'Invalid value in parameter `csvDelimiter`: expected a string of one character, but found the following string of 2 characters: `😀😀`',
    ],
    ['é', 'csv delimiter must be an ascii character. Found: `é`'],
    ['😀', 'csv delimiter must be an ascii character. Found: `😀`'],
  ])('is refused when it is %j, whatever the content type', (delimiter, message) => {
    for (const headers of [{}, { 'content-type': 'text/csv' }]) {
      expect(() => payloadFormat(headers, delimiter)).toThrow(
        expect.objectContaining({ status: 400, code: 'invalid_document_csv_delimiter', message }),
      );
    }
  });

  test('is refused for other content types', () => {
    expect(() => payloadFormat({ 'content-type': 'Application/JSON; a=b' }, ';')).toThrow(
      expect.objectContaining({
        status: 415,
        code: 'invalid_content_type',
        message:
          'The Content-Type `application/json` does not support the use of a csv delimiter. The csv delimiter can only be used with the Content-Type `text/csv`.',
      }),
    );
  });
});
