import { CancelSource, type CancelToken } from '../base/cancel.ts';
import type { Spawner } from '../ports/spawner.ts';

/** Called with the name of a loop that rejected, and why. */
export type LoopFailure = (name: string, reason: unknown) => void;

/** Runs background loops in this process; a loop that fails is reported and not started again. */
export class LoopSpawner implements Spawner {
  readonly #cancel = new CancelSource();
  readonly #running = new Set<Promise<void>>();
  readonly #onFailure: LoopFailure;

  constructor(onFailure: LoopFailure) {
    this.#onFailure = onFailure;
  }

  spawn(name: string, loop: (cancel: CancelToken) => Promise<void>): void {
    if (this.#cancel.canceled) return;
    const running = this.#run(name, loop).finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  async stop(): Promise<void> {
    this.#cancel.cancel();
    await Promise.all(this.#running);
  }

  async #run(name: string, loop: (cancel: CancelToken) => Promise<void>): Promise<void> {
    try {
      await loop(this.#cancel);
    } catch (reason) {
      this.#onFailure(name, reason);
    }
  }
}
