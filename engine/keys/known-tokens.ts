import { limits } from '../limits.ts';
import type { TokenClaims } from './tenant-token.ts';

/**
 * Tokens whose signatures have been verified, with what they say: the same few are presented again and
 * again. A verified token stays so, for it depends on the master key and itself alone; whether its key
 * is still there and whether it has ended is asked each time. The least recently presented is forgotten.
 */
export class KnownTokens {
  readonly #claims = new Map<string, TokenClaims>();

  get(token: string): TokenClaims | undefined {
    const claims = this.#claims.get(token);
    if (claims === undefined) return undefined;
    this.#claims.delete(token);
    this.#claims.set(token, claims);
    return claims;
  }

  /** Remembers what a token says that has been verified. */
  add(token: string, claims: TokenClaims): void {
    this.#claims.set(token, claims);
    if (this.#claims.size <= limits.knownTokensMax) return;
    const [oldest] = this.#claims.keys();
    if (oldest !== undefined) this.#claims.delete(oldest);
  }
}
