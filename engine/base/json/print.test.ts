import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { printDouble, printValue } from './print.ts';

describe('a value is printed as serde_json prints it', () => {
  test.each([
    ['{ "b" : "x\\u0041\\n",  "a":[1, 2.0, 1.10] }', '{"b":"xA\\n","a":[1,2.0,1.1]}'],
    ['{"a":1,"b":2,"a":3}', '{"a":3,"b":2}'],
    ['9007199254740993', '9007199254740993'],
    ['18446744073709551615', '18446744073709551615'],
    ['18446744073709551616', '1.8446744073709552e19'],
    ['-9223372036854775809', '-9.223372036854776e18'],
    ['-0', '-0.0'],
    ['1e2', '100.0'],
    ['true', 'true'],
    ['[ ]', '[]'],
    ['"\\u0001\\u007f\\/é"', '"\\u0001\u007f/é"'],
  ])('%s', (text, printed) => {
    expect(printValue(text, 0, text.length)).toBe(printed);
  });

  test.each([
    [1e15, '1000000000000000.0'],
    [1e16, '1e16'],
    [0.00001, '0.00001'],
    [1e-6, '1e-6'],
    [123.456, '123.456'],
    [-1.5e-10, '-1.5e-10'],
    [0, '0.0'],
  ])('the double %s', (value, printed) => {
    expect(printDouble(value)).toBe(printed);
  });

  test('every double reads back as it was', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(printDouble(value))).toBe(value);
      }),
    );
  });
});
