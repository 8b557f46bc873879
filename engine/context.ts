import type { KeyedMutex } from './base/mutex.ts';
import type { Cluster } from './cluster/cluster.ts';
import type { EngineConfig } from './config.ts';
import type { PendingSequences } from './documents/pending-sequences.ts';
import type { Catalogue } from './indexes/catalogue.ts';
import type { Features } from './instance/features.ts';
import type { Network } from './instance/network.ts';
import type { SettledFleet } from './movement/move/fleet-settling.ts';
import type { CleaningPatience } from './movement/move/outgoing-shards.ts';
import type { KeyRing } from './keys/key-ring.ts';
import type { Ledger } from './movement/ledger.ts';
import type { NodeMemory } from './movement/restored/node-memory.ts';
import type { RunningSearches } from './search/running-searches.ts';
import type { SettingsPatience } from './settings/settings-patience.ts';
import type { OwnSession } from './sharing/own-session.ts';
import type { SharedKnowledge } from './sharing/shared-knowledge.ts';
import type { Ports } from './ports/ports.ts';
import type { TaskFollower } from './tasks/follower.ts';
import type { WritesUnderWay } from './tasks/writes-under-way.ts';

/** What every family works with: the world, the configuration, and the engine's memory. */
export interface EngineContext {
  readonly ports: Ports;
  readonly config: EngineConfig;
  readonly cluster: Cluster;
  readonly catalogue: Catalogue;
  readonly ledger: Ledger;
  readonly keys: KeyRing;
  readonly features: Features;
  readonly network: Network;
  /** Refreshes the catalogue, the ledger, the keys, the features and the network. */
  readonly shared: SharedKnowledge;
  readonly session: OwnSession;
  /**
   * Writes to one index go out one after another, so that all nodes see them in one order. The store
   * sees to that among all proxies; this keeps those of one proxy from waiting there.
   */
  readonly writeOrder: KeyedMutex;
  /** Dumps, snapshots and exports are made one after another. */
  readonly jobOrder: KeyedMutex;
  /** The searches of clients that this proxy is answering. */
  readonly searches: RunningSearches;
  readonly writesUnderWay: WritesUnderWay;
  readonly pendingSequences: PendingSequences;
  readonly settingsPatience: SettingsPatience;
  readonly follower: TaskFollower;
  readonly cleaning: CleaningPatience;
  readonly settledFleet: SettledFleet;
  readonly nodeMemory: NodeMemory;
  /** Indexes for whose claim this proxy has somebody who gives it back. */
  readonly underCare: Set<string>;
}
