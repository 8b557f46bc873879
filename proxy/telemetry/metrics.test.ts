import { describe, expect, test } from 'vitest';
import type { TraceEvent } from '../../engine/ports/trace.ts';
import { openMetrics } from './metrics.ts';

/** The lines about Miroir that `events` lead to, without comments and buckets. */
async function measured(events: readonly TraceEvent[]): Promise<string[]> {
  const metrics = openMetrics();
  metrics.nodesKnown(['a', 'b']);
  for (const event of events) metrics.trace.note(event);
  const lines = (await metrics.text()).split('\n');
  return lines.filter((line) => line.startsWith('miroir_') && !/_bucket\{|_sum| 0$/.test(line));
}

const unchanged = ['miroir_node_healthy{node_id="a"} 1', 'miroir_node_healthy{node_id="b"} 1'];

describe('the metrics', () => {
  test('begin with healthy nodes and nothing counted', async () => {
    expect(await measured([])).toEqual(unchanged);
  });

  test('count requests by the template of their route', async () => {
    const route = '/indexes/{uid}/search';
    const event = { kind: 'request', method: 'POST', route, status: 200, durationMs: 7 } as const;
    const labels = `{method="POST",path_template="${route}",status="200"}`;
    expect(await measured([event, event])).toEqual([
      `miroir_requests_total${labels} 2`,
      `miroir_request_duration_seconds_count${labels} 2`,
      ...unchanged,
    ]);
  });

  test('measure durations in seconds', async () => {
    const metrics = openMetrics();
    const call = { kind: 'node-call', node: 'a', operation: 'search', outcome: '200' } as const;
    metrics.trace.note({ ...call, durationMs: 7 });
    const text = await metrics.text();
    const bucket = 'miroir_node_request_duration_seconds_bucket';
    expect(text).toContain(`${bucket}{le="0.005",node_id="a",operation="search"} 0`);
    expect(text).toContain(`${bucket}{le="0.01",node_id="a",operation="search"} 1`);
  });

  test('count as errors what a node failed at, not what it refused', async () => {
    const outcomes = ['200', '404', '503', 'timeout', 'timeout'];
    const events = outcomes.map(
      (outcome): TraceEvent => ({
        kind: 'node-call',
        node: 'a',
        operation: 'search',
        outcome,
        durationMs: 1,
      }),
    );
    expect(await measured(events)).toEqual([
      ...unchanged,
      'miroir_node_request_duration_seconds_count{node_id="a",operation="search"} 5',
      'miroir_node_errors_total{node_id="a",error_type="503"} 1',
      'miroir_node_errors_total{node_id="a",error_type="timeout"} 2',
    ]);
  });

  test('follow the state of nodes', async () => {
    const change = { kind: 'node-state', node: 'b', from: 'active', reason: 'x' } as const;
    expect(await measured([{ ...change, to: 'failed' }])).toEqual([unchanged[0]]);
    expect(
      await measured([
        { ...change, to: 'failed' },
        { ...change, to: 'active' },
      ]),
    ).toEqual(unchanged);
  });

  test('follow nodes that come and go', async () => {
    const metrics = openMetrics();
    metrics.nodesKnown(['a', 'b']);
    metrics.trace.note({
      kind: 'node-state',
      node: 'a',
      from: 'active',
      to: 'failed',
      reason: 'x',
    });
    metrics.nodesKnown(['a', 'c']);
    const healths = (await metrics.text()).match(/^miroir_node_healthy.*$/gm);
    expect(healths).toEqual([
      'miroir_node_healthy{node_id="a"} 0',
      'miroir_node_healthy{node_id="c"} 1',
    ]);
  });

  test('count what was incomplete, tried again, left behind and wrong', async () => {
    const lines = await measured([
      { kind: 'scatter', fanOut: 3, rounds: 3, missingShards: 2 },
      { kind: 'scatter', fanOut: 2, rounds: 1, missingShards: 0 },
      { kind: 'degraded', operation: 'search', detail: 'shards=3' },
      {
        kind: 'replica-behind',
        index: 'movies',
        node: 'a',
        shards: [1, 2],
        since: 4,
        reason: 'task-failed',
      },
      { kind: 'task', uid: 1, type: 'documentDeletion', status: 'failed', index: 'movies' },
      { kind: 'bug', where: 'somewhere', message: 'no' },
    ]);
    expect(lines).toEqual([
      'miroir_degraded_responses_total{operation="search"} 1',
      ...unchanged,
      'miroir_replicas_behind_total{node_id="a",reason="task-failed"} 2',
      'miroir_tasks_total{status="failed"} 1',
      'miroir_scatter_fan_out_size_count 2',
      'miroir_scatter_partial_responses_total 1',
      'miroir_scatter_retries_total 2',
      'miroir_bugs_total 1',
    ]);
  });

  test('tell how many requests are in flight', async () => {
    const metrics = openMetrics();
    metrics.requestsInFlight(3);
    expect(await metrics.text()).toContain('miroir_requests_in_flight 3');
  });
});
