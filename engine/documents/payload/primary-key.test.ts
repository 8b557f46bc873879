import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { identifier, type Identity, inferPrimaryKey, isValidDocumentId } from './primary-key.ts';

// Everything here was answered by Meilisearch 1.21.0.
const infer = (document: string): string => {
  const inferred = inferPrimaryKey(document);
  return typeof inferred === 'string'
    ? inferred
    : `${inferred.error.code}: ${inferred.error.message}`;
};

const identityOf = (document: string, primaryKey: string): Identity => {
  const identity = identifier(primaryKey, document.includes('\\u'))(document);
  expect(identifier(primaryKey, true)(document)).toEqual(identity);
  return identity;
};

const idOf = (document: string, primaryKey = 'id'): string => {
  const identity = identityOf(document, primaryKey);
  return identity.ok ? identity.id : `${identity.error.code}: ${identity.error.message}`;
};

const invalid = (quoted: string): string =>
  `invalid_document_id: Document identifier \`${quoted}\` is invalid. A document identifier can be of type integer or string, only composed of alphanumeric characters (a-z A-Z 0-9), hyphens (-) and underscores (_), and can not be more than 511 bytes.`;

describe('the primary key is inferred', () => {
  test.each([
    ['{"id":1,"a":2}', 'id'],
    ['{"a":1,"ID":2}', 'ID'],
    ['{"paid":1}', 'paid'],
    ['{"\\u0069d":1}', 'id'],
    ['{"id":1,"id":2}', 'id'],
    ['{"user.id":1}', 'user.id'],
    ['{"id":null}', 'id'],
  ])('from %s', (document, primaryKey) => {
    expect(infer(document)).toBe(primaryKey);
  });

  test.each(['{}', '{"a":{"id":1}}', '{"id ":1}', '{"ıd":1}'])('but not from %s', (document) => {
    expect(infer(document)).toBe(
      'index_primary_key_no_candidate_found: The primary key inference failed as the engine did not find any field ending with `id` in its name. Please specify the primary key manually using the `primaryKey` query parameter.',
    );
  });

  test.each([
    ['{"id":1,"uid":2}', 2, 'id', 'uid'],
    ['{"b_id":1,"a_id":2}', 2, 'a_id', 'b_id'],
    ['{"éid":1,"id":2}', 2, 'id', 'éid'],
    ['{"aId":1,"bID":2,"c":3,"did":4}', 3, 'aId', 'bID'],
    ['{"xid":1,"yid":2,"xid":3}', 2, 'xid', 'yid'],
  ])('but not from %s', (document, count, first, second) => {
    expect(infer(document)).toBe(
      `index_primary_key_multiple_candidates_found: The primary key inference failed as the engine found ${count} fields ending with \`id\` in their names: '${first}' and '${second}'. Please specify the primary key manually using the \`primaryKey\` query parameter.`,
    );
  });
});

describe('the id of a document', () => {
  test.each([
    ['{"id":7}', '7'],
    ['{"id":"7"}', '7'],
    ['{"id":"007"}', '007'],
    ['{"id":0}', '0'],
    ['{"id":-3}', '-3'],
    ['{"id":18446744073709551615}', '18446744073709551615'],
    ['{"id":-9223372036854775808}', '-9223372036854775808'],
    ['{"id":"a\\u0062"}', 'ab'],
    ['{ "a" : 1 , "id" : "x" }', 'x'],
    ['{"id":1,"id":2}', '2'],
    ['{"id":1,"\\u0069d":2}', '2'],
    ['{"id":1,"a":{"id":2}}', '1'],
    ['{"id":"a b","id":1}', '1'],
    [`{"id":"${'a'.repeat(511)}"}`, 'a'.repeat(511)],
  ])('is read from %s', (document, id) => {
    expect(idOf(document)).toBe(id);
  });

  test.each([
    ['1.0', '1.0'],
    ['1e2', '100.0'],
    ['1.10', '1.1'],
    ['-0', '-0.0'],
    ['18446744073709551616', '1.8446744073709552e19'],
    ['-9223372036854775809', '-9.223372036854776e18'],
    ['null', 'null'],
    ['true', 'true'],
    ['{"b" : 1,  "a":[1, 2]}', '{"b":1,"a":[1,2]}'],
    ['""', '""'],
    ['"a b"', '"a b"'],
    ['"a\\/b"', '"a/b"'],
    ['"\\u00e9\\ud83d\\ude00"', '"é😀"'],
    ['"\\u0001\\n"', '"\\u0001\\n"'],
    [`"${'a'.repeat(512)}"`, `"${'a'.repeat(512)}"`],
  ])('may not be %s', (value, quoted) => {
    expect(idOf(`{"id":${value}}`)).toBe(invalid(quoted));
  });

  test.each([
    ['{}', '{}'],
    ['{"a":1,"b":2,"a":3}', '{"a":3,"b":2}'],
    [
      '{"b" : "x\\u0041\\n",  "a":[1, 2.0, 1.10, 9007199254740993]}',
      '{"b":"xA\\n","a":[1,2.0,1.1,9007199254740993]}',
    ],
  ])('may not be missing, as in %s', (document, quoted) => {
    expect(idOf(document)).toBe(
      `missing_document_id: Document doesn't have a \`id\` attribute: \`${quoted}\`.`,
    );
  });

  test.each([
    ['{"big":1e400}', 'number out of range', 12],
    ['{"id":"\\ud800"}', 'unexpected end of hex escape', 8],
  ])('makes Meilisearch fail when it cannot decode %s', (document, reason, column) => {
    expect(idOf(document)).toBe(
      `internal: An unexpected crash occurred when processing the task: called \`Result::unwrap()\` on an \`Err\` value: Error("${reason}", line: 1, column: ${column})`,
    );
  });

  test('agrees with JSON.parse wherever it stands', () => {
    const names = fc.constantFrom('id', 'a', 'b');
    const members = fc.array(fc.tuple(names, fc.oneof(fc.nat(), fc.jsonValue())), { minLength: 1 });
    fc.assert(
      fc.property(members, fc.nat(), (pairs, last) => {
        const written = [...pairs, ['id', last] as const];
        const text = written.map(([name, value]) => `"${name}":${JSON.stringify(value)}`).join(',');
        expect(idOf(`{${text}}`)).toBe(String(last));
        expect(idOf(`{"id":${last},"a":1}`)).toBe(String(last));
      }),
    );
  });

  test('agrees with JSON.parse however its name is written, and whatever looks like it', () => {
    const id = fc.constantFrom('"id"', '"id" ', ' "id"', '"\\u0069d"', '"i\\u0064"');
    const lookalike = fc.constantFrom('"a"', '"\\"id"', '"x\\\\"', '"x\\\\\\"id"', '"ID"', '""');
    const number = fc.nat().map(String);
    const value = fc.oneof(
      number,
      fc.constantFrom(
        '"id"',
        '"\\"id\\":7"',
        '"{"',
        '["id",{"id":8}]',
        '{"id":9}',
        '{}',
        '"\\u00e9"',
      ),
    );
    const members = fc.array(
      fc.oneof(fc.tuple(id, number), fc.tuple(lookalike, value), fc.tuple(lookalike, value)),
    );
    fc.assert(
      fc.property(members, (pairs) => {
        const document = `{${pairs.map(([name, text]) => `${name}:${text}`).join(',')}}`;
        const { id: expected } = JSON.parse(document);
        const found = identityOf(document, 'id');
        expect(found.ok ? found.id : undefined).toBe(expected?.toString());
      }),
      { numRuns: 2000 },
    );
  });
});

describe('a nested primary key', () => {
  const tooMany = (quoted: string): string =>
    `invalid_document_id: Document have too many matching \`a.b\` attribute: \`${quoted}\`.`;
  const missing = (quoted: string): string =>
    `missing_document_id: Document doesn't have a \`a.b\` attribute: \`${quoted}\`.`;

  test.each([
    ['{"a":{"b":1}}', '1'],
    ['{"a.b":1}', '1'],
    ['{"a":{"\\u0062":1}}', '1'],
    ['{"a":{"b":1},"a":{"b":3}}', '3'],
    ['{"a.b":1,"a":{"b":2}}', tooMany('{"a.b":1,"a":{"b":2}}')],
    ['{"a":{"b":1,"b":2}}', tooMany('{"a":{"b":2}}')],
    ['{"a":[{"b":1}]}', missing('{"a":[{"b":1}]}')],
    ['{"a":"x"}', missing('{"a":"x"}')],
    ['{"a":{}}', missing('{"a":{}}')],
    ['{"a":{"b":null}}', invalid('null')],
    ['{"a":{"b":{"c":1}}}', invalid('{"c":1}')],
  ])('is looked for in %s', (document, id) => {
    expect(idOf(document, 'a.b')).toBe(id);
  });

  test.each(['{"a":{"b":{"c":1}}}', '{"a.b":{"c":1}}', '{"a":{"b.c":1}}', '{"a.b.c":1}'])(
    'of three parts is found in %s',
    (document) => {
      expect(idOf(document, 'a.b.c')).toBe('1');
    },
  );

  test.each([
    ['{"a.":1}', 'a.', '1'],
    ['{"a":{"":1}}', 'a.', invalid('{"":1}')],
    ['{".a":1}', '.a', '1'],
    [
      '{"":{"a":1}}',
      '.a',
      'missing_document_id: Document doesn\'t have a `.a` attribute: `{"":{"a":1}}`.',
    ],
    ['{"":1}', '', 'missing_document_id: Document doesn\'t have a `` attribute: `{"":1}`.'],
  ])('with empty parts: %s by %s', (document, primaryKey, id) => {
    expect(idOf(document, primaryKey)).toBe(id);
  });
});

test('ids are letters, digits, hyphens and underscores', () => {
  expect(['a', 'Z9-_', '-', 'a'.repeat(511)].every(isValidDocumentId)).toBe(true);
  expect(['', 'a b', 'é', 'a\n', 'a.b', 'a'.repeat(512)].some(isValidDocumentId)).toBe(false);
});
