import type { CancelToken } from '../../engine/base/cancel.ts';
import type { Clock } from '../../engine/ports/clock.ts';
import type { Incarnation } from '../kernel/incarnation.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { ClockPlan } from '../plan/plan.ts';

/** When every run begins: 2026-01-01T00:00:00Z. */
const epochMs = 1_767_225_600_000;

/**
 * The clock of one machine: a wall clock that is off, drifts and jumps, and a monotonic one that
 * only drifts. It outlives the processes on its machine, and runs on while they are paused.
 */
export class MachineClock {
  readonly #kernel: Kernel;
  readonly #rate: number;
  #offsetMs: number;

  constructor(kernel: Kernel, { offsetMs, driftMillionths }: ClockPlan) {
    this.#kernel = kernel;
    this.#rate = 1 + driftMillionths / 1_000_000;
    this.#offsetMs = offsetMs;
  }

  wallMs(): number {
    return Math.floor(epochMs + this.#offsetMs + this.monoMs());
  }

  monoMs(): number {
    return (this.#kernel.now * this.#rate) / 1000;
  }

  /** Sets the wall clock forward, or back. */
  jump(byMs: number): void {
    this.#offsetMs += byMs;
  }

  /** What `durationMs` of this clock are in microseconds of virtual time. */
  micros(durationMs: number): number {
    return Math.ceil((durationMs * 1000) / this.#rate);
  }
}

/** The clock port of one life of a process. */
export function processClock(kernel: Kernel, machine: MachineClock, process: Incarnation): Clock {
  const label = `${process.name}/sleep`;
  return {
    wallMs: () => machine.wallMs(),
    monoMs: () => machine.monoMs(),
    sleep: (durationMs: number, cancel?: CancelToken) =>
      new Promise((resolve) => {
        if (cancel?.canceled === true) {
          resolve();
          return;
        }
        const alarm = kernel.schedule(machine.micros(durationMs), label, process, () => {
          forget?.();
          resolve();
        });
        const forget = cancel?.onCancel(() => {
          alarm.canceled = true;
          resolve();
        });
      }),
  };
}
