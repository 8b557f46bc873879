import type { Placement } from '../placement/placement.ts';
import type { SessionId } from './session.ts';
import type { ClientTask, IndexAcceptance, SeenIndex, TaskDraft } from './task-store.ts';

/** A write to be numbered. */
export interface Registration {
  readonly session: SessionId;
  readonly draft: TaskDraft;
  /** The index of the draft's name that it was prepared with; null if there was none. */
  readonly seen: SeenIndex | null;
  /** The same for other names that its writer looked at. */
  readonly alsoSeen?: readonly { readonly name: string; readonly seen: SeenIndex | null }[];
  /** What writers must assume of the index from now on; absent when nothing changes. */
  readonly acceptance?: IndexAcceptance;
  /** Where the documents of the index go: needed with an acceptance that begins one. */
  readonly placement?: Placement;
}

/**
 * What became of a registration; only `registered` changed anything. `busy`: another task of one of
 * the indexes is `dispatching`, or waits to be so once more, or a repair has or awaits the turn; or a
 * task that changes one of the names is `dispatching`. `stale`: an index is not what the write was
 * prepared with, or does not have that name any more.
 */
export type RegistrationOutcome =
  | { readonly kind: 'registered'; readonly task: ClientTask }
  | { readonly kind: 'busy' | 'stale' | 'session-gone' };
