import type { ArmedPoint } from '../../../sim/plan/plan.ts';
import type { MoveEvent } from '../../../sim/trace/record.ts';

/** The phases of a move, and how long something that is to happen in each may wait after it began. */
export const phases = [
  { phase: 'dual-write', title: 'dual_write', withinMs: 150 },
  { phase: 'copy', title: 'copy', withinMs: 1500 },
  { phase: 'drain', title: 'drain', withinMs: 150 },
  { phase: 'delta', title: 'delta', withinMs: 1700 },
  { phase: 'activate', title: 'activate', withinMs: 150 },
  { phase: 'ended', title: 'cleaning', withinMs: 3000 },
] as const satisfies readonly {
  readonly phase: MoveEvent['phase'];
  readonly title: string;
  readonly withinMs: number;
}[];

/** Whoever moves shards is held up after each step, so that there is time for something to happen. */
export const heldUp: readonly ArmedPoint[] = [
  {
    point: 'move-saved',
    chance: { numerator: 1, denominator: 1 },
    effect: { kind: 'delay', millisecondsLeast: 200, millisecondsMax: 600 },
  },
  {
    point: 'shards-activated',
    chance: { numerator: 1, denominator: 1 },
    effect: { kind: 'delay', millisecondsLeast: 200, millisecondsMax: 600 },
  },
];
