import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { chooseMove, type MoveView } from './move-choice.ts';
import type { WantedMove } from './shard-moves.ts';

function wantedBy(target: string, ...shards: readonly number[]): WantedMove[] {
  return shards.map((shard) => ({ shard, target }));
}

/** A fleet in which every target is ready and `a` has every shard. */
const ready: MoveView = { sources: () => ['a'], isReady: () => true };

describe('the next move', () => {
  test('takes the shards of one target together, as many as may move at once', () => {
    const wanted = wantedBy('d', 3, 1, 2, 5);
    expect(chooseMove(wanted, ready, 3)).toEqual({ source: 'a', target: 'd', shards: [3, 1, 2] });
    expect(chooseMove(wanted, ready, 9)?.shards).toEqual([3, 1, 2, 5]);
  });

  test('is of the node that waits for the most shards, then of the first by name', () => {
    const wanted = [...wantedBy('d', 1), ...wantedBy('e', 2, 3), ...wantedBy('c', 4)];
    expect(chooseMove(wanted, ready, 4)).toMatchObject({ target: 'e', shards: [2, 3] });
    const even = [...wantedBy('e', 2), ...wantedBy('d', 1), ...wantedBy('c', 4)];
    expect(chooseMove(even, ready, 4)).toMatchObject({ target: 'c', shards: [4] });
  });

  test('goes by what can move, not by what waits', () => {
    const wanted = [...wantedBy('e', 1, 2, 3), ...wantedBy('d', 4, 5)];
    const view = { ...ready, isReady: (target: string) => target === 'd' };
    expect(chooseMove(wanted, view, 4)).toMatchObject({ target: 'd', shards: [4, 5] });
    const sourceless = { ...ready, sources: (shard: number) => (shard < 3 ? [] : ['a']) };
    expect(chooseMove(wanted, sourceless, 4)).toMatchObject({ target: 'd', shards: [4, 5] });
  });

  test('is from the one source that has the most, the best of each shard', () => {
    const sources = (shard: number) => (shard === 1 ? ['b', 'a'] : ['a', 'b']);
    const wanted = wantedBy('d', 1, 2, 3);
    expect(chooseMove(wanted, { ...ready, sources }, 4)).toEqual({
      source: 'a',
      target: 'd',
      shards: [2, 3],
    });
  });

  test('asks for the sources with regard to the target', () => {
    const sources = (_shard: number, target: string) => [`near ${target}`];
    expect(chooseMove(wantedBy('d', 1), { ...ready, sources }, 1)?.source).toBe('near d');
  });

  test('is none while nothing is wanted, ready or to be had', () => {
    expect(chooseMove([], ready, 4)).toBeUndefined();
    const unready = { ...ready, isReady: () => false };
    expect(chooseMove(wantedBy('d', 1), unready, 4)).toBeUndefined();
    const sourceless = { ...ready, sources: () => [] };
    expect(chooseMove(wantedBy('d', 1), sourceless, 4)).toBeUndefined();
  });
});

test('whatever is chosen is wanted, possible and within bounds; and something is, if it can be', () => {
  const nodes = ['a', 'b', 'c', 'd'];
  const wishes = fc.uniqueArray(
    fc.record({ shard: fc.nat(7), target: fc.constantFrom(...nodes) }),
    { selector: ({ shard, target }) => `${shard} ${target}` },
  );
  const holders = fc.array(fc.shuffledSubarray(nodes), { minLength: 8, maxLength: 8 });
  const up = fc.subarray(nodes);
  fc.assert(
    fc.property(
      wishes,
      holders,
      up,
      fc.integer({ min: 1, max: 4 }),
      (wanted, held, alive, most) => {
        const sources = (shard: number) =>
          held[shard]?.filter((node) => alive.includes(node)) ?? [];
        const isReady = (node: string) => alive.includes(node);
        const isPossible = ({ shard, target }: WantedMove) =>
          isReady(target) && sources(shard).length > 0;
        const chosen = chooseMove(wanted, { sources, isReady }, most);
        expect(chosen !== undefined).toBe(wanted.some(isPossible));
        if (chosen === undefined) return;
        const { source, target, shards } = chosen;
        expect(shards.length).toBeGreaterThan(0);
        expect(shards.length).toBeLessThanOrEqual(most);
        for (const shard of shards) {
          expect(wanted).toContainEqual({ shard, target });
          expect(isPossible({ shard, target })).toBe(true);
          expect(sources(shard)[0]).toBe(source);
        }
      },
    ),
  );
});
