import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { compareCodePoints } from '../../engine/base/order.ts';
import type { Gauge as GaugeReading } from '../../engine/ports/metrics.ts';
import type { TraceEvent } from '../../engine/ports/trace.ts';
import { routeName } from './route-names.ts';

const buckets = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** Of what every process is measured by, what Meilisearch has as well. */
const ofProcess = [
  'process_cpu_seconds_total',
  'process_max_fds',
  'process_open_fds',
  'process_resident_memory_bytes',
  'process_start_time_seconds',
  'process_virtual_memory_bytes',
];

/** Client requests as Meilisearch v1.21 measures its own, under its names. */
export class MeilisearchMetrics {
  readonly #registry = new Registry();
  readonly #requests = new Counter({
    name: 'meilisearch_http_requests_total',
    help: 'Meilisearch HTTP requests total',
    labelNames: ['method', 'path', 'status'],
    registers: [this.#registry],
  });
  readonly #durations = new Histogram({
    name: 'meilisearch_http_response_time_seconds',
    help: 'Meilisearch HTTP response times',
    labelNames: ['method', 'path'],
    buckets,
    registers: [this.#registry],
  });

  /** Counts a request, unless it was for Miroir itself. */
  requested({ method, route, status, durationMs }: Extract<TraceEvent, { kind: 'request' }>): void {
    if (route.startsWith('/_miroir')) return;
    const path = routeName(route);
    this.#requests.inc({ method, path, status });
    this.#durations.observe({ method, path }, durationMs / 1000);
  }

  /** Everything with `gauges` and what `processes` has of the process, in the order of names. */
  async text(gauges: readonly GaugeReading[], processes: Registry): Promise<string> {
    const read = new Registry();
    for (const { name, help, samples } of gauges) {
      const labelNames = Object.keys(samples[0]?.labels ?? {});
      const reading = new Gauge({ name, help, labelNames, registers: [read] });
      for (const { labels, value } of samples) reading.set(labels, value);
    }
    const kept = gauges.filter(({ samples }) => samples.length > 0).map(({ name }) => name);
    const families = await Promise.all([
      ...kept.map((name) => familyOf(read, name)),
      ...['meilisearch_http_requests_total', 'meilisearch_http_response_time_seconds'].map((name) =>
        familyOf(this.#registry, name),
      ),
      // A process has not all of them on every system.
      ...ofProcess
        .filter((name) => processes.getSingleMetric(name) !== undefined)
        .map((name) => familyOf(processes, name)),
    ]);
    const sorted = families.toSorted((left, right) => compareCodePoints(left.name, right.name));
    return sorted.map(({ text }) => `${text}\n`).join('');
  }
}

async function familyOf(registry: Registry, name: string): Promise<{ name: string; text: string }> {
  return { name, text: (await registry.getSingleMetricAsString(name)).trimEnd() };
}
