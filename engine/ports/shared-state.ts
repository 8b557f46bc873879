import type { Revision } from '../placement/placement.ts';
import type { FeatureSet } from './features-store.ts';
import type { FleetRecord } from './fleet-store.ts';
import type { KeyRecord } from './key-store.ts';
import type { NetworkRecord } from './network-store.ts';
import type { BehindReplica } from './repair-store.ts';
import type { IndexRecord } from './task-store.ts';

/** What every proxy must know, as of a revision. */
export interface SharedState {
  readonly revision: Revision;
  /** The indexes that changed since the revision asked about. */
  readonly changed: readonly IndexRecord[];
  /** All indexes that there are, by their uids. */
  readonly uids: readonly string[];
  /** The whole ledger; null if it has not changed. */
  readonly behind: readonly BehindReplica[] | null;
  /** The fleet; null if it has not changed. */
  readonly fleet: FleetRecord | null;
  /** All API keys, the newest first; null if none has changed. */
  readonly keys: readonly KeyRecord[] | null;
  /** The experimental features; null if none has changed. */
  readonly features: FeatureSet | null;
  /** The network that a client has described; null if it has not changed. */
  readonly network: NetworkRecord | null;
}
