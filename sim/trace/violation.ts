import type { Micros, OperationId } from './operation.ts';

/** A promise of Miroir that a run broke. */
export interface Violation {
  /** The checker that found it: `acked_write_durable`. */
  readonly checker: string;
  /** What it is about, such as a document or a task: the same for every run of the same bug. */
  readonly key: string;
  readonly message: string;
  readonly operations: readonly OperationId[];
  readonly at: Micros;
}
