import type { EngineConfig } from '../../engine/config.ts';
import type { Settings } from './schema.ts';

/** How shards move. */
export function movementOf({ movement }: Settings): EngineConfig['movement'] {
  return {
    batchDocuments: movement.batch_documents,
    documentsPerSecond: movement.documents_per_second,
    shardsAtOnce: movement.max_concurrent_migrations,
    drainMs: movement.drain_timeout_ms,
    skipDelta: movement.skip_delta_pass,
    failedAfterMs: movement.replace_failed_after_s * 1000,
  };
}

/** How replicas are compared when nothing speaks against them. */
export function antiEntropyOf({ anti_entropy: settings }: Settings): EngineConfig['antiEntropy'] {
  return {
    enabled: settings.enabled,
    intervalMs: settings.interval_s * 1000,
    batchDocuments: settings.batch_documents,
    pauseMs: settings.pause_ms,
    autoRepair: settings.auto_repair,
  };
}
