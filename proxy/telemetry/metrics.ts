import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { unreachable } from '../../engine/base/assert.ts';
import type { Metrics } from '../../engine/ports/metrics.ts';
import type { Trace, TraceEvent } from '../../engine/ports/trace.ts';
import { EntropyMetrics } from './entropy-metrics.ts';
import { MeilisearchMetrics } from './meilisearch-metrics.ts';
import { MoveMetrics } from './move-metrics.ts';

/** Everything that is measured; {@link instruments} names it. */
export interface ProxyMetrics extends Metrics {
  /** Counts the events of the engine. */
  readonly trace: Trace;
  /** Which nodes there are. A new one is healthy until the engine says otherwise. */
  nodesKnown(nodes: readonly string[]): void;
  /** How many client requests are being answered. */
  requestsInFlight(count: number): void;
}

/** Measurements of this process. */
export function openMetrics(): ProxyMetrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const measured = instruments(registry);
  const known = new Set<string>();
  return {
    nodesKnown: (nodes) => noteNodes(measured, known, nodes),
    trace: { note: (event) => count(measured, event) },
    requestsInFlight: (inFlight) => measured.requestsInFlight.set(inFlight),
    text: () => registry.metrics(),
    asMeilisearch: (gauges) => measured.asMeilisearch.text(gauges, registry),
  };
}

/** Brings `known` and the health of nodes to `nodes`. What was counted of a node that is gone stays. */
function noteNodes({ nodeHealthy }: Instruments, known: Set<string>, nodes: readonly string[]) {
  for (const node of nodes) {
    if (!known.has(node)) nodeHealthy.set({ node_id: node }, 1);
    known.add(node);
  }
  for (const node of known) {
    if (nodes.includes(node)) continue;
    nodeHealthy.remove({ node_id: node });
    known.delete(node);
  }
}

type Instruments = ReturnType<typeof instruments>;

/** Every name, with its labels. No label ever carries an id that a client chose. */
function instruments(registry: Registry) {
  const registers = [registry];
  return {
    ...requestInstruments(registers),
    ...nodeInstruments(registers),
    ...workInstruments(registers),
    ...repairInstruments(registers),
    moves: new MoveMetrics(registry),
    entropy: new EntropyMetrics(registry),
    asMeilisearch: new MeilisearchMetrics(),
  };
}

function requestInstruments(registers: Registry[]) {
  return {
    requests: new Counter({
      name: 'miroir_requests_total',
      help: 'Client requests answered.',
      labelNames: ['method', 'path_template', 'status'],
      registers,
    }),
    requestDuration: new Histogram({
      name: 'miroir_request_duration_seconds',
      help: 'Time to answer a client request.',
      labelNames: ['method', 'path_template', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    requestsInFlight: new Gauge({
      name: 'miroir_requests_in_flight',
      help: 'Client requests being answered.',
      registers,
    }),
    degraded: new Counter({
      name: 'miroir_degraded_responses_total',
      help: 'Answers with reduced redundancy or coverage.',
      labelNames: ['operation'],
      registers,
    }),
  };
}

function nodeInstruments(registers: Registry[]) {
  return {
    nodeHealthy: new Gauge({
      name: 'miroir_node_healthy',
      help: '1 while a node is in use, 0 while it is not.',
      labelNames: ['node_id'],
      registers,
    }),
    nodeDuration: new Histogram({
      name: 'miroir_node_request_duration_seconds',
      help: 'Time of one exchange with a node.',
      labelNames: ['node_id', 'operation'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
      registers,
    }),
    nodeErrors: new Counter({
      name: 'miroir_node_errors_total',
      help: 'Exchanges with a node that failed, or that it answered with 5xx.',
      labelNames: ['node_id', 'error_type'],
      registers,
    }),
    restored: new Counter({
      name: 'miroir_nodes_restored_total',
      help: 'Times that a node was found to have lost what it had acknowledged.',
      labelNames: ['node_id'],
      registers,
    }),
    replicasBehind: new Counter({
      name: 'miroir_replicas_behind_total',
      help: 'Replicas of shards found to lack a write.',
      labelNames: ['node_id', 'reason'],
      registers,
    }),
  };
}

function workInstruments(registers: Registry[]) {
  return {
    tasks: new Counter({
      name: 'miroir_tasks_total',
      help: 'Client tasks that ended.',
      labelNames: ['status'],
      registers,
    }),
    scatterFanOut: new Histogram({
      name: 'miroir_scatter_fan_out_size',
      help: 'Nodes that one read was spread over.',
      buckets: [1, 2, 3, 5, 10, 20, 50],
      registers,
    }),
    scatterPartial: new Counter({
      name: 'miroir_scatter_partial_responses_total',
      help: 'Reads that some shards are missing from.',
      registers,
    }),
    scatterRetries: new Counter({
      name: 'miroir_scatter_retries_total',
      help: 'Further rounds of reads over other replicas.',
      registers,
    }),
    storeFailures: new Counter({
      name: 'miroir_store_failures_total',
      help: 'Calls to the task store that failed.',
      labelNames: ['operation'],
      registers,
    }),
    sessions: new Counter({
      name: 'miroir_session_changes_total',
      help: 'Sessions opened, lost, or ended for other proxies, and takeovers of their tasks.',
      labelNames: ['change'],
      registers,
    }),
    bugs: new Counter({
      name: 'miroir_bugs_total',
      help: 'Failed assertions and other errors that must not happen.',
      registers,
    }),
  };
}

function repairInstruments(registers: Registry[]) {
  return {
    repairs: new Counter({
      name: 'miroir_repairs_total',
      help: 'Repairs of replicas that ended.',
      labelNames: ['node_id', 'outcome'],
      registers,
    }),
    repairElections: new Counter({
      name: 'miroir_repair_elections_total',
      help: 'Shards for which a repair chose the replica that the others are made equal to.',
      registers,
    }),
    repairDocuments: new Counter({
      name: 'miroir_repair_documents_total',
      help: 'Documents that repairs compared, copied and deleted.',
      labelNames: ['node_id', 'action'],
      registers,
    }),
  };
}

function count(measured: Instruments, event: TraceEvent): void {
  switch (event.kind) {
    case 'request':
      return countRequest(measured, event);
    case 'node-call':
      return countNodeCall(measured, event);
    case 'node-state':
      return measured.nodeHealthy.set({ node_id: event.node }, event.to === 'active' ? 1 : 0);
    case 'scatter':
      return countScatter(measured, event);
    case 'replica-behind': {
      const labels = { node_id: event.node, reason: event.reason };
      return measured.replicasBehind.inc(labels, event.shards.length);
    }
    case 'repair-elected':
      return measured.repairElections.inc();
    case 'repair':
      return countRepair(measured, event);
    case 'move':
      return measured.moves.moved(event);
    case 'move-failed':
      return measured.moves.failed(event);
    case 'task':
      return measured.tasks.inc({ status: event.status });
    case 'degraded':
      return measured.degraded.inc({ operation: event.operation });
    case 'session':
      measured.sessions.inc({ change: event.change });
      return event.change === 'lost' ? measured.moves.lost() : undefined;
    case 'store-failure':
      return measured.storeFailures.inc({ operation: event.operation });
    case 'bug':
      return measured.bugs.inc();
    case 'verified':
      return measured.entropy.verified(event);
    case 'verification-failed':
      return measured.entropy.failed();
    case 'amnesia':
      return measured.restored.inc({ node_id: event.node });
    case 'cleaned':
    case 'job-failed':
    case 'fleet':
    case 'warning':
    case 'divergence':
      return undefined;
    default:
      return unreachable(event);
  }
}

function countRequest(
  measured: Instruments,
  event: Extract<TraceEvent, { kind: 'request' }>,
): void {
  const { method, route, status, durationMs } = event;
  measured.asMeilisearch.requested(event);
  const labels = { method, path_template: route, status };
  measured.requests.inc(labels);
  measured.requestDuration.observe(labels, durationMs / 1000);
}

function countScatter(
  measured: Instruments,
  { fanOut, rounds, missingShards }: Extract<TraceEvent, { kind: 'scatter' }>,
): void {
  measured.scatterFanOut.observe(fanOut);
  measured.scatterRetries.inc(Math.max(0, rounds - 1));
  if (missingShards > 0) measured.scatterPartial.inc();
}

function countRepair(
  measured: Instruments,
  { target, stage, ...counts }: Extract<TraceEvent, { kind: 'repair' }>,
): void {
  if (stage === 'begun') return;
  measured.repairs.inc({ node_id: target, outcome: stage });
  for (const action of ['compared', 'copied', 'deleted'] as const) {
    measured.repairDocuments.inc({ node_id: target, action }, counts[action]);
  }
}

function countNodeCall(
  measured: Instruments,
  event: Extract<TraceEvent, { kind: 'node-call' }>,
): void {
  const { node, operation, outcome, durationMs } = event;
  measured.nodeDuration.observe({ node_id: node, operation }, durationMs / 1000);
  // The outcome is a status, or the kind of failure.
  const answered = /^[1-4]\d\d$/.test(outcome);
  if (!answered) measured.nodeErrors.inc({ node_id: node, error_type: outcome });
}
