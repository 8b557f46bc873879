import { expect, test } from 'vitest';
import type { Gauge } from '../../engine/ports/metrics.ts';
import { openMetrics } from './metrics.ts';

const gauges: readonly Gauge[] = [
  {
    name: 'meilisearch_index_docs_count',
    help: 'Meilisearch Index Docs Count',
    samples: [
      { labels: { index: 'movies' }, value: 3 },
      { labels: { index: 'books' }, value: 0 },
    ],
  },
  { name: 'meilisearch_last_update', help: 'Meilisearch Last Update', samples: [] },
  {
    name: 'meilisearch_index_count',
    help: 'Meilisearch Index Count',
    samples: [{ labels: {}, value: 2 }],
  },
];

async function measured(routes: readonly string[]): Promise<string> {
  const metrics = openMetrics();
  for (const route of routes) {
    metrics.trace.note({ kind: 'request', method: 'GET', route, status: 200, durationMs: 60 });
  }
  return metrics.asMeilisearch(gauges);
}

test('gauges stand under their names, in order, and only if there is something to tell', async () => {
  const lines = (await measured([])).split('\n').filter((line) => /meilisearch_/.test(line));
  expect(lines.filter((line) => !line.includes('_http_'))).toEqual([
    '# HELP meilisearch_index_count Meilisearch Index Count',
    '# TYPE meilisearch_index_count gauge',
    'meilisearch_index_count 2',
    '# HELP meilisearch_index_docs_count Meilisearch Index Docs Count',
    '# TYPE meilisearch_index_docs_count gauge',
    'meilisearch_index_docs_count{index="movies"} 3',
    'meilisearch_index_docs_count{index="books"} 0',
  ]);
});

test.each([
  ['/indexes/{uid}/documents/{id}', '/indexes/{index_uid}/documents/{document_id}'],
  ['/indexes/{uid}/search', '/indexes/{index_uid}/search'],
  ['/tasks/{uid}/documents', '/tasks/{task_id}/documents'],
  ['/batches/{uid}', '/batches/{batch_id}'],
  ['/chats/{workspace}/settings', '/chats/{workspace_uid}/settings'],
  ['/keys/{key}', '/keys/{key}'],
])('requests for %s are counted under Meilisearch’s name of the route', async (route, path) => {
  const text = await measured([route, route]);
  const durations = 'meilisearch_http_response_time_seconds';
  expect(text).toContain(
    `meilisearch_http_requests_total{method="GET",path="${path}",status="200"} 2\n`,
  );
  expect(text).toContain(`${durations}_bucket{le="0.05",method="GET",path="${path}"} 0\n`);
  expect(text).toContain(`${durations}_bucket{le="0.075",method="GET",path="${path}"} 2\n`);
  expect(text).toContain(`${durations}_count{method="GET",path="${path}"} 2\n`);
});

test('requests for Miroir itself are not counted, and its own names do not appear', async () => {
  const text = await measured(['/_miroir/metrics']);
  expect(text).not.toContain('miroir_requests');
  expect(text).not.toContain('_miroir/');
  expect(text).not.toContain('nodejs_');
  expect(text).toContain('\nprocess_start_time_seconds ');
});
