import type { TaskStore } from '../../engine/ports/task-store.ts';
import type { Incarnation } from '../kernel/incarnation.ts';
import type { Kernel } from '../kernel/kernel.ts';
import type { Links } from './links.ts';
import type { StoreChanges } from './store-changes.ts';
import type { Weather } from './weather.ts';

/** What the way to the store needs of the world. */
export interface StoreScope {
  readonly kernel: Kernel;
  readonly links: Links;
  readonly weather: Weather;
  /** Looks at what a call has changed. */
  readonly changes: Pick<StoreChanges, 'look'>;
}

/** How long a proxy waits for the store before it gives it up. */
const storeTimeoutMicros = 1_000_000;

/** The store did not answer as it should: what was asked of it may have been done or not. */
class StoreUnavailable extends Error {
  override name = 'StoreUnavailable';
}

/**
 * The real store as a proxy in a fleet sees it: each call takes time, and may fail before the store
 * has done anything, or after it has done everything.
 */
export function storeLink<Store extends Partial<TaskStore>>(
  store: Store,
  proxy: Incarnation,
  scope: StoreScope,
): Store {
  return new Proxy(store, {
    get(target, name): unknown {
      const operation: unknown = Reflect.get(target, name);
      if (typeof operation !== 'function' || typeof name !== 'string') return operation;
      return (...parameters: unknown[]) =>
        new Promise((resolve, reject) => {
          if (proxy.isDead) return;
          const label = `${proxy.name}/store/${name}`;
          carry({ label, proxy, scope, resolve, reject }, async () => {
            const value: unknown = await Reflect.apply(operation, target, parameters);
            // Whether or not the proxy ever hears of it: what is done is done.
            await scope.changes.look({ proxy: proxy.name, operation: name, parameters, value });
            return value;
          });
        });
    },
  });
}

interface StoreCall {
  readonly label: string;
  readonly proxy: Incarnation;
  readonly scope: StoreScope;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

function carry(call: StoreCall, operate: () => Promise<unknown>): void {
  const { label, proxy, scope } = call;
  const { kernel, links, weather } = scope;
  if (links.fate(proxy.name, 'store', label) !== 'passes') {
    kernel.schedule(storeTimeoutMicros, `${label} timeout`, proxy, () => {
      call.reject(new StoreUnavailable(`${label}: nothing was done`));
    });
    return;
  }
  const failsBefore = weather.strikes('storeFailureBefore', label);
  kernel.schedule(links.delay(proxy.name, 'store', label), label, null, () => {
    if (failsBefore) {
      reply(call, () => call.reject(new StoreUnavailable(`${label}: nothing was done`)));
      return;
    }
    const failsAfter = weather.strikes('storeFailureAfter', label);
    operate().then(
      (value) => {
        if (failsAfter) {
          reply(call, () => call.reject(new StoreUnavailable(`${label}: the answer was lost`)));
        } else reply(call, () => call.resolve(value));
      },
      (error: unknown) => reply(call, () => call.reject(error)),
    );
  });
}

function reply({ label, proxy, scope }: StoreCall, settle: () => void): void {
  const answer = `${label} answer`;
  scope.kernel.schedule(scope.links.delay('store', proxy.name, answer), answer, proxy, settle);
}
