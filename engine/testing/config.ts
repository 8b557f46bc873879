import type { EngineConfig } from '../config.ts';

/** A complete configuration for tests: three nodes, two replicas of each of eight shards. */
export const testConfig: EngineConfig = {
  proxyId: 'proxy',
  session: { renewMs: 1000, leaseMs: 5000 },
  topology: {
    replicaGroups: 1,
    replicationFactor: 2,
    shards: 8,
    nodes: ['meili-0', 'meili-1', 'meili-2'].map((id) => ({
      id,
      address: `http://${id}:7700`,
      replicaGroup: 0,
      state: 'active',
    })),
  },
  masterKey: 'master',
  adminKey: 'admin',
  health: { intervalMs: 5000, timeoutMs: 2000, unhealthyThreshold: 3, recoveryThreshold: 2 },
  scatter: { nodeTimeoutMs: 5000, unavailableShardPolicy: 'partial' },
  tasks: { ttlMs: 604_800_000, pruneIntervalMs: 300_000, pruneBatchSize: 10_000 },
  repair: { batchDocuments: 500, pauseMs: 100, turnMs: 1000 },
  movement: {
    batchDocuments: 1000,
    documentsPerSecond: 5000,
    shardsAtOnce: 4,
    drainMs: 30_000,
    skipDelta: false,
    failedAfterMs: 0,
  },
  antiEntropy: {
    enabled: true,
    intervalMs: 21_600_000,
    batchDocuments: 1000,
    pauseMs: 200,
    autoRepair: true,
  },
  settings: { verifyTimeoutMs: 60_000 },
  bodyBytesMax: 104_857_600,
};
