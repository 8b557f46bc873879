import type { CancelToken } from '../base/cancel.ts';
import type { Clock } from '../ports/clock.ts';

interface Sleeper {
  readonly dueMs: number;
  readonly clock: MachineClock;
  readonly wake: () => void;
}

/** Time that passes only when a test says so, for several machines. */
export class TestTime {
  #nowMs = 0;
  readonly #sleepers = new Set<Sleeper>();

  get nowMs(): number {
    return this.#nowMs;
  }

  /** A clock that shows this time. */
  machine(): MachineClock {
    return new MachineClock(this, this.#sleepers);
  }

  /** Lets time pass, with all that is due meanwhile. */
  async pass(durationMs: number): Promise<void> {
    const untilMs = this.#nowMs + durationMs;
    for (;;) {
      await settled();
      const due = [...this.#sleepers].filter(
        ({ clock, dueMs }) => !clock.stands && dueMs <= untilMs,
      );
      const next = due.toSorted((left, right) => left.dueMs - right.dueMs)[0];
      if (next === undefined) break;
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.wake();
    }
    this.#nowMs = Math.max(this.#nowMs, untilMs);
  }

  /** Lets time pass in small steps until `condition` holds; throws after `patienceMs` of it. */
  async until(
    condition: () => boolean | Promise<boolean>,
    { stepMs = 10, patienceMs = 60_000 }: { stepMs?: number; patienceMs?: number } = {},
  ): Promise<void> {
    for (let passedMs = 0; passedMs < patienceMs; passedMs += stepMs) {
      if (await condition()) return;
      await this.pass(stepMs);
    }
    throw new Error(`${patienceMs} ms have passed in vain`);
  }
}

/** The clock of one machine; it can be stopped, and then nobody on the machine wakes up. */
export class MachineClock implements Clock {
  stands = false;
  readonly #time: TestTime;
  readonly #sleepers: Set<Sleeper>;
  #stoodAtMs = 0;

  constructor(time: TestTime, sleepers: Set<Sleeper>) {
    this.#time = time;
    this.#sleepers = sleepers;
  }

  stop(): void {
    this.#stoodAtMs = this.#time.nowMs;
    this.stands = true;
  }

  goOn(): void {
    this.stands = false;
  }

  wallMs(): number {
    return 1_795_000_000_000 + this.monoMs();
  }

  monoMs(): number {
    return this.stands ? this.#stoodAtMs : this.#time.nowMs;
  }

  sleep(durationMs: number, cancel?: CancelToken): Promise<void> {
    return new Promise((resolve) => {
      const sleeper: Sleeper = {
        dueMs: this.monoMs() + durationMs,
        clock: this,
        wake: () => {
          this.#sleepers.delete(sleeper);
          resolve();
        },
      };
      this.#sleepers.add(sleeper);
      cancel?.onCancel(sleeper.wake);
    });
  }
}

/** Resolves when everything that waits for nothing but promises has run. */
function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
