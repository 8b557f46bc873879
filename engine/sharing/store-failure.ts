import { AssertionFailure } from '../base/assert.ts';
import type { TaskStore } from '../ports/task-store.ts';
import type { Trace } from '../ports/trace.ts';

/** The store could not do what it was asked for, or it did and the answer was lost. */
export class StoreFailure extends Error {
  override name = 'StoreFailure';
  readonly operation: string;

  constructor(operation: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.operation = operation;
  }
}

/** The same store, whose rejections are {@link StoreFailure}s and so can be told from bugs. */
export function watchStore(store: TaskStore): TaskStore {
  return new Proxy(store, {
    get(target, name): unknown {
      const method: unknown = Reflect.get(target, name);
      if (typeof method !== 'function') return method;
      return async (...parameters: readonly unknown[]): Promise<unknown> => {
        try {
          const answer: unknown = await Reflect.apply(method, target, parameters);
          return answer;
        } catch (error) {
          if (error instanceof AssertionFailure) throw error;
          throw new StoreFailure(String(name), error);
        }
      };
    },
  });
}

/** Does `work`; if the store fails it, that is noted, and the answer is `otherwise`. */
export async function survivingStore<Value>(
  trace: Trace,
  work: () => Promise<Value>,
  otherwise: Value,
): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof StoreFailure)) throw error;
    noteStoreFailure(trace, error);
    return otherwise;
  }
}

export function noteStoreFailure(trace: Trace, { operation, message }: StoreFailure): void {
  trace.note({ kind: 'store-failure', operation, message });
}
