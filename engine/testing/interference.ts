import type { TaskStore } from '../ports/task-store.ts';

/** What a test does around one method of a store. */
export interface StoreInterference {
  readonly before?: () => Promise<void>;
  readonly after?: () => Promise<void>;
}

/** The same store, but for what happens around `method`; what rejects makes the call reject. */
export function interfere(
  store: TaskStore,
  method: keyof TaskStore,
  { before, after }: StoreInterference,
): TaskStore {
  return new Proxy(store, {
    get(target, name): unknown {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return async (...parameters: readonly unknown[]): Promise<unknown> => {
        if (name === method) await before?.();
        const answer: unknown = await Reflect.apply(value, target, parameters);
        if (name === method) await after?.();
        return answer;
      };
    },
  });
}

/** Rejects the next time, after {@link Trap.arm}, and counts how often it did. */
export class Trap {
  sprung = 0;
  #armed = false;

  arm(): void {
    this.#armed = true;
  }

  pass(): Promise<void> {
    if (!this.#armed) return Promise.resolve();
    this.#armed = false;
    this.sprung += 1;
    return Promise.reject(new Error('no store'));
  }
}

/** A door that is open until it is shut. */
export class Gate {
  #opened: PromiseWithResolvers<void> | undefined;

  shut(): void {
    this.#opened = Promise.withResolvers();
  }

  open(): void {
    this.#opened?.resolve();
    this.#opened = undefined;
  }

  async pass(): Promise<void> {
    await this.#opened?.promise;
  }
}
