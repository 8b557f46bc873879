import { expect, test } from 'vitest';
import { undecodableReason } from './decodable.ts';

const nested = (depth: number): string => `${'['.repeat(depth)}${']'.repeat(depth)}`;

// The words are those of Meilisearch v1.21 in the failed task, after "Index `…`: internal: ".
test.each([
  ['a number beyond a double', '{"id":1,"t":1e400}', 'number out of range at line 1 column 5'],
  [
    'a lone surrogate',
    String.raw`{"t":"\ud800"}`,
    'unexpected end of hex escape at line 1 column 8',
  ],
  ['deep nesting', `{"t":${nested(130)}}`, 'recursion limit exceeded at line 1 column 128'],
])('%s cannot be indexed', (_what, document, reason) => {
  expect(undecodableReason(document)).toBe(reason);
});

test.each([
  '{"id":1,"t":1e300,"u":-0,"v":9007199254740993}',
  String.raw`{"t":"\ud83d\ude00"}`,
  `{"t":${nested(127)}}`,
  `{"t":[${Array.from({ length: 200 }, () => '[]').join(',')}]}`,
])('%s can', (document) => {
  expect(undecodableReason(document)).toBeUndefined();
});
