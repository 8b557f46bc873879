/** Says when work should stop. The engine's own, so that a simulator can drive it. */
export interface CancelToken {
  readonly canceled: boolean;
  /** Calls `listener` once, when (or at once if already) canceled. Returns a function that forgets it. */
  onCancel(listener: () => void): () => void;
}

/** A {@link CancelToken} with its trigger. */
export class CancelSource implements CancelToken {
  #canceled = false;
  readonly #listeners = new Set<() => void>();

  get canceled(): boolean {
    return this.#canceled;
  }

  onCancel(listener: () => void): () => void {
    if (this.#canceled) {
      listener();
      return () => {};
    }
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Cancels; later calls do nothing. */
  cancel(): void {
    if (this.#canceled) return;
    this.#canceled = true;
    for (const listener of this.#listeners) listener();
    this.#listeners.clear();
  }
}
