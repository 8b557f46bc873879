import type { Revision } from '../../../engine/placement/placement.ts';
import type { Session, SessionId } from '../../../engine/ports/session.ts';

/** The sessions of a {@link MemoryStore}. */
export class MemorySessions {
  #next: SessionId = 1;
  /** In order of their numbers. */
  readonly #sessions = new Map<SessionId, Session>();

  open(proxy: string): SessionId {
    const session = this.#next;
    this.#next += 1;
    this.#sessions.set(session, { session, proxy, renewals: 0, adopted: 0 });
    return session;
  }

  renew(session: SessionId, adopted: Revision): boolean {
    const known = this.#sessions.get(session);
    if (known === undefined) return false;
    this.#sessions.set(session, {
      ...known,
      renewals: known.renewals + 1,
      adopted: Math.max(known.adopted, adopted),
    });
    return true;
  }

  list(): readonly Session[] {
    return [...this.#sessions.values()];
  }

  end(session: SessionId, renewals: number | undefined): boolean {
    const known = this.#sessions.get(session);
    if (known === undefined) return false;
    if (renewals !== undefined && known.renewals !== renewals) return false;
    return this.#sessions.delete(session);
  }

  isOpen(session: SessionId | null): boolean {
    return session !== null && this.#sessions.has(session);
  }
}
