import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MovePhase, MoveRecord } from '../../ports/move-store.ts';
import { beginning } from '../place.ts';
import { advanceMove, type MoveEvent } from './move-state.ts';

const phases: readonly MovePhase[] = ['dual-write', 'copy', 'drain', 'delta', 'activate'];

function moveIn(phase: MovePhase): MoveRecord {
  return {
    indexUid: 'movies',
    target: 'd',
    source: 'a',
    shards: [1, 2],
    phase,
    since: 7,
    place: { offset: 5, lastId: 'five' },
    copied: 4,
    copiedBytes: 400,
    documents: 10,
    startedAt: '2026-11-22T10:00:00Z',
  };
}

const place = { offset: 8, lastId: 'eight' };
const page: MoveEvent = { kind: 'page-copied', place, copied: 3, bytes: 30 };
const lastPage: MoveEvent = { kind: 'page-copied', place: null, copied: 2, bytes: 20 };

describe('the phase of a move', () => {
  // Rows: the event; columns: the phase before, in the order of `phases`.
  test.each<[string, MoveEvent, readonly MovePhase[]]>([
    ['dual-writing', { kind: 'dual-writing' }, ['copy', 'copy', 'drain', 'delta', 'activate']],
    ['a page copied', page, ['dual-write', 'copy', 'drain', 'delta', 'activate']],
    ['the last page copied', lastPage, ['dual-write', 'drain', 'drain', 'delta', 'activate']],
    ['drained', { kind: 'drained' }, ['dual-write', 'copy', 'delta', 'delta', 'activate']],
    ['compared', { kind: 'compared' }, ['dual-write', 'copy', 'drain', 'activate', 'activate']],
    ['interrupted', { kind: 'interrupted' }, ['dual-write', 'copy', 'drain', 'drain', 'drain']],
  ])('after %s', (_name, event, after) => {
    expect(phases.map((phase) => advanceMove(moveIn(phase), event).phase)).toEqual(after);
  });

  test('never leaves out the comparison, whatever happens in whatever order', () => {
    const events = fc.array(
      fc.constantFrom<MoveEvent>(
        { kind: 'dual-writing' },
        page,
        lastPage,
        { kind: 'drained' },
        { kind: 'compared' },
        { kind: 'interrupted' },
      ),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(events, (drawn) => {
        let move = moveIn('dual-write');
        for (const event of drawn) {
          const next = advanceMove(move, event);
          const step = phases.indexOf(next.phase) - phases.indexOf(move.phase);
          expect(step).toBeLessThanOrEqual(1);
          if (next.phase === 'activate' && step !== 0) expect(event.kind).toBe('compared');
          if (step < 0) expect([event.kind, next.phase]).toEqual(['interrupted', 'drain']);
          move = next;
        }
      }),
    );
  });
});

describe('what a move counts', () => {
  test('begins with the copy', () => {
    const before = moveIn('dual-write');
    expect(advanceMove(before, { kind: 'dual-writing' })).toEqual({
      ...before,
      phase: 'copy',
      place: beginning,
    });
  });

  test('grows with each page, and goes on where the page ended', () => {
    const before = moveIn('copy');
    const counted = { place, copied: 7, copiedBytes: 430 };
    expect(advanceMove(before, page)).toEqual({ ...before, ...counted });
    const last = { phase: 'drain', copied: 6, copiedBytes: 420 };
    expect(advanceMove(before, lastPage)).toEqual({ ...before, ...last });
  });

  test('is untouched by whatever is not its turn', () => {
    for (const phase of ['dual-write', 'drain', 'delta', 'activate'] as const) {
      expect(advanceMove(moveIn(phase), page)).toEqual(moveIn(phase));
    }
    expect(advanceMove(moveIn('copy'), { kind: 'interrupted' })).toEqual(moveIn('copy'));
  });
});
