import { describe, expect, test } from 'vitest';
import { acceptsShards, canTransition } from './node-state.ts';
import type { NodeState } from './topology.ts';

const states: readonly NodeState[] = ['joining', 'active', 'draining', 'failed'];

// Rows: from; columns: to, in the order of `states`.
const allowed: Readonly<Record<NodeState, string>> = {
  joining: 'xxxx',
  active: '.xxx',
  draining: '.xxx',
  failed: '.xxx',
};

describe.each(states)('a node that is %s', (from) => {
  test.each(states.map((to, column) => [to, allowed[from].charAt(column) === 'x'] as const))(
    'may become %s: %s',
    (to, expected) => {
      expect(canTransition(from, to)).toBe(expected);
    },
  );
});

test('shards are given to nodes that join or are members, and to no others', () => {
  expect(states.filter(acceptsShards)).toEqual(['joining', 'active']);
});
