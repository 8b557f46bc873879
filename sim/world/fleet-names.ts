import type { EngineConfig } from '../../engine/config.ts';
import type { FleetPlan, Plan } from '../plan/plan.ts';
import { clientKey } from './intent-request.ts';

/** `p0`, `p1`, … */
export function proxyNames({ proxies }: FleetPlan): readonly string[] {
  return Array.from({ length: proxies }, (_, place) => `p${place}`);
}

/** `n0`, `n1`, …, group after group. */
export function nodeNames({ replicaGroups, nodesPerGroup }: FleetPlan): readonly string[] {
  return Array.from({ length: replicaGroups * nodesPerGroup }, (_, place) => `n${place}`);
}

/** The group of a node, by its place among all. */
export function groupOf(place: number, { nodesPerGroup }: FleetPlan): number {
  return Math.floor(place / nodesPerGroup);
}

/** What every engine of a fleet is told, but for its own name. */
export function engineConfigOf({ fleet, knobs }: Plan): EngineConfig {
  return {
    proxyId: '',
    session: { renewMs: Math.floor(knobs.sessionLeaseMs / 5), leaseMs: knobs.sessionLeaseMs },
    topology: {
      replicaGroups: fleet.replicaGroups,
      replicationFactor: fleet.replicationFactor,
      shards: fleet.shards,
      nodes: nodeNames(fleet).map((id, place) => ({
        id,
        replicaGroup: groupOf(place, fleet),
        state: 'active',
      })),
    },
    masterKey: clientKey,
    adminKey: 'simAdminKey',
    health: {
      intervalMs: knobs.healthIntervalMs,
      timeoutMs: knobs.healthTimeoutMs,
      unhealthyThreshold: knobs.unhealthyThreshold,
      recoveryThreshold: knobs.recoveryThreshold,
    },
    scatter: {
      nodeTimeoutMs: knobs.nodeTimeoutMs,
      unavailableShardPolicy: knobs.unavailableShardPolicy,
    },
    tasks: { ttlMs: 604_800_000, pruneIntervalMs: 300_000, pruneBatchSize: 1000 },
    // So few that a shard takes several turns.
    repair: { batchDocuments: 6, pauseMs: 50, turnMs: 1000 },
    settings: { verifyTimeoutMs: knobs.verifyTimeoutMs },
    bodyBytesMax: 1_048_576,
  };
}
