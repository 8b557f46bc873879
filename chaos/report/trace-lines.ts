import type { KernelEvent } from '../../sim/kernel/event-heap.ts';
import type { Plan } from '../../sim/plan/plan.ts';
import type { Outcome } from '../run/verdict.ts';

/**
 * Every event of a run as JSON lines, for tools: a header, one line an event, and the verdict. `i` is
 * the number of an event in the order of scheduling and `cause` that of the event which scheduled it,
 * so that an arrow leads back from any event to what began it.
 */
export class TraceLines {
  readonly #lines: string[] = [];

  /** Notes an event; give it to the run as its observer. */
  readonly observe = ({ sequence, at, owner, label, cause }: KernelEvent): void => {
    const process = owner === null ? null : `${owner.name}#${owner.number}`;
    this.#lines.push(JSON.stringify({ i: sequence, t: at, process, label, cause }));
  };

  /** All lines, once the run has been judged. */
  text({ profile, seed }: Plan, { kind, hash, events }: Outcome): string {
    const header = JSON.stringify({ format: 1, profile, seed, node: process.versions.node });
    const verdict = JSON.stringify({ verdict: kind, hash, events });
    return `${[header, ...this.#lines, verdict].join('\n')}\n`;
  }
}
