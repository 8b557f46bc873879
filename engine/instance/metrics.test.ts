import { describe, expect, test } from 'vitest';
import { unrestricted } from '../keys/caller.ts';
import type { Gauge } from '../ports/metrics.ts';
import type { NodeReply, NodeRequest } from '../ports/node-client.ts';
import type { RoutedRequest } from '../protocol/routed-request.ts';
import { testContext, testIndex } from '../testing/context.ts';
import { testPorts } from '../testing/ports.ts';
import { storeTask, testStore } from '../testing/store.ts';
import { withFeatures } from './features.ts';
import { getInstanceMetrics } from './metrics.ts';

const stats =
  '{"databaseSize":1000,"usedDatabaseSize":500,"lastUpdate":"2026-11-22T11:00:00.9Z","indexes":{}}';

function respond({ path }: NodeRequest): NodeReply {
  const body = path === '/stats' ? stats : '{"results":[],"total":2}';
  return { kind: 'reply', status: 200, body };
}

function setUp(down: readonly string[] = []) {
  const store = testStore([testIndex()]);
  const { ports } = testPorts((node, request) => {
    if (down.includes(node)) return { kind: 'failure', failure: 'timeout', message: '' };
    return respond(request);
  }, store);
  const seen: Gauge[] = [];
  const metrics = {
    ...ports.metrics,
    asMeilisearch(gauges: readonly Gauge[]) {
      seen.push(...gauges);
      return Promise.resolve('text');
    },
  };
  const context = testContext({ ...ports, metrics });
  context.features.replace(withFeatures({ metrics: true }));
  /** The samples of a gauge, as lines. */
  const samples = (name: string): string[] => {
    const found = seen.find((gauge) => gauge.name === `meilisearch_${name}`);
    return (found?.samples ?? []).map(({ labels, value }) =>
      [...Object.values(labels), value].join(' '),
    );
  };
  return { context, store, samples };
}

const request: RoutedRequest = {
  http: { method: 'GET', path: '', query: '', headers: {}, body: { kind: 'text', text: '' } },
  template: '/metrics',
  parameters: {},
  query: [],
  caller: unrestricted,
};

const draft = {
  indexUid: 'movies',
  type: 'settingsUpdate',
  enqueuedAt: '2026-11-18T11:00:00Z',
  details: null,
  error: null,
  effect: { kind: 'none' },
  foregone: null,
} as const;

describe('the metrics of Meilisearch', () => {
  test('are those of the whole fleet', async () => {
    const { context, store, samples } = setUp();
    await storeTask(store, draft);
    const answer = await getInstanceMetrics(context, request);
    expect(answer).toEqual({
      status: 200,
      body: 'text',
      headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8' },
    });
    expect(samples('db_size_bytes')).toEqual(['3000']);
    expect(samples('used_db_size_bytes')).toEqual(['1500']);
    expect(samples('index_count')).toEqual(['1']);
    expect(samples('index_docs_count')).toEqual([expect.stringMatching(/^movies \d+$/)]);
    expect(samples('is_indexing')).toEqual(['1']);
    expect(samples('last_update')).toEqual([String(Date.parse('2026-11-22T11:00:00Z') / 1000)]);
    expect(samples('nb_tasks')).toEqual(
      expect.arrayContaining([
        'indexes movies 1',
        'statuses enqueued 1',
        'statuses succeeded 0',
        'types settingsUpdate 1',
        'types upgradeDatabase 0',
      ]),
    );
    expect(samples('nb_tasks')).toHaveLength(20);
    const waited = context.ports.clock.wallMs() - Date.parse(draft.enqueuedAt);
    expect(samples('task_queue_latency_seconds')).toEqual([String(waited / 1000)]);
  });

  test('count the searches that are being answered, and nothing else', async () => {
    const { context, samples } = setUp();
    const { searches } = context;
    const inside = () => getInstanceMetrics(context, request);
    await searches.during('/indexes/{uid}/search', () => searches.during('/tasks', inside));
    expect(samples('searches_running')).toEqual(['1']);
    expect(searches.count).toBe(0);
    await expect(
      searches.during('/multi-search', () => Promise.reject(new Error('no'))),
    ).rejects.toThrow();
    expect(searches.count).toBe(0);
  });

  test('leave out what no node tells', async () => {
    const { context, samples } = setUp(['meili-0', 'meili-1', 'meili-2']);
    expect((await getInstanceMetrics(context, request)).status).toBe(200);
    expect(samples('index_docs_count')).toEqual([]);
    expect(samples('last_update')).toEqual([]);
    expect(samples('index_count')).toEqual(['1']);
    expect(samples('task_queue_latency_seconds')).toEqual(['0']);
  });

  test('are for nobody to whom an index is closed, and only while their feature is on', async () => {
    const { context } = setUp();
    const restricted = { ...request, caller: { ...unrestricted, usesEveryIndex: false } };
    await expect(getInstanceMetrics(context, restricted)).rejects.toMatchObject({
      status: 403,
      code: 'invalid_api_key',
    });
    context.features.replace(withFeatures({}));
    await expect(getInstanceMetrics(context, restricted)).rejects.toMatchObject({
      code: 'feature_not_enabled',
    });
  });
});
