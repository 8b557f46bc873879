import type { KeyedMutex } from './base/mutex.ts';
import type { Cluster } from './cluster/cluster.ts';
import type { EngineConfig } from './config.ts';
import type { PendingSequences } from './documents/pending-sequences.ts';
import type { Catalogue } from './indexes/catalogue.ts';
import type { Ledger } from './movement/ledger.ts';
import type { Ports } from './ports/ports.ts';
import type { TaskFollower } from './tasks/follower.ts';

/** What every family works with: the world, the configuration, and the engine's memory. */
export interface EngineContext {
  readonly ports: Ports;
  readonly config: EngineConfig;
  readonly cluster: Cluster;
  readonly catalogue: Catalogue;
  readonly ledger: Ledger;
  /** Writes to one index go out one after another, so that all nodes see them in one order. */
  readonly writeOrder: KeyedMutex;
  readonly pendingSequences: PendingSequences;
  readonly follower: TaskFollower;
}
