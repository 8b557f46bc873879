import { limits } from '../limits.ts';

/** When work that failed is tried again, on an index or on something else with a name: later each time. */
export class Delays {
  readonly #delays = new Map<string, { readonly delayMs: number; readonly dueMs: number }>();

  isDue(name: string, nowMs: number): boolean {
    return nowMs >= (this.#delays.get(name)?.dueMs ?? nowMs);
  }

  grow(name: string, nowMs: number): void {
    const before = this.#delays.get(name)?.delayMs ?? limits.repairDelayMsMin / 2;
    const delayMs = Math.min(before * 2, limits.repairDelayMsMax);
    this.#delays.set(name, { delayMs, dueMs: nowMs + delayMs });
  }

  forget(name: string): void {
    this.#delays.delete(name);
  }
}
