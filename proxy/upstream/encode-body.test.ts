import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodeBody } from './encode-body.ts';

test('a body in parts has the bytes of their text', () => {
  const parts = fc.array(fc.string({ unit: 'grapheme' }), { maxLength: 1000, size: 'max' });
  fc.assert(
    fc.property(parts, (texts) => {
      const text = texts.join('');
      expect(encodeBody(texts).equals(Buffer.from(text))).toBe(true);
      expect(encodeBody(text).equals(Buffer.from(text))).toBe(true);
    }),
  );
});
