import type { Revision } from '../placement/placement.ts';

/**
 * The number of a proxy's session: it grows and is never used twice. Whatever a proxy does to a task
 * names the session that owns the task, and is refused once that session is gone (design decision 8).
 */
export type SessionId = number;

/** A proxy that lives, as far as the store knows. */
export interface Session {
  readonly session: SessionId;
  readonly proxy: string;
  /** How often it was renewed. */
  readonly renewals: number;
  /** Everything that the proxy works with is of this revision or a later one. */
  readonly adopted: Revision;
}
