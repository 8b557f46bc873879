import type { TaskUid } from '../ports/task-store.ts';

/**
 * How long this proxy has waited, by its own clock, for the nodes to hold the settings of an index.
 * Times of tasks are no measure: another proxy, with another clock, may have accepted them.
 */
export class SettingsPatience {
  readonly #waits = new Map<string, { readonly newest: TaskUid; readonly sinceMs: number }>();

  /** Since when it has waited for the change `newest`, the newest of its index; `nowMs` at first. */
  waitingSinceMs(indexUid: string, newest: TaskUid, nowMs: number): number {
    const known = this.#waits.get(indexUid);
    if (known?.newest === newest) return known.sinceMs;
    this.#waits.set(indexUid, { newest, sinceMs: nowMs });
    return nowMs;
  }

  /** Ends the wait of an index. */
  end(indexUid: string): void {
    this.#waits.delete(indexUid);
  }
}
