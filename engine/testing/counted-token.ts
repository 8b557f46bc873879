import type { CancelToken } from '../base/cancel.ts';

/** A token that is never canceled, and tells how many listeners it has. */
export class CountedToken implements CancelToken {
  readonly canceled = false;
  readonly #listeners = new Set<() => void>();

  get listeners(): number {
    return this.#listeners.size;
  }

  onCancel(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
