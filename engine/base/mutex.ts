/** Runs asynchronous work one at a time for each key, in the order in which it was asked for. */
export class KeyedMutex {
  readonly #tails = new Map<string, Promise<void>>();

  /** Runs `work` after every earlier work of `key` has ended, and passes its outcome on. */
  async run<Value>(key: string, work: () => Promise<Value>): Promise<Value> {
    const earlier = this.#tails.get(key) ?? Promise.resolve();
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const tail = earlier.then(() => ended);
    this.#tails.set(key, tail);
    await earlier;
    try {
      return await work();
    } finally {
      end();
      if (this.#tails.get(key) === tail) this.#tails.delete(key);
    }
  }
}
