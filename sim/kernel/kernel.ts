import { EventHeap, type KernelEvent } from './event-heap.ts';
import type { RunFailure } from './failure.ts';
import type { Incarnation } from './incarnation.ts';
import { fold, hashText } from './mix.ts';
import type { Seed } from './seed.ts';
import { NondeterminismError } from './nondeterminism-error.ts';

/** Bounds of a run; to exceed one is a failure. */
export interface KernelLimits {
  readonly eventsMax: number;
  readonly eventsPerSecondMax: number;
}

/** How a run ended. */
export interface KernelEnd {
  readonly failure: RunFailure | null;
  /** Of everything that happened, in its order. */
  readonly hash: number;
  /** The hash after each {@link checkpointEvents} events: where two runs part can be found by halving. */
  readonly checkpoints: readonly number[];
  readonly events: number;
  /** Virtual microseconds. */
  readonly endedAt: number;
}

/** Called for each event that happens, for traces. */
export type EventObserver = (event: KernelEvent, number: number) => void;

const checkpointEvents = 1000;

/**
 * Events armed at once. Node drains promise jobs and reports unhandled rejections between two
 * immediates of one batch, so each event runs to its end before the next begins, at a third of the
 * cost of waiting for each.
 */
const armedEvents = 128;

const second = 1_000_000;
// Taken before a trap replaces it.
const armImmediate = setImmediate;

/**
 * Virtual time. Events happen one after another in the order of (time, tie, sequence); whatever an
 * event's promises cause happens before the next event. The kernel knows nothing of networks or
 * processes but that an event may have an owner that has died or been paused.
 */
export class Kernel {
  readonly #limits: KernelLimits;
  readonly #tieSeed: number;
  readonly #heap = new EventHeap();
  readonly #checkpoints: number[] = [];
  readonly #ended = Promise.withResolvers<KernelEnd>();
  readonly #step = (): void => this.#stepOnce();
  readonly #gate = (): void => this.#closeBatch();
  readonly #observer: EventObserver | undefined;
  #now = 0;
  #sequence = 0;
  #events = 0;
  #hash: number;
  #current: KernelEvent | undefined;
  #failure: RunFailure | null = null;
  #isOver = false;
  #isFinished = false;
  #isInside = false;
  #secondEndsAt = second;
  #eventsThisSecond = 0;

  constructor(seed: Seed, limits: KernelLimits, observer?: EventObserver) {
    this.#limits = limits;
    this.#tieSeed = fold(seed.low, seed.high);
    this.#hash = this.#tieSeed;
    this.#observer = observer;
  }

  /** Virtual microseconds since the run began. */
  get now(): number {
    return this.#now;
  }

  /** Whether an event, or what it caused through promises, is happening now. */
  get isInside(): boolean {
    return this.#isInside;
  }

  /** Has `run` happen after `delay` whole microseconds, unless `owner` has died by then. */
  schedule(delay: number, label: string, owner: Incarnation | null, run: () => void): KernelEvent {
    const labelHash = hashText(label);
    const event: KernelEvent = {
      at: this.#now + (delay > 0 ? delay : 0),
      tie: fold(this.#tieSeed, labelHash),
      sequence: this.#sequence,
      cause: this.#current === undefined ? -1 : this.#current.sequence,
      label,
      labelHash,
      owner,
      run,
      canceled: false,
    };
    this.#sequence += 1;
    this.#heap.push(event);
    return event;
  }

  /** Lets a paused process go on: what was held happens now, in its order. */
  resume(process: Incarnation): void {
    for (const event of process.resume()) {
      const { label, owner, run } = event;
      if (!event.canceled) this.schedule(0, label, owner, run);
    }
  }

  /** Makes `text` a part of what the hash tells apart: two runs that differ in it have other hashes. */
  witness(text: string): void {
    this.#hash = fold(this.#hash, hashText(text));
  }

  /** Ends the run after the current event. */
  stop(): void {
    this.#isOver = true;
  }

  /** Ends the run as failed, unless it has failed before. */
  fail(kind: RunFailure['kind'], message: string): void {
    this.#failure ??= { kind, message, during: this.#describeCurrent() };
    this.#isOver = true;
  }

  /** As {@link fail}, for whatever was thrown. */
  failWith(error: unknown): void {
    const kind = error instanceof NondeterminismError ? 'nondeterminism' : 'crash';
    this.fail(kind, error instanceof Error ? (error.stack ?? error.message) : String(error));
  }

  /** Runs until {@link stop}, a failure, or nothing is left (which is a `deadlock`). */
  run(): Promise<KernelEnd> {
    this.#arm();
    return this.#ended.promise;
  }

  #arm(): void {
    for (let count = 0; count < armedEvents; count += 1) armImmediate(this.#step);
    armImmediate(this.#gate);
  }

  #stepOnce(): void {
    if (this.#isFinished) return;
    if (this.#isOver) {
      this.#finish();
      return;
    }
    this.#isInside = true;
    this.#happen();
  }

  /** Comes after the last promise job of a batch: what follows is the host's, until the next batch. */
  #closeBatch(): void {
    this.#isInside = false;
    if (!this.#isFinished) this.#arm();
  }

  #happen(): void {
    const event = this.#next();
    if (event === undefined) {
      this.fail('deadlock', 'nothing is left to happen');
      return;
    }
    this.#now = event.at;
    this.#events += 1;
    this.#hash = fold(fold(this.#hash, event.at | 0), event.labelHash);
    if (this.#events % checkpointEvents === 0) this.#checkpoints.push(this.#hash);
    this.#current = event;
    this.#observer?.(event, this.#events);
    this.#checkBudget();
    try {
      event.run();
    } catch (error) {
      this.failWith(error);
    }
  }

  /** The next event that is not canceled and whose owner is awake. */
  #next(): KernelEvent | undefined {
    for (;;) {
      const event = this.#heap.pop();
      if (event === undefined) return undefined;
      if (event.canceled || event.owner?.isDead === true) continue;
      if (event.owner?.isPaused !== true) return event;
      event.owner.hold(event);
    }
  }

  #checkBudget(): void {
    if (this.#events > this.#limits.eventsMax) {
      this.fail('budget', `more than ${this.#limits.eventsMax} events`);
    }
    if (this.#now >= this.#secondEndsAt) {
      this.#secondEndsAt = (Math.floor(this.#now / second) + 1) * second;
      this.#eventsThisSecond = 0;
    }
    this.#eventsThisSecond += 1;
    if (this.#eventsThisSecond > this.#limits.eventsPerSecondMax) {
      const { eventsPerSecondMax } = this.#limits;
      this.fail('busy-loop', `more than ${eventsPerSecondMax} events in one virtual second`);
    }
  }

  #finish(): void {
    this.#isFinished = true;
    this.#isInside = false;
    this.#ended.resolve({
      failure: this.#failure,
      hash: this.#hash,
      checkpoints: this.#checkpoints,
      events: this.#events,
      endedAt: this.#now,
    });
  }

  #describeCurrent(): string {
    const event = this.#current;
    if (event === undefined) return 'the beginning';
    const who = event.owner === null ? '' : `${event.owner.name}#${event.owner.number} `;
    return `t=${(event.at / second).toFixed(6)}s ${who}${event.label}`;
  }
}
