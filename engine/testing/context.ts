import { KeyedMutex } from '../base/mutex.ts';
import { Cluster } from '../cluster/cluster.ts';
import type { EngineConfig } from '../config.ts';
import type { EngineContext } from '../context.ts';
import { PendingSequences } from '../documents/pending-sequences.ts';
import { Catalogue } from '../indexes/catalogue.ts';
import { Features } from '../instance/features.ts';
import { Network } from '../instance/network.ts';
import { newPlacement } from '../placement/placement.ts';
import { Ledger } from '../movement/ledger.ts';
import { SettledFleet } from '../movement/move/fleet-settling.ts';
import { CleaningPatience } from '../movement/move/outgoing-shards.ts';
import { NodeMemory } from '../movement/restored/node-memory.ts';
import { KeyRing } from '../keys/key-ring.ts';
import type { Ports } from '../ports/ports.ts';
import type { BehindReplica } from '../ports/repair-store.ts';
import type { IndexRecord } from '../ports/task-store.ts';
import { defaultSettings } from '../settings/defaults.ts';
import { RunningSearches } from '../search/running-searches.ts';
import { SettingsPatience } from '../settings/settings-patience.ts';
import { OwnSession } from '../sharing/own-session.ts';
import { SharedKnowledge } from '../sharing/shared-knowledge.ts';
import { TaskFollower } from '../tasks/follower.ts';
import { WritesUnderWay } from '../tasks/writes-under-way.ts';
import { testConfig } from './config.ts';
import { testSession } from './store.ts';

/** An index that readers see, for tests. */
export function testIndex(change: Partial<IndexRecord> = {}): IndexRecord {
  const { shards = testConfig.topology.shards, uid = 'movies' } = change;
  return {
    uid,
    acceptedName: uid,
    name: uid,
    shards,
    accepted: true,
    acceptedPrimaryKey: 'id',
    written: true,
    visible: true,
    primaryKey: 'id',
    createdAt: '2026-11-22T10:00:00Z',
    updatedAt: '2026-11-22T10:00:00Z',
    settings: defaultSettings,
    newestTask: null,
    placementVersion: 1,
    placement: newPlacement(testConfig.topology, shards),
    ...change,
  };
}

/**
 * A context over `ports` that knows these indexes and this ledger. If it has a store, that should
 * hold the same.
 */
export function testContext(
  ports: Ports,
  indexes: readonly IndexRecord[] = [testIndex()],
  config: EngineConfig = testConfig,
  behind: readonly BehindReplica[] = [],
): EngineContext {
  const catalogue = new Catalogue();
  catalogue.apply(
    indexes,
    indexes.map(({ uid }) => uid),
  );
  const fleet = { version: 1, topology: config.topology, paused: false };
  const cluster = new Cluster(fleet, config.health, ports.trace);
  const ledger = new Ledger();
  ledger.replace(behind);
  const keys = new KeyRing(ports.signatures, config.masterKey);
  const features = new Features();
  const network = new Network();
  const session = new OwnSession(ports.clock, config.session.leaseMs);
  session.confirm(testSession, ports.clock.monoMs());
  return {
    ports,
    config,
    cluster,
    catalogue,
    ledger,
    keys,
    features,
    network,
    shared: new SharedKnowledge(ports, { catalogue, ledger, keys, features, network, cluster }),
    session,
    writeOrder: new KeyedMutex(),
    jobOrder: new KeyedMutex(),
    searches: new RunningSearches(),
    writesUnderWay: new WritesUnderWay(),
    pendingSequences: new PendingSequences(),
    settingsPatience: new SettingsPatience(),
    follower: new TaskFollower(),
    cleaning: new CleaningPatience(),
    settledFleet: new SettledFleet(),
    nodeMemory: new NodeMemory(cluster),
    underCare: new Set(),
  };
}
