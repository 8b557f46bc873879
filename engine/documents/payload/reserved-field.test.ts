import { describe, expect, test } from 'vitest';
import { readPayload } from './read-payload.ts';
import { findReservedField } from './reserved-field.ts';

const placeIn = (text: string): number =>
  findReservedField(readPayload({ text, contentType: 'ndjson', csvDelimiter: ',' }));

describe('a reserved field', () => {
  test.each(['{"_miroir_seq":1}', '{"a":1, "_miroir_shard" :2}', '{"\\u005fmiroir_seq":1}'])(
    'is noticed in %s',
    (document) => {
      expect(placeIn(`{} {"a":1} ${document} {}`)).toBe(2);
    },
  );

  test.each([
    '{}',
    '{"a":"_miroir_seq"}',
    '{"a":{"_miroir_seq":1}}',
    '{"_miroir_x":1}',
    '{"\\u0061":1}',
  ])('is not seen in %s', (document) => {
    expect(placeIn(document)).toBe(-1);
  });

  test('is noticed in the header of a CSV payload', () => {
    const payload = {
      text: 'id,"_miroir_seq"\n1,2\n',
      contentType: 'csv',
      csvDelimiter: ',',
    } as const;
    expect(findReservedField(readPayload(payload))).toBe(0);
  });
});
