import type { Micros, OperationId } from '../../sim/trace/operation.ts';
import type { Violation } from '../../sim/trace/violation.ts';
import type { CheckResult } from './checker.ts';

/** Where a promise was broken. */
export interface Evidence {
  readonly operations: readonly OperationId[];
  readonly at: Micros;
}

/** Collects what one checker finds. */
export class Findings implements CheckResult {
  readonly violations: Violation[] = [];
  readonly #checker: string;
  readonly #seen = new Set<string>();
  #evaluated = 0;

  constructor(checker: string) {
    this.#checker = checker;
  }

  get evaluated(): number {
    return this.#evaluated;
  }

  /** Notes that something was looked at. */
  looked(): void {
    this.#evaluated += 1;
  }

  /** Notes a broken promise; of several about the same thing, the first stays. */
  add(key: string, message: string, { operations, at }: Evidence): void {
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    this.violations.push({ checker: this.#checker, key, message, operations, at });
  }
}

/** The evidence of one operation, at its end. */
export function evidenceOf(operation: {
  readonly id: OperationId;
  readonly endedAt: Micros;
}): Evidence {
  return { operations: [operation.id], at: operation.endedAt };
}
