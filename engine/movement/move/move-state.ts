import type { MoveRecord } from '../../ports/move-store.ts';
import { beginning, type Place } from '../place.ts';

/** What happened to a move. */
export type MoveEvent =
  /** The target gets every write. */
  | { readonly kind: 'dual-writing' }
  /** A page was copied; `place` is null at the end. */
  | {
      readonly kind: 'page-copied';
      readonly place: Place | null;
      readonly copied: number;
      readonly bytes: number;
    }
  /** Every write from before has ended, and what was sent to the target has arrived. */
  | { readonly kind: 'drained' }
  /** The target was made equal to the source. */
  | { readonly kind: 'compared' }
  /** Whoever drove it is gone, or could not go on. */
  | { readonly kind: 'interrupted' };

/**
 * The state of a move after an event: what a driver saves before it does what that state asks for.
 * Whatever interrupts a move after its copy sends it back to `drain`: a comparison is good only for
 * the activation that follows it at once.
 */
export function advanceMove(move: MoveRecord, event: MoveEvent): MoveRecord {
  switch (event.kind) {
    case 'dual-writing':
      return move.phase === 'dual-write' ? { ...move, phase: 'copy', place: beginning } : move;
    case 'page-copied':
      return afterPage(move, event);
    case 'drained':
      return move.phase === 'drain' ? { ...move, phase: 'delta' } : move;
    case 'compared':
      return move.phase === 'delta' ? { ...move, phase: 'activate' } : move;
    case 'interrupted':
      return move.phase === 'delta' || move.phase === 'activate'
        ? { ...move, phase: 'drain' }
        : move;
    default:
      return event satisfies never;
  }
}

function afterPage(
  move: MoveRecord,
  { place, copied, bytes }: Extract<MoveEvent, { kind: 'page-copied' }>,
): MoveRecord {
  if (move.phase !== 'copy') return move;
  const counted = { copied: move.copied + copied, copiedBytes: move.copiedBytes + bytes };
  if (place === null) return { ...move, ...counted, phase: 'drain' };
  return { ...move, ...counted, place };
}
