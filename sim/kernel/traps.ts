import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';
import { NondeterminismError } from './nondeterminism-error.ts';

/** What depends on the machine, by the object that holds it. Values of the plan only come through ports. */
const traps: readonly { readonly holder: object; readonly names: readonly string[] }[] = [
  {
    holder: globalThis,
    names: [
      'setTimeout',
      'setInterval',
      'setImmediate',
      'queueMicrotask',
      'fetch',
      'WebSocket',
      'EventSource',
      'WeakRef',
      'FinalizationRegistry',
      'Intl',
    ],
  },
  { holder: Math, names: ['random'] },
  { holder: performance, names: ['now'] },
  { holder: process, names: ['hrtime', 'nextTick'] },
  { holder: AbortSignal, names: ['timeout', 'any'] },
  {
    holder: globalThis.crypto,
    names: ['randomUUID', 'getRandomValues'],
  },
  {
    holder: crypto,
    names: ['randomBytes', 'randomFillSync', 'randomInt', 'randomUUID'],
  },
  { holder: String.prototype, names: ['localeCompare', 'toLocaleLowerCase', 'toLocaleUpperCase'] },
];

/** A function, a class, or an object that holds some. */
type Callable = ((...parameters: unknown[]) => unknown) &
  (new (
    ...parameters: unknown[]
  ) => object);

/** What gave way to the traps, to be put back. */
interface Replaced {
  readonly holder: object;
  readonly name: string;
  readonly descriptor: PropertyDescriptor | undefined;
}

/**
 * Makes everything that would let the machine into a run throw {@link NondeterminismError}, naming
 * itself, while `isInside` says that an event is happening; between events the thread is the host's.
 * Returns a function that undoes this. `Date.UTC` and `Date.parse` stay: they only reckon.
 */
export function setTraps(isInside: () => boolean): () => void {
  const replaced: Replaced[] = [];
  for (const { holder, names } of traps) {
    for (const name of names) {
      replace(replaced, holder, name, new Trap(nameOf(holder, name), [], isInside));
    }
  }
  replace(replaced, globalThis, 'Date', new Trap('Date', ['UTC', 'parse'], isInside));
  syncBuiltinESMExports();
  return () => {
    for (const { holder, name, descriptor } of replaced.toReversed()) {
      restore(holder, name, descriptor);
    }
    syncBuiltinESMExports();
  };
}

/** Throws inside a run whether it is called, constructed or looked into; outside it lets through. */
class Trap implements ProxyHandler<Callable> {
  readonly #name: string;
  readonly #harmless: readonly (string | symbol)[];
  readonly #isInside: () => boolean;

  constructor(name: string, harmless: readonly string[], isInside: () => boolean) {
    this.#name = name;
    this.#harmless = harmless;
    this.#isInside = isInside;
  }

  apply(target: Callable, thisValue: unknown, parameters: unknown[]): unknown {
    this.#check();
    return Reflect.apply(target, thisValue, parameters);
  }

  construct(target: Callable, parameters: unknown[]): object {
    this.#check();
    return Reflect.construct(target, parameters);
  }

  get(target: Callable, name: string | symbol): unknown {
    if (!this.#harmless.includes(name)) this.#check();
    return Reflect.get(target, name);
  }

  #check(): void {
    if (!this.#isInside()) return;
    throw new NondeterminismError(`${this.#name} was asked for: it must come through a port`);
  }
}

function replace(replaced: Replaced[], holder: object, name: string, trap: Trap): void {
  const original: unknown = Reflect.get(holder, name);
  if (!isCallable(original)) return;
  const descriptor = Object.getOwnPropertyDescriptor(holder, name);
  replaced.push({ holder, name, descriptor });
  const value = new Proxy(original, trap);
  Object.defineProperty(holder, name, { value, configurable: true, writable: true });
}

function isCallable(value: unknown): value is Callable {
  // `Intl` is an object, but what it holds is what matters.
  return typeof value === 'function' || (typeof value === 'object' && value !== null);
}

function restore(holder: object, name: string, descriptor: PropertyDescriptor | undefined): void {
  if (descriptor === undefined) Reflect.deleteProperty(holder, name);
  else Object.defineProperty(holder, name, descriptor);
}

function nameOf(holder: object, name: string): string {
  const owners: readonly (readonly [string, object])[] = [
    ['', globalThis],
    ['Math.', Math],
    ['performance.', performance],
    ['process.', process],
    ['AbortSignal.', AbortSignal],
    ['String.prototype.', String.prototype],
  ];
  const owner = owners.find(([, object]) => object === holder);
  return `${owner === undefined ? 'crypto.' : owner[0]}${name}`;
}
