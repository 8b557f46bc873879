import { KeyedMutex } from '../base/mutex.ts';
import { Cluster } from '../cluster/cluster.ts';
import type { EngineConfig } from '../config.ts';
import type { EngineContext } from '../context.ts';
import { PendingSequences } from '../documents/pending-sequences.ts';
import { Catalogue } from '../indexes/catalogue.ts';
import { Ledger } from '../movement/ledger.ts';
import type { Ports } from '../ports/ports.ts';
import type { IndexRecord } from '../ports/task-store.ts';
import { defaultSettings } from '../settings/defaults.ts';
import { TaskFollower } from '../tasks/follower.ts';
import { testConfig } from './config.ts';

/** An index that readers see, for tests. */
export function testIndex(change: Partial<IndexRecord> = {}): IndexRecord {
  return {
    uid: 'movies',
    shards: testConfig.topology.shards,
    accepted: true,
    acceptedPrimaryKey: 'id',
    written: true,
    visible: true,
    primaryKey: 'id',
    createdAt: '2026-11-22T10:00:00Z',
    updatedAt: '2026-11-22T10:00:00Z',
    settings: defaultSettings,
    ...change,
  };
}

/** A context over `ports` with these indexes and nothing else. */
export function testContext(
  ports: Ports,
  indexes: readonly IndexRecord[] = [testIndex()],
  config: EngineConfig = testConfig,
): EngineContext {
  return {
    ports,
    config,
    cluster: new Cluster(config.topology, config.health, ports.trace),
    catalogue: new Catalogue(indexes),
    ledger: new Ledger([]),
    writeOrder: new KeyedMutex(),
    pendingSequences: new PendingSequences(),
    follower: new TaskFollower(),
  };
}
