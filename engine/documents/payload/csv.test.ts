import { describe, expect, test } from 'vitest';
import { readCsv } from './csv.ts';

const read = (text: string, delimiter = ','): string => `[${readCsv(text, delimiter).join(',')}]`;

// Checked against Meilisearch 1.21.0, like the messages below.
describe('cells are cut as Meilisearch cuts them', () => {
  test.each([
    ['id,a\n1,2\n', '[{"id":"1","a":"2"}]'],
    ['id,a\r\n1,2\r\n3,4', '[{"id":"1","a":"2"},{"id":"3","a":"4"}]'],
    ['id,a\r1,2\r3,4', '[{"id":"1","a":"2"},{"id":"3","a":"4"}]'],
    ['\n\nid,a\n\n1,2\n\n', '[{"id":"1","a":"2"}]'],
    ['\ufeffid\n1', '[{"id":"1"}]'],
    ['id,a\n1,', '[{"id":"1","a":null}]'],
    ['id,a\n1,""', '[{"id":"1","a":null}]'],
    ['id,a\n1, ', '[{"id":"1","a":" "}]'],
    ['id,a\n1,"x,y"', '[{"id":"1","a":"x,y"}]'],
    ['id,a\n1,"x ""q"" y"', '[{"id":"1","a":"x \\"q\\" y"}]'],
    ['id,a\n1,"line\nbreak"', '[{"id":"1","a":"line\\nbreak"}]'],
    ['id,a\n1,a"b', '[{"id":"1","a":"a\\"b"}]'],
    ['id,a\n1,"x"y"z"', '[{"id":"1","a":"xy\\"z\\""}]'],
    ['id,a\n1,"""', '[{"id":"1","a":"\\""}]'],
    ['id,a\n1,"unclosed', '[{"id":"1","a":"unclosed"}]'],
    ['id,a\n1, "x"', '[{"id":"1","a":" \\"x\\""}]'],
    ['id,a\n1,\u0001\\', '[{"id":"1","a":"\\u0001\\\\"}]'],
    ['id', '[]'],
    ['\n', '[]'],
    ['"', '[]'],
  ])('%j', (text, documents) => {
    expect(read(text)).toBe(documents);
  });

  test.each([
    [';', 'id;a\n1;2,3'],
    ['\t', 'id\ta\n1\t2,3'],
    ['x', 'idxa\n1x2,3'],
    ['^', 'id^a\n1^2,3'],
    [']', 'id]a\n1]2,3'],
    ['\\', 'id\\a\n1\\2,3'],
  ])('at %j', (delimiter, text) => {
    expect(read(text, delimiter)).toBe('[{"id":"1","a":"2,3"}]');
  });
});

describe('columns have the type that their header names', () => {
  test.each([
    ['a:number', '"a":5'],
    ['a:b:number', '"a:b":5'],
    [':number', '"":5'],
    ['"a:number"', '"a":5'],
    ['a:string', '"a":"5"'],
    ['a: number', '"a: number":"5"'],
    ['a:Number', '"a:Number":"5"'],
    ['a:', '"a:":"5"'],
    ['a', '"a":"5"'],
  ])('%s', (header, member) => {
    expect(read(`${header}\n5`)).toBe(`[{${member}}]`);
  });

  test.each([
    ['5', '5'],
    [' 5', '5'],
    ['\u00a05\t', '5'],
    ['+3', '3'],
    ['007', '7'],
    ['-007', '-7'],
    ['-0', '0'],
    ['9007199254740993', '9007199254740993'],
    ['9223372036854775807', '9223372036854775807'],
    ['9223372036854775808', '9.223372036854776e18'],
    ['-9223372036854775809', '-9.223372036854776e18'],
    ['1.10', '1.1'],
    ['5.', '5.0'],
    ['.5', '0.5'],
    ['-0.0', '-0.0'],
    ['1E3', '1000.0'],
    ['1e20', '1e20'],
    ['1e400', 'null'],
    ['INF', 'null'],
    ['+nan', 'null'],
    [' ', 'null'],
    ['', 'null'],
  ])('the number %j', (cell, value) => {
    expect(read(`id,a:number\n1,${cell}`)).toBe(`[{"id":"1","a":${value}}]`);
  });

  test.each([
    ['true', 'true'],
    [' false ', 'false'],
    ['  ', 'null'],
  ])('the boolean %j', (cell, value) => {
    expect(read(`id,a:boolean\n1,${cell}`)).toBe(`[{"id":"1","a":${value}}]`);
  });
});

describe('a malformed payload is refused', () => {
  const unequal = (record: number, line: number, byte: number, cells: number): string =>
    `CSV error: record ${record} (line: ${line}, byte: ${byte}): found record with ${cells} fields, but the previous record has 2 fields`;

  test.each([
    ['id,a\n1', unequal(1, 2, 5, 1)],
    ['id,a\n1,2,3', unequal(1, 2, 5, 3)],
    ['id,a\n\n1,2\n\n\n3', unequal(2, 4, 10, 1)],
    ['id,a\r\n1,2\r\n3', unequal(2, 2, 10, 1)],
    ['id,a\r1,2\r3', unequal(2, 1, 9, 1)],
    ['id,a\n1,"x\ny"\n3', unequal(2, 4, 13, 1)],
    ['\ufeffé,a\n"é",1\n3', unequal(2, 3, 15, 1)],
    ['id,a\n1,2\n \n', unequal(2, 3, 9, 1)],
    ['id,a:number\n1,2\n\n2,x', 'Error parsing number "x" at line 2: invalid float literal'],
    [
      'id,a:number\n1," a""b\n"',
      'Error parsing number " a\\"b\\n" at line 1: invalid float literal',
    ],
    [
      'id,a:number\n1,\u007f\u00ad',
      'Error parsing number "\\u{7f}\\u{ad}" at line 1: invalid float literal',
    ],
    ['id,a:number\n1,0x10', 'Error parsing number "0x10" at line 1: invalid float literal'],
    [
      'id,a:boolean\n1,TRUE',
      'Error parsing boolean "TRUE" at line 1: provided string was not `true` or `false`',
    ],
  ])('%j', (text, reason) => {
    expect(() => read(text)).toThrow(
      expect.objectContaining({
        status: 400,
        code: 'malformed_payload',
        message: `The \`csv\` payload provided is malformed: \`${reason}\`.`,
      }),
    );
  });
});
