import type { Clock } from '../ports/clock.ts';
import type { SessionId } from '../ports/session.ts';

/**
 * The session of this proxy. It is relied on only until `leaseMs` after the last successful renewal
 * began: by then no other proxy can have ended it, whose own count of `leaseMs` began later.
 */
export class OwnSession {
  readonly #clock: Clock;
  readonly #leaseMs: number;
  #session: SessionId | undefined;
  #trustedUntilMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, leaseMs: number) {
    this.#clock = clock;
    this.#leaseMs = leaseMs;
  }

  /** The session as last heard of; undefined while there is none. */
  get id(): SessionId | undefined {
    return this.#session;
  }

  /** The session, while it can be relied on. */
  trusted(): SessionId | undefined {
    return this.#clock.monoMs() < this.#trustedUntilMs ? this.#session : undefined;
  }

  /** Whether `session` is this proxy's and can be relied on. */
  holds(session: SessionId): boolean {
    return this.trusted() === session;
  }

  /** Notes that the session was opened or renewed by a call that began at `beganMs`. */
  confirm(session: SessionId, beganMs: number): void {
    this.#session = session;
    this.#trustedUntilMs = beganMs + this.#leaseMs;
  }

  /** Notes that the session is gone. */
  lose(): void {
    this.#session = undefined;
    this.#trustedUntilMs = Number.NEGATIVE_INFINITY;
  }
}
