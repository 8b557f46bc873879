import { describe, expect, test } from 'vitest';
import type { MoveEvent } from '../../sim/trace/record.ts';
import { keysOf, TestRun } from './testing/history.ts';
import {
  arriving,
  correctMove,
  deletion,
  leaving,
  type MoveStory,
  movedShard,
  place,
  placed,
  staying,
} from './testing/movement.ts';

const name = 'migration_phase_chain';

function keysFor(change: Partial<MoveStory>): readonly string[] {
  return keysOf(name, new TestRun().record({ ...correctMove(), ...change }));
}

/** What is found in a move through these phases, when nothing becomes of it. */
function keysOfPhases(...phases: readonly MoveEvent['phase'][]): readonly string[] {
  const moves = phases.map((phase, at) => {
    const by = { proxy: 'p0', session: 7, index: 'i', target: arriving };
    return { ...by, at: at * 10, phase, shards: phase === 'ended' ? [] : [movedShard] };
  });
  const [first] = correctMove().placements;
  return keysFor({ moves, placements: first === undefined ? [] : [first], exchanges: [] });
}

describe('a move', () => {
  test('goes through its phases', () => {
    expect(keysFor({})).toEqual([]);
  });

  test('may go back while it has not taken over', () => {
    expect(keysOfPhases('dual-write', 'copy', 'drain', 'delta', 'copy', 'drain')).toEqual([]);
    expect(keysOfPhases('dual-write', 'copy', 'drain', 'copy')).toEqual([]);
    expect(keysOfPhases('dual-write', 'copy', 'drain', 'delta', 'dual-write', 'copy')).toEqual([]);
    expect(keysOfPhases('dual-write', 'copy', 'dual-write')).toEqual([]);
  });

  test('may be given up, and begin anew', () => {
    expect(keysOfPhases('dual-write', 'ended', 'dual-write', 'copy', 'ended')).toEqual([]);
  });

  test.each([
    ['begins with dual writes', ['copy'], 'i ended copy'],
    ['copies', ['dual-write', 'drain'], 'i dual-write drain'],
    ['drains', ['dual-write', 'copy', 'delta'], 'i copy delta'],
    ['compares', ['dual-write', 'copy', 'drain', 'activate'], 'i drain activate'],
    ['does not jump', ['dual-write', 'activate'], 'i dual-write activate'],
    [
      'does not go back once it has taken over',
      ['dual-write', 'copy', 'drain', 'delta', 'activate', 'copy'],
      'i activate copy',
    ],
    ['ends before the next', ['dual-write', 'ended', 'copy'], 'i ended copy'],
  ] as const)('%s', (_, phases, key) => {
    expect(keysOfPhases(...phases)).toEqual([key]);
  });

  test('begins anew when its index was forgotten', () => {
    const moves = correctMove().moves.filter(({ phase }) => phase !== 'ended');
    const again = moves.map((step) => ({ ...step, at: step.at + 1000 }));
    const both = { moves: [...moves, ...again], exchanges: [] };
    const forgotten = { at: 500, index: 'i', placement: null };
    const { placements } = correctMove();
    const anew = [...placements, forgotten, placed(600, place([staying, arriving]))];
    expect(keysFor({ ...both, placements: anew })).toEqual([]);
    const other = { ...forgotten, index: 'j' };
    expect(keysFor({ ...both, placements: [...placements, other] })).toEqual([
      'i activate dual-write',
    ]);
  });
});

describe('a node becomes a replica', () => {
  test('after it was being given the shard', () => {
    const placements = [
      placed(0, place([staying, leaving])),
      placed(80, place([staying, leaving, arriving])),
    ];
    expect(keysFor({ placements, exchanges: [] })).toEqual(['i unprepared']);
  });

  test('anew only after it was being given the shard anew', () => {
    const placements = [
      ...correctMove().placements.slice(0, 4),
      placed(115, place([staying, arriving, leaving])),
    ];
    expect(keysFor({ placements })).toEqual(['i unprepared']);
  });

  test('by a move of that shard that has come so far', () => {
    const { moves } = correctMove();
    for (const wrong of [
      moves.map((step) => ({ ...step, at: step.at + 25 })),
      moves.map((step) => ({ ...step, target: staying })),
      moves.map((step) => ({ ...step, shards: [movedShard + 1] })),
      [],
    ]) {
      expect(keysFor({ moves: wrong })).toEqual(['i too early']);
    }
    const merged = moves.filter(({ phase }) => phase !== 'activate');
    expect(keysFor({ moves: merged })).toEqual([]);
    const atOnce = moves.map((step) => (step.phase === 'activate' ? { ...step, at: 80 } : step));
    expect(keysFor({ moves: atOnce })).toEqual([]);
  });

  test('or is one from the beginning', () => {
    const placements = [
      placed(0, place([staying, leaving])),
      { at: 5, index: 'i', placement: null },
      placed(10, place([staying, arriving])),
    ];
    expect(keysFor({ placements, moves: [], exchanges: [] })).toEqual([]);
  });
});

describe('what a node has of a shard is deleted', () => {
  test('once it was taken away, and not before', () => {
    expect(keysFor({ exchanges: [deletion(leaving, 90)] })).toEqual([]);
    expect(keysFor({ exchanges: [deletion(leaving, 500)] })).toEqual([]);
    expect(keysFor({ exchanges: [deletion(leaving, 70)] })).toEqual(['i deleted']);
    expect(keysFor({ exchanges: [deletion(arriving, 110)] })).toEqual(['i deleted']);
    expect(keysFor({ exchanges: [deletion(arriving, 50)] })).toEqual(['i deleted']);
    expect(keysFor({ exchanges: [deletion('n9', 110)] })).toEqual(['i deleted']);
  });

  test('not while it is being given it anew', () => {
    const placements = [
      ...correctMove().placements,
      placed(200, place([staying, arriving], [leaving])),
    ];
    expect(keysFor({ placements, exchanges: [deletion(leaving, 150)] })).toEqual([]);
    expect(keysFor({ placements, exchanges: [deletion(leaving, 199)] })).toEqual(['i deleted']);
    expect(keysFor({ placements, exchanges: [deletion(leaving, 250)] })).toEqual(['i deleted']);
  });
});
