import type { EngineConfig } from '../../engine/config.ts';
import type { FleetPlan, Plan } from '../plan/plan.ts';
import { adminKey, clientKey } from './intent-request.ts';

/** `p0`, `p1`, … */
export function proxyNames({ proxies }: FleetPlan): readonly string[] {
  return Array.from({ length: proxies }, (_, place) => `p${place}`);
}

/** The nodes that the fleet begins with: `n0`, `n1`, …, group after group. */
export function nodeNames({ replicaGroups, nodesPerGroup }: FleetPlan): readonly string[] {
  return Array.from({ length: replicaGroups * nodesPerGroup }, (_, place) => `n${place}`);
}

/** The nodes that the fleet does not know at first; their numbers continue those of the members. */
export function spareNames(fleet: FleetPlan): readonly string[] {
  const members = nodeNames(fleet).length;
  return Array.from({ length: fleet.spares ?? 0 }, (_, place) => `n${members + place}`);
}

/** Every node that runs: members, then spares. */
export function everyNodeName(fleet: FleetPlan): readonly string[] {
  return [...nodeNames(fleet), ...spareNames(fleet)];
}

/** Where the node of this name is, for those who must say so. */
export function addressOf(node: string): string {
  return `http://${node}`;
}

/** The group of a node that is a member from the beginning, by its place among all. */
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
        address: addressOf(id),
        replicaGroup: groupOf(place, fleet),
        state: 'active',
      })),
    },
    masterKey: clientKey,
    adminKey,
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
    repair: { batchDocuments: knobs.comparedDocuments ?? 6, pauseMs: 50, turnMs: 1000 },
    movement: {
      batchDocuments: knobs.copyBatchDocuments ?? 5,
      documentsPerSecond: knobs.copyDocumentsPerSecond ?? 500,
      shardsAtOnce: knobs.shardsAtOnce ?? 2,
      drainMs: knobs.drainMs ?? 3000,
      skipDelta: knobs.skipDelta ?? false,
      failedAfterMs: knobs.failedAfterMs ?? 0,
    },
    antiEntropy: {
      enabled: knobs.antiEntropyIntervalMs !== undefined,
      intervalMs: knobs.antiEntropyIntervalMs ?? 60_000,
      batchDocuments: knobs.comparedDocuments ?? 10,
      pauseMs: 50,
      autoRepair: true,
    },
    settings: { verifyTimeoutMs: knobs.verifyTimeoutMs },
    bodyBytesMax: 1_048_576,
  };
}
