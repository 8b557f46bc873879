import type { RepairClaim } from '../../../engine/ports/repair-store.ts';
import type { MemorySessions } from './memory-sessions.ts';

type Turn = 'none' | 'awaited' | 'taken';

/** The claims to repairs in a {@link MemoryStore}. */
export class MemoryRepairs {
  readonly #sessions: MemorySessions;
  readonly #claims = new Map<string, { readonly session: number; turn: Turn }>();

  constructor(sessions: MemorySessions) {
    this.#sessions = sessions;
  }

  /** Claims an index, unless another open session has; answers whether it is this session's. */
  claim({ session, indexUid }: RepairClaim): boolean {
    if (!this.#sessions.isOpen(session)) return false;
    const known = this.#claims.get(indexUid);
    if (known === undefined || !this.#sessions.isOpen(known.session)) {
      this.#claims.set(indexUid, { session, turn: 'none' });
    }
    return this.isHeld({ session, indexUid });
  }

  isHeld(claim: RepairClaim): boolean {
    return this.#own(claim) !== undefined;
  }

  /** Takes the turn, or waits for it while the index is busy. */
  takeTurn(claim: RepairClaim, isBusy: boolean): boolean {
    const own = this.#own(claim);
    if (own === undefined) return false;
    own.turn = isBusy ? 'awaited' : 'taken';
    return !isBusy;
  }

  end(claim: RepairClaim, what: 'turn' | 'claim'): void {
    const own = this.#own(claim);
    if (own === undefined) return;
    if (what === 'claim') this.#claims.delete(claim.indexUid);
    else own.turn = 'none';
  }

  /** How a repair stands to the turn of an index. */
  turn(indexUid: string): Turn {
    const claim = this.#claims.get(indexUid);
    return claim !== undefined && this.#sessions.isOpen(claim.session) ? claim.turn : 'none';
  }

  #own({ session, indexUid }: RepairClaim): { turn: Turn } | undefined {
    const claim = this.#claims.get(indexUid);
    const isOwn = claim?.session === session && this.#sessions.isOpen(session);
    return isOwn ? claim : undefined;
  }
}
