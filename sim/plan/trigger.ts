import type { MoveEvent } from '../trace/record.ts';

/**
 * An event of the record that something in a plan waits for, instead of a time: a scenario that says
 * "when the copy begins" stays right when the code becomes faster. Events are counted from the
 * beginning of the chaos time, so that what the warm-up creates does not count.
 */
export interface Trigger {
  /** `move`: the store has taken a step of a move. `placement`: it has a new placement of an index. */
  readonly event: 'move' | 'placement';
  /** Of moves: only steps of this phase count; all do if it is absent. */
  readonly phase?: MoveEvent['phase'];
  /** Which of these events, from 1. */
  readonly nth: number;
  /** How long after it. */
  readonly delayMs: number;
}

/** An event of the record that triggers may wait for. */
export type TriggeringEvent =
  | { readonly event: 'move'; readonly phase: MoveEvent['phase'] }
  | { readonly event: 'placement' };

/** Whether `happened` is one of the events that `trigger` counts. */
export function counts(trigger: Trigger, happened: TriggeringEvent): boolean {
  if (trigger.event !== happened.event) return false;
  if (happened.event === 'placement' || trigger.phase === undefined) return true;
  return trigger.phase === happened.phase;
}
