/**
 * How a run can fail before any checker has looked at it. `crash`: an exception or a rejection that
 * nobody handled. `deadlock`: nothing is left to happen while somebody waits. `busy-loop`: too much
 * happens in one virtual second. `budget`: too much happens, or it takes too long. `nondeterminism`:
 * ambient time, randomness or input was asked for, or two runs of one seed differ.
 */
export type FailureKind = 'crash' | 'deadlock' | 'busy-loop' | 'budget' | 'nondeterminism';

export interface RunFailure {
  readonly kind: FailureKind;
  readonly message: string;
  /** The event during which it happened: `t=1.234567s p0/sleep`. */
  readonly during: string;
}
