import { unrestricted } from '../keys/caller.ts';
import { describe, expect, test } from 'vitest';
import type { RoutedRequest } from '../protocol/routed-request.ts';
import { parseSwaps } from './parse-swaps.ts';

function request(body: string): RoutedRequest {
  const http = {
    method: 'POST',
    path: '/swap-indexes',
    query: '',
    headers: { 'content-type': 'application/json' },
    body: { kind: 'text', text: body } as const,
  };
  return { http, template: '/swap-indexes', parameters: {}, query: [], caller: unrestricted };
}

describe('the body of a swap', () => {
  test.each([
    ['[]', []],
    ['[{"indexes":["a","b"]}]', [{ indexes: ['a', 'b'], rename: false }]],
    [
      '[{"rename":true,"indexes":["a","b"]},{"indexes":["A","B"],"rename":false}]',
      [
        { indexes: ['a', 'b'], rename: true },
        { indexes: ['A', 'B'], rename: false },
      ],
    ],
  ])('%s is read', (body, swaps) => {
    expect(parseSwaps(request(body))).toEqual(swaps);
  });

  test.each([
    '',
    '[',
    '{}',
    'null',
    '[1]',
    '[[]]',
    '[{}]',
    '[{"indexes":["a","b"],"x":1}]',
    '[{"indexes":"a"}]',
    '[{"indexes":["a",1]}]',
    '[{"indexes":["a","b"],"rename":null}]',
    // The first fault counts, and this one is for a node to word.
    '[{"rename":1,"indexes":["!","a"]}]',
    '[{"indexes":["a"]},{"x":1}]',
  ])('%s is left to a node to explain', (body) => {
    expect(() => parseSwaps(request(body))).toThrow(
      expect.objectContaining({ name: 'MalformedRequest' }),
    );
  });

  test.each([
    ['[{"indexes":["a","!"],"rename":1}]', 'Invalid value at `[0].indexes[1]`: `!` is not a valid'],
    ['[{"indexes":[]}]', 'The list `[]` contains 0 indexes.'],
    ['[{"indexes":["a","b","c"]}]', 'The list `["a", "b", "c"]` contains 3 indexes.'],
  ])('%s is refused without a node', (body, words) => {
    expect(() => parseSwaps(request(body))).toThrow(
      expect.objectContaining({
        status: 400,
        code: 'invalid_swap_indexes',
        message: expect.stringContaining(words),
      }),
    );
  });

  test.each([
    ['[{"indexes":["a","a"],"rename":true}]', '`a` was'],
    ['[{"indexes":["d","c"]},{"indexes":["c","d"]},{"indexes":["d","B"]}]', '`c`, `d` were'],
  ])('%s names an index twice', (body, words) => {
    expect(() => parseSwaps(request(body))).toThrow(
      expect.objectContaining({
        code: 'invalid_swap_duplicate_index_found',
        message: `Indexes must be declared only once during a swap. ${words} specified several times.`,
      }),
    );
  });
});
