import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { settleAll } from './meilisearch.ts';
import { type CalledNode, createCalledNode } from './testing/node-caller.ts';

type Value = number | string | boolean | null | undefined;

const value: fc.Arbitrary<Value> = fc.constantFrom<Value>(
  undefined,
  null,
  0,
  1,
  2.5,
  -3,
  'a',
  'B',
  'b',
  '1',
  '',
  true,
);

/** Whether `found` fits, read as naively as the manual says it: strings and numbers by their own kind. */
function fits(found: Value, operator: string, wanted: string): boolean {
  if (operator === '!=') return !fits(found, '=', wanted);
  if (found === undefined || found === null || found === '') return false;
  if (typeof found === 'number') return compare(found, operator, Number(wanted));
  const text = String(found).toLowerCase();
  return compare(text, operator, operator === '=' ? wanted.toLowerCase() : wanted);
}

function compare<Kind extends number | string>(left: Kind, operator: string, right: Kind): boolean {
  switch (operator) {
    case '=':
      return left === right;
    case '>':
      return left > right;
    case '>=':
      return left >= right;
    case '<':
      return left < right;
    default:
      return left <= right;
  }
}

function nodeWith(values: readonly Value[]): CalledNode {
  const node = createCalledNode();
  node.call('PATCH /indexes/a/settings', { filterableAttributes: ['x', 'y'] });
  // One more document makes the field known.
  const documents = [
    ...values.map((x, id) => ({ id, x })),
    { id: values.length, x: 'known', y: 1 },
  ];
  node.call('POST /indexes/a/documents', documents);
  settleAll(node.model);
  return node;
}

function matching(node: CalledNode, filter: unknown): readonly number[] {
  const { body } = node.call('POST /indexes/a/search', { filter, limit: 1000 });
  return body.hits.map(({ id }: { id: number }) => id);
}

test('a comparison matches what a naive reading matches', () => {
  const operator = fc.constantFrom('=', '!=', '>', '>=', '<', '<=');
  const wanted = fc.constantFrom('0', '1', '2.5', 'a', 'b', 'B', 'true');
  fc.assert(
    fc.property(fc.array(value, { maxLength: 12 }), operator, wanted, (values, sign, word) => {
      const naive = [...values, 'known'].flatMap((x, id) => (fits(x, sign, word) ? [id] : []));
      expect(matching(nodeWith(values), `x ${sign} "${word}"`)).toEqual(naive);
    }),
    { numRuns: 60 },
  );
});

test('and, or and not are intersection, union and complement', () => {
  const leaf = fc.constantFrom('x = 1', 'x = b', 'x EXISTS', 'x IS NULL', 'x > 0', 'y = 1');
  fc.assert(
    fc.property(fc.array(value, { maxLength: 12 }), leaf, leaf, (values, left, right) => {
      const node = nodeWith(values);
      const [first, second] = [new Set(matching(node, left)), new Set(matching(node, right))];
      const all = Array.from({ length: values.length + 1 }, (_, id) => id);
      const keep = (isKept: (id: number) => boolean): number[] => all.filter(isKept);
      expect(matching(node, `${left} AND ${right}`)).toEqual(
        keep((id) => first.has(id) && second.has(id)),
      );
      expect(matching(node, `${left} OR ${right}`)).toEqual(
        keep((id) => first.has(id) || second.has(id)),
      );
      expect(matching(node, `NOT (${left})`)).toEqual(keep((id) => !first.has(id)));
      expect(matching(node, [left, [right, left]])).toEqual(matching(node, left));
    }),
    { numRuns: 40 },
  );
});

describe('as measured on v1.21', () => {
  const documents = [
    { id: 0, x: [1, 'Apple', null] },
    { id: 1, x: null },
    { id: 2, x: [] },
    { id: 3, x: {} },
    { id: 4, x: '' },
    { id: 5 },
    { id: 6, x: { y: 2 } },
    { id: 7, x: [{ y: 1 }, { y: 'z' }] },
    { id: 8, x: ' apple ' },
    { id: 9, x: 'ápple' },
  ];
  test.each([
    ['x = apple', [0, 8]],
    ['x = ápple', [9]],
    ['x.y = 1', [7]],
    ['x.y > 0', [6, 7]],
    ['x IS NULL', [1]],
    ['x IS EMPTY', [2, 3, 4]],
    ['x NOT EXISTS', [5]],
    ['x = ""', []],
    ['x STARTS WITH APP', [0, 8]],
    ['x IN []', []],
    ['nothing != 1', []],
    ['x 1 TO 3', [0]],
  ])('%s', (filter, expected) => {
    const node = createCalledNode();
    node.call('PATCH /indexes/a/settings', { filterableAttributes: ['x', 'nothing'] });
    node.call('POST /indexes/a/documents', documents);
    settleAll(node.model);
    expect(matching(node, filter)).toEqual(expected);
  });
});
