import { must } from '../../../engine/base/assert.ts';
import type { Revision } from '../../../engine/placement/placement.ts';
import type { Session, SessionId } from '../../../engine/ports/session.ts';
import type { Statements } from './statements.ts';

/** The sessions of a SQLite store. */
export class SessionRows {
  readonly #statements: Statements;

  constructor(statements: Statements) {
    this.#statements = statements;
  }

  /** To be used inside a transaction. */
  open(proxy: string): SessionId {
    const { session } = must(this.#statements.allocateSession.get(), 'the counter of sessions');
    this.#statements.insertSession.run(session, proxy);
    return session;
  }

  renew(session: SessionId, adopted: Revision): boolean {
    return this.#statements.renewSession.run({ session, adopted }).changes === 1;
  }

  list(): readonly Session[] {
    return this.#statements.selectSessions.all();
  }

  end({ session, renewals = null }: { session: SessionId; renewals?: number | null }): boolean {
    return this.#statements.endSession.run({ session, renewals }).changes === 1;
  }

  isOpen(session: SessionId): boolean {
    return this.#statements.selectSession.get(session) !== undefined;
  }
}
