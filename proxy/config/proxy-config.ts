import { hostname } from 'node:os';
import { dirname, join } from 'node:path';
import type { EngineConfig } from '../../engine/config.ts';
import type { ArchiveKind } from '../../engine/ports/archive.ts';
import type { LogLevel } from '../telemetry/log.ts';
import { antiEntropyOf, movementOf } from './movement-settings.ts';
import type { Settings } from './schema.ts';

/** What the host must be told; complete and checked. */
export interface ProxyConfig {
  readonly server: {
    readonly port: number;
    readonly bind: string;
    readonly bodyBytesMax: number;
    readonly concurrentRequestsMax: number;
    readonly requestTimeoutMs: number;
    readonly drainTimeoutMs: number;
  };
  readonly metrics: { readonly port: number };
  readonly upstream: {
    /** Where these nodes are, whatever the store says. */
    readonly nodes: readonly { readonly id: string; readonly url: string }[];
    readonly nodeKey: string;
    readonly connectionsMax: number;
    readonly idleTimeoutMs: number;
    readonly connectTimeoutMs: number;
  };
  readonly store: { readonly path: string };
  /** The folder of each kind of archive. */
  readonly archives: Readonly<Record<ArchiveKind, string>>;
  /** The dump to begin with; null: none. */
  readonly dump: DumpImport | null;
  readonly log: { readonly level: LogLevel };
}

/** A dump to begin with, and when to do without. */
export interface DumpImport {
  readonly path: string;
  readonly isMissingIgnored: boolean;
  /** Whether a store that has been used already is left alone. */
  readonly isIgnoredIfInUse: boolean;
}

/** What the engine is told. */
export function engineConfig(settings: Settings): EngineConfig {
  const { health, scatter, task_registry: registry } = settings;
  return {
    proxyId: settings.proxy_id === '' ? `${hostname()}:${settings.server.port}` : settings.proxy_id,
    session: {
      renewMs: settings.session.renew_interval_ms,
      leaseMs: settings.session.lease_ms,
    },
    topology: {
      replicaGroups: settings.replica_groups,
      replicationFactor: settings.replication_factor,
      shards: settings.shards,
      nodes: settings.nodes.map((node) => ({
        id: node.id,
        address: node.address,
        replicaGroup: node.replica_group,
        state: 'active',
      })),
    },
    masterKey: settings.master_key,
    // An empty key opens nothing.
    adminKey: settings.admin.enabled ? settings.admin.api_key : '',
    health: {
      intervalMs: health.interval_ms,
      timeoutMs: health.timeout_ms,
      unhealthyThreshold: health.unhealthy_threshold,
      recoveryThreshold: health.recovery_threshold,
    },
    scatter: {
      nodeTimeoutMs: scatter.node_timeout_ms,
      unavailableShardPolicy: scatter.unavailable_shard_policy,
    },
    tasks: {
      ttlMs: registry.ttl_seconds * 1000,
      pruneIntervalMs: registry.prune_interval_s * 1000,
      pruneBatchSize: registry.prune_batch_size,
    },
    repair: {
      batchDocuments: settings.repair.batch_documents,
      pauseMs: settings.repair.pause_ms,
      turnMs: settings.repair.turn_ms,
    },
    movement: movementOf(settings),
    antiEntropy: antiEntropyOf(settings),
    settings: { verifyTimeoutMs: settings.settings_broadcast.verify_timeout_s * 1000 },
    bodyBytesMax: settings.server.max_body_bytes,
  };
}

/** What the host is told. */
export function proxyConfig(settings: Settings): ProxyConfig {
  const { server, connection_pool_per_node: pool } = settings;
  return {
    server: {
      port: server.port,
      bind: server.bind,
      bodyBytesMax: server.max_body_bytes,
      concurrentRequestsMax: server.max_concurrent_requests,
      requestTimeoutMs: server.request_timeout_ms,
      drainTimeoutMs: server.drain_timeout_ms,
    },
    metrics: { port: settings.metrics.port },
    upstream: {
      nodes: settings.nodes.map((node) => ({ id: node.id, url: node.address })),
      nodeKey: settings.node_master_key,
      connectionsMax: pool.max_total,
      idleTimeoutMs: pool.idle_timeout_s * 1000,
      connectTimeoutMs: settings.scatter.node_timeout_ms,
    },
    store: { path: settings.task_store.path },
    archives: {
      dump: folderOf(settings.dumps.directory, settings, 'dumps'),
      snapshot: folderOf(settings.snapshots.directory, settings, 'snapshots'),
    },
    dump:
      settings.import_dump === ''
        ? null
        : {
            path: settings.import_dump,
            isMissingIgnored: settings.ignore_missing_dump,
            isIgnoredIfInUse: settings.ignore_dump_if_db_exists,
          },
    log: { level: settings.log.level },
  };
}

/** Beside the store unless it is said otherwise. */
function folderOf(directory: string, { task_store }: Settings, name: string): string {
  return directory === '' ? join(dirname(task_store.path), name) : directory;
}
