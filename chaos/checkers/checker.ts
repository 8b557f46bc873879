import type { RunRecord } from '../../sim/trace/record.ts';
import type { Violation } from '../../sim/trace/violation.ts';
import type { History } from './history/history.ts';

/** What a checker found in one run. */
export interface CheckResult {
  readonly violations: readonly Violation[];
  /** How many things it looked at: a checker that looked at nothing has proved nothing. */
  readonly evaluated: number;
}

/** One promise of Miroir, as a pure function over what a run left behind. */
export interface Checker {
  /** Its id, such as `acked_write_durable`. */
  readonly name: string;
  check(record: RunRecord, history: History): CheckResult;
}
