import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import { EntropyMetrics } from './entropy-metrics.ts';

test('documents that differ are counted, and those that were made the same', async () => {
  const registry = new Registry();
  const metrics = new EntropyMetrics(registry);
  const shard = { kind: 'verified', index: 'movies', replicas: ['a', 'b'], documents: 9 } as const;
  metrics.verified({ ...shard, shard: 0, differing: 3, repaired: 2 });
  metrics.verified({ ...shard, shard: 1, differing: 0, repaired: 0 });
  metrics.failed();
  const text = await registry.metrics();
  for (const line of [
    'miroir_anti_entropy_shards_scanned_total 2',
    'miroir_anti_entropy_mismatches_found_total 3',
    'miroir_anti_entropy_docs_repaired_total 2',
    'miroir_anti_entropy_failures_total 1',
  ]) {
    expect(text).toContain(`\n${line}\n`);
  }
  expect(text).toMatch(/\nmiroir_anti_entropy_last_scan_completed_seconds [1-9]/);
});
