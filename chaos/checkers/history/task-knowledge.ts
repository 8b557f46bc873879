import type { Micros, Operation } from '../../../sim/trace/operation.ts';
import type { Audit } from '../../../sim/trace/record.ts';
import { isRecord, parseJson } from './json-value.ts';

/** A task as a client saw it once. */
export interface TaskSighting {
  readonly operation: Operation;
  readonly uid: number;
  readonly status: string;
  readonly errorCode: string | null;
}

/** How a task ended, as far as clients or the audit know. */
export interface TaskOutcome {
  readonly status: string;
  readonly errorCode: string | null;
}

/** What clients and the audit saw of tasks. */
export class TaskKnowledge {
  /** In the order in which the answers came. */
  readonly sightings: readonly TaskSighting[];
  readonly #outcomes = new Map<number, TaskOutcome>();
  readonly #endedAt = new Map<number, Micros>();

  constructor(operations: readonly Operation[], audit: Audit | null) {
    this.sightings = operations.flatMap(sightingOf);
    for (const { operation, uid, status, errorCode } of this.sightings) {
      if (!isTerminal(status)) continue;
      this.#outcomes.set(uid, { status, errorCode });
      const known = this.#endedAt.get(uid) ?? Infinity;
      this.#endedAt.set(uid, Math.min(known, operation.endedAt));
    }
    for (const { uid, status, error } of audit?.tasks ?? []) {
      if (isTerminal(status)) this.#outcomes.set(uid, { status, errorCode: error?.code ?? null });
    }
  }

  /** How the task ended; null if nobody saw it end. */
  outcome(uid: number): TaskOutcome | null {
    return this.#outcomes.get(uid) ?? null;
  }

  /** When a client first knew that the task had ended; Infinity if none ever did. */
  seenEndedAt(uid: number): Micros {
    return this.#endedAt.get(uid) ?? Infinity;
  }
}

/** Whether a task with this status changes no more. */
export function isTerminal(status: string): boolean {
  return status === 'succeeded' || status === 'failed' || status === 'canceled';
}

function sightingOf(operation: Operation): TaskSighting[] {
  const { intent, outcome } = operation;
  if (intent.kind !== 'get-task' || outcome.kind !== 'answer' || outcome.status !== 200) return [];
  const body = parseJson(outcome.body);
  if (!isRecord(body) || typeof body['status'] !== 'string') return [];
  const error = body['error'];
  const errorCode = isRecord(error) ? String(error['code']) : null;
  return [{ operation, uid: intent.uid, status: body['status'], errorCode }];
}
