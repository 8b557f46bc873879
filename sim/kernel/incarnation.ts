import type { KernelEvent } from './event-heap.ts';

/**
 * One life of a simulated process. When it crashes, its events never happen and so its promises
 * never settle; when it is paused, they are held and happen afterwards in their order.
 */
export class Incarnation {
  readonly name: string;
  /** 0 for the first life. */
  readonly number: number;
  readonly #held: KernelEvent[] = [];
  #state: 'alive' | 'paused' | 'dead' = 'alive';

  constructor(name: string, number: number) {
    this.name = name;
    this.number = number;
  }

  get isDead(): boolean {
    return this.#state === 'dead';
  }

  get isPaused(): boolean {
    return this.#state === 'paused';
  }

  /** Ends this life. What is under way in it ends nowhere. */
  crash(): void {
    this.#state = 'dead';
    this.#held.length = 0;
  }

  /** Stops the process without ending it, as a long garbage collection or a frozen machine does. */
  pause(): void {
    if (this.#state === 'alive') this.#state = 'paused';
  }

  /** Goes on; answers the events that were held meanwhile, in order. */
  resume(): readonly KernelEvent[] {
    if (this.#state === 'paused') this.#state = 'alive';
    return this.#held.splice(0);
  }

  hold(event: KernelEvent): void {
    this.#held.push(event);
  }
}
