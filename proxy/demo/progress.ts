import { performance } from 'node:perf_hooks';

/** Where progress is shown: a terminal is redrawn, anything else gets a line now and then. */
export interface ProgressOutput {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

const barCells = 30;
const lineIntervalMs = 5000;

/**
 * Shows how much of `total` is done: call `update` with each new count, and `finish` at the end,
 * whether it was reached or not.
 */
export class Progress {
  readonly #label: string;
  readonly #total: number;
  readonly #output: ProgressOutput;
  #shownAtMs = performance.now();

  constructor(label: string, total: number, output: ProgressOutput = process.stdout) {
    this.#label = label;
    this.#total = total;
    this.#output = output;
  }

  update(done: number): void {
    const nowMs = performance.now();
    if (this.#output.isTTY === true) {
      this.#output.write(`\r${this.#line(done)}`);
    } else if (nowMs - this.#shownAtMs >= lineIntervalMs || done === this.#total) {
      this.#shownAtMs = nowMs;
      this.#output.write(`${this.#line(done)}\n`);
    }
  }

  finish(): void {
    if (this.#output.isTTY === true) this.#output.write('\n');
  }

  #line(done: number): string {
    const ratio = done / this.#total;
    const filled = Math.floor(ratio * barCells);
    const bar = '█'.repeat(filled) + '░'.repeat(barCells - filled);
    const percent = `${Math.floor(ratio * 100)}`.padStart(3);
    return `${this.#label} ${bar} ${percent} % (${done} of ${this.#total} documents)`;
  }
}
