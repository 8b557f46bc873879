import { Counter, Gauge, type Registry } from 'prom-client';
import type { TraceEvent } from '../../engine/ports/trace.ts';

/** Measures what comparing replicas with one another finds, in this proxy. */
export class EntropyMetrics {
  readonly #scanned: Counter;
  readonly #mismatches: Counter;
  readonly #repaired: Counter;
  readonly #failures: Counter;
  readonly #newest: Gauge;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#scanned = new Counter({
      name: 'miroir_anti_entropy_shards_scanned_total',
      help: 'Shards whose replicas were compared with one another.',
      registers,
    });
    this.#mismatches = new Counter({
      name: 'miroir_anti_entropy_mismatches_found_total',
      help: 'Documents that were not the same on all replicas of their shard.',
      registers,
    });
    this.#repaired = new Counter({
      name: 'miroir_anti_entropy_docs_repaired_total',
      help: 'Those of them that were made the same.',
      registers,
    });
    this.#failures = new Counter({
      name: 'miroir_anti_entropy_failures_total',
      help: 'Comparisons of a shard that did not come to an end, to be tried again.',
      registers,
    });
    this.#newest = new Gauge({
      name: 'miroir_anti_entropy_last_scan_completed_seconds',
      help: 'When this proxy last compared a shard, in seconds since 1970.',
      registers,
    });
  }

  /** Notes a shard that was compared. */
  verified({ differing, repaired }: Extract<TraceEvent, { kind: 'verified' }>): void {
    this.#scanned.inc();
    this.#mismatches.inc(differing);
    this.#repaired.inc(repaired);
    this.#newest.setToCurrentTime();
  }

  /** Notes a shard that could not be compared. */
  failed(): void {
    this.#failures.inc();
  }
}
