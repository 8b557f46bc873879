import type { LogLevel } from '../../engine/ports/logs.ts';
import { humanText, jsonText, type LogLine } from './log-line.ts';

/** Lines that wait for a slow reader; older ones are lost when there are more. */
const linesWaitingMax = 10_000;

const levels: readonly LogLevel[] = ['off', 'error', 'warn', 'info', 'debug', 'trace'];

/** A log that somebody reads while it is written. */
export class FollowedLog implements AsyncIterable<string> {
  readonly #level: LogLevel;
  readonly #textOf: (line: LogLine) => string;
  readonly #onEnd: () => void;
  readonly #waiting: string[] = [];
  #isEnded = false;
  #wake: () => void = () => {};

  /** `onEnd` is called once, when it has ended or its reader is gone. */
  constructor(level: LogLevel, mode: 'human' | 'json', onEnd: () => void) {
    this.#level = level;
    this.#textOf = mode === 'json' ? jsonText : humanText;
    this.#onEnd = onEnd;
  }

  write(line: LogLine): void {
    if (levels.indexOf(line.level) > levels.indexOf(this.#level)) return;
    if (this.#waiting.length >= linesWaitingMax) this.#waiting.shift();
    this.#waiting.push(`${this.#textOf(line)}\n`);
    this.#wake();
  }

  /** Ends it, after the lines that are waiting. */
  end(): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    this.#onEnd();
    this.#wake();
  }

  [Symbol.asyncIterator](): AsyncIterator<string> {
    return {
      next: () => this.#next(),
      // Whoever reads it no more has left.
      return: () => {
        this.end();
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }

  async #next(): Promise<IteratorResult<string>> {
    for (;;) {
      const lines = this.#waiting.splice(0);
      if (lines.length > 0) return { done: false, value: lines.join('') };
      if (this.#isEnded) return { done: true, value: undefined };
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
