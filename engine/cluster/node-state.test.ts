import { describe, expect, test } from 'vitest';
import { acceptsWrites, canTransition, isPlaced, servesReads, transition } from './node-state.ts';
import type { NodeState } from './topology.ts';

const states: readonly NodeState[] = [
  'joining',
  'active',
  'degraded',
  'draining',
  'failed',
  'restoring',
  'removed',
];

// Rows: from; columns: to, in the order of `states`.
const allowed: Readonly<Record<NodeState, string>> = {
  joining: 'xx..x.x',
  active: '.xxxx..',
  degraded: '.xxxx..',
  draining: '...xx.x',
  failed: '.xx.xxx',
  restoring: '.x..xx.',
  removed: '.......',
};

describe.each(states)('a node that is %s', (from) => {
  test.each(states.map((to, column) => [to, allowed[from].charAt(column) === 'x'] as const))(
    'may become %s: %s',
    (to, expected) => {
      const node = { id: 'a', replicaGroup: 1, state: from };
      expect(canTransition(from, to)).toBe(expected);
      if (expected) expect(transition(node, to)).toEqual({ ...node, state: to });
      else expect(() => transition(node, to)).toThrow(`node a cannot go from ${from} to ${to}`);
    },
  );
});

test.each([
  ['joining', false, true, false],
  ['active', true, true, true],
  ['degraded', true, true, true],
  ['draining', true, true, true],
  ['failed', true, false, false],
  ['restoring', true, true, false],
  ['removed', false, false, false],
] as const)(
  '%s: has a place %s, accepts writes %s, serves reads %s',
  (state, place, writes, reads) => {
    expect([isPlaced(state), acceptsWrites(state), servesReads(state)]).toEqual([
      place,
      writes,
      reads,
    ]);
  },
);
