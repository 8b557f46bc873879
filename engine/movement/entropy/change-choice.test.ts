import { expect, test } from 'vitest';
import { chooseChanges, type Divergence } from './change-choice.ts';
import { stored } from './testing/replica-node.ts';

const nodes = ['a', 'b', 'c'];
const right = stored('1', 6);
const wrong = stored('1', 5);

/** A document that these nodes are right about. */
function divergence(id: string, rightOn: readonly string[], wanted: string | null): Divergence {
  const lacking = wanted === null ? wrong : null;
  const copies = nodes.map((node) => ({ node, text: rightOn.includes(node) ? wanted : lacking }));
  return { id, copies, wanted };
}

test('whoever is right about most is left as it is', () => {
  const chosen = chooseChanges([
    divergence('1', ['b'], right),
    divergence('2', ['b', 'c'], null),
    divergence('3', ['a'], right),
  ]);
  expect(chosen).toEqual({
    changes: [
      { node: 'a', copies: new Map([['1', right]]), removals: ['2'] },
      { node: 'c', copies: new Map([['1', right]]), removals: [] },
    ],
    resolved: 2,
    open: ['3'],
  });
});

test('of equals the smallest node id is left as it is', () => {
  const chosen = chooseChanges([divergence('1', ['b'], right), divergence('2', ['a'], right)]);
  expect(chosen.changes.map(({ node }) => node)).toEqual(['b', 'c']);
  expect(chosen.open).toEqual(['1']);
});

test('nothing is chosen where nothing differs', () => {
  expect(chooseChanges([])).toEqual({ changes: [], resolved: 0, open: [] });
});
