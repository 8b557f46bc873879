import { parseTime } from '../base/time.ts';
import type { EngineContext } from '../context.ts';
import type { Gauge } from '../ports/metrics.ts';
import type { TaskFilter, TaskStatus, TaskType } from '../ports/task-store.ts';
import { invalidApiKey } from '../protocol/api-error.ts';
import type { Answer, RoutedRequest } from '../protocol/routed-request.ts';
import { requireFeature } from './features.ts';
import { measureFleet } from './stats.ts';

/**
 * `GET /metrics`: what Meilisearch tells of itself, told of the fleet; requests are those of this proxy.
 * Left out is what Miroir has nothing of: the room of the task queue and the queue of searches.
 */
export async function getInstanceMetrics(
  context: EngineContext,
  { caller }: RoutedRequest,
): Promise<Answer> {
  requireFeature(context, 'metrics', 'Getting metrics');
  if (!caller.usesEveryIndex) throw closedIndexes();
  const gauges = await Promise.all([
    fleetGauges(context),
    taskCounts(context),
    queueLatency(context),
  ]);
  const body = await context.ports.metrics.asMeilisearch([
    ...gauges.flat(),
    ...searchGauges(context),
  ]);
  return {
    status: 200,
    body,
    headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
  };
}

function closedIndexes(): Error {
  return invalidApiKey(
    'The provided API key is invalid. The API key for the `/metrics` route must allow access to all indexes.',
  );
}

function gauge(name: string, help: string, value: number): Gauge {
  return { name, help, samples: [{ labels: {}, value }] };
}

async function fleetGauges(context: EngineContext): Promise<readonly Gauge[]> {
  const indexes = context.catalogue.allVisible();
  const { counts, nodes, busy, lastUpdate } = await measureFleet(context, indexes);
  const sum = (size: 'databaseSize' | 'usedDatabaseSize'): number =>
    nodes.reduce((total, stats) => total + stats[size], 0);
  const documents = counts
    .filter(({ index, count }) => count.missing.length < index.shards)
    .map(({ index, count }) => ({ labels: { index: index.name }, value: count.total }));
  const updatedMs = lastUpdate === null ? undefined : parseTime(lastUpdate);
  const updated =
    updatedMs === undefined ? [] : [{ labels: {}, value: Math.floor(updatedMs / 1000) }];
  return [
    gauge('meilisearch_db_size_bytes', 'Meilisearch DB Size In Bytes', sum('databaseSize')),
    gauge(
      'meilisearch_used_db_size_bytes',
      'Meilisearch Used DB Size In Bytes',
      sum('usedDatabaseSize'),
    ),
    gauge('meilisearch_index_count', 'Meilisearch Index Count', indexes.length),
    {
      name: 'meilisearch_index_docs_count',
      help: 'Meilisearch Index Docs Count',
      samples: documents,
    },
    gauge('meilisearch_is_indexing', 'Meilisearch Is Indexing', busy.size > 0 ? 1 : 0),
    { name: 'meilisearch_last_update', help: 'Meilisearch Last Update', samples: updated },
  ];
}

function searchGauges({ searches }: EngineContext): readonly Gauge[] {
  return [
    gauge('meilisearch_searches_running', 'Meilisearch Searches Running', searches.count),
    gauge(
      'meilisearch_searches_waiting_to_be_processed',
      'Meilisearch Searches Being Processed',
      0,
    ),
  ];
}

const statuses: readonly TaskStatus[] = [
  'canceled',
  'enqueued',
  'failed',
  'processing',
  'succeeded',
];

const types: readonly TaskType[] = [
  'documentAdditionOrUpdate',
  'documentDeletion',
  'documentEdition',
  'dumpCreation',
  'export',
  'indexCreation',
  'indexDeletion',
  'indexSwap',
  'indexUpdate',
  'settingsUpdate',
  'snapshotCreation',
  'taskCancelation',
  'taskDeletion',
  'upgradeDatabase',
];

async function taskCounts(context: EngineContext): Promise<readonly Gauge[]> {
  const { store } = context.ports;
  const counted = async (kind: string, value: string, filter: TaskFilter) => {
    const { total } = await store.listTasks({ filter, from: null, limit: 1, reverse: false });
    return { labels: { kind, value }, value: total };
  };
  const names = context.catalogue.allVisible().map(({ name }) => name);
  const samples = await Promise.all([
    ...names.map((name) => counted('indexes', name, { indexUids: [name] })),
    ...statuses.map((status) => counted('statuses', status, { statuses: [status] })),
    ...types.map((type) => counted('types', type, { types: [type] })),
  ]);
  const ofIndexes = samples.filter(({ labels, value }) => labels.kind !== 'indexes' || value > 0);
  return [
    { name: 'meilisearch_nb_tasks', help: 'Meilisearch Number of tasks', samples: ofIndexes },
  ];
}

/** For how long the oldest task that has not ended has been waiting. */
async function queueLatency({ ports }: EngineContext): Promise<readonly Gauge[]> {
  const filter: TaskFilter = { statuses: ['enqueued', 'processing'] };
  const page = { filter, from: null, limit: 1, reverse: true };
  const [oldest] = (await ports.store.listTasks(page)).tasks;
  const sinceMs = oldest === undefined ? undefined : parseTime(oldest.enqueuedAt);
  const latencyMs = sinceMs === undefined ? 0 : Math.max(0, ports.clock.wallMs() - sinceMs);
  return [
    gauge(
      'meilisearch_task_queue_latency_seconds',
      'Meilisearch Task Queue Latency in Seconds',
      latencyMs / 1000,
    ),
  ];
}
